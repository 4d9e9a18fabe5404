import fc from 'fast-check';
import { expect } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/kernel/durations.ts';
import { pay } from '../bookings/scene.ts';
import type { Answer } from '../harness/api.ts';
import { isOfDeposit } from '../harness/deposit-invariants.ts';
import { tokenFor } from '../harness/people.ts';
import { CHALLENGED_CARD, DECLINED_CARD, GOOD_CARD } from '../harness/test-cards.ts';
import { answersOf, command, cutOff, hasHold, holdAt, unanswered } from './command.ts';
import { moveInDashboard } from './dashboard-commands.ts';
import { endTrouble, type Real } from './real.ts';

/** What becomes of damage deposits. */

const share = fc.constantFrom(0.3, 1);
const pathOf = (held: Answer['body']) => `/v1/bookings/${held.id}/damage-deposit`;

export const claim = fc
  .record({ back: fc.nat(1), share })
  .map(({ back, share: part }) =>
    command(
      `claim ${part} of the deposit(${back} back)`,
      (real) => claimOf(real, holdAt(real, back).held, part),
      hasHold,
    ),
  );

/** Once all trouble is over the time of the stay comes, and the host claims. */
export const damage = fc.record({ back: fc.nat(1), share }).map(({ back, share: part }) =>
  command(
    `come to the stay and claim ${part} of the deposit(${back} back)`,
    async (real) => {
      const { held } = holdAt(real, back);
      const { h } = real;
      endTrouble(h);
      await real.recovered;
      const begins = Date.parse(`${held.checkIn}T22:00:00Z`);
      if (begins - h.clock.now() > 30 * DAY_MS) return;
      for (const at of [begins - 40 * HOUR_MS, begins]) {
        h.clock.advance(Math.max(0, at - h.clock.now()));
        await h.drainJobs();
      }
      await claimOf(real, held, part);
    },
    hasHold,
  ),
);

/** The guest authorises a deposit for which the saved card was refused. */
export const payDeposit = fc
  .record({ back: fc.nat(1), card: fc.constantFrom(GOOD_CARD, GOOD_CARD, DECLINED_CARD, CHALLENGED_CARD) })
  .map(({ back, card }) =>
    command(
      `authorise the deposit(${back} back, ${card})`,
      async (real) => {
        const { held, guest } = holdAt(real, back);
        const seen = await real.h.api('GET', pathOf(held), { token: await tokenFor(real.h, guest) }).catch(cutOff);
        if (seen?.status !== 200 || !seen.body.clientSecret) return;
        await pay(real.h, { payment: seen.body }, card).catch(unanswered);
      },
      hasHold,
    ),
  );

export const refundDeposit = fc
  .record({ back: fc.nat(2), amount: fc.constantFrom(10_00, 50_00, 200_00) })
  .map(({ back, amount }) =>
    command(
      `support gives ${amount} of the deposit back(${back} back)`,
      async ({ h, operator, ...real }) => {
        const path = `/v1/admin${pathOf(holdAt(real, back).held).slice(3)}/refunds`;
        const body = { amount, reason: 'It was broken before.' };
        const answer = await h.api('POST', path, { token: await tokenFor(h, operator), body }).catch(cutOff);
        if (answer !== undefined) expect([201, 404, 409, 422, 503]).toContain(answer.status);
      },
      hasHold,
    ),
  );

export const depositOutside = fc
  .record({ back: fc.nat(1), does: fc.constantFrom('capture', 'capture a part', 'cancel') })
  .map(({ back, does }) =>
    command(
      `${does} a deposit in the dashboard(${back} back)`,
      async (real) => {
        const { held } = holdAt(real, back);
        await moveInDashboard(real, does, (intent) => isOfDeposit(intent) && intent.metadata.subject === held.id);
      },
      hasHold,
    ),
  );

async function claimOf(real: Real, held: Answer['body'], part: number): Promise<void> {
  const { h, host } = real;
  const token = await tokenFor(h, host);
  const seen = await h.api('GET', pathOf(held), { token }).catch(cutOff);
  if (seen?.status !== 200) return;
  const body = { amount: Math.round((seen.body.amount * part) / 100) * 100, reason: 'The window is broken.' };
  const answer = await h.api('POST', `${pathOf(held)}/claim`, { token, body }).catch(cutOff);
  if (answer !== undefined) expect(answersOf(real, host, [200, 409, 503])).toContain(answer.status);
}

import fc from 'fast-check';
import type Stripe from 'stripe';
import { expect } from 'vitest';
import { addDays, plainDate } from '../../src/kernel/dates.ts';
import { DAY_MS } from '../../src/kernel/durations.ts';
import { pay } from '../bookings/scene.ts';
import { close } from '../closings/scene.ts';
import { type Person, tokenFor } from '../harness/people.ts';
import { GOOD_CARD } from '../harness/test-cards.ts';
import { clientOf } from '../local/stripe/account.ts';
import { answersOf, command, cutOff, hasHold, holdAt, unanswered } from './command.ts';
import { chargesOf, unmade } from './dashboard-commands.ts';
import { endTrouble, type Model, type Real } from './real.ts';

/** What becomes of a booking once it is confirmed: proposals, the host's account, disputes, refunds in Stripe's dashboard. */

const hasProposal = ({ proposals }: Readonly<Model>) => proposals > 0;

export const propose = fc
  .record({ back: fc.nat(1), byHost: fc.boolean(), later: fc.nat(2), nights: fc.constantFrom(1, 2, 3, 4, 28, 62) })
  .map(({ back, byHost, later, nights }) =>
    command(
      `propose(${back} back, by the ${byHost ? 'host' : 'guest'}, ${later} days later, ${nights} nights)`,
      async (real, model) => {
        const { held, guest } = holdAt(real, back);
        const checkIn = addDays(plainDate(held.checkIn), later);
        const body = { checkIn, checkOut: addDays(checkIn, nights), party: { adults: 2 } };
        const by = byHost ? real.host : guest;
        const answer = await ask(real, by, `/v1/bookings/${held.id}/alterations`, body);
        if (answer === undefined) return;
        expect(answersOf(real, by, [201, 409, 422, 503])).toContain(answer.status);
        if (answer.status !== 201) return;
        real.proposals.push({ guest, proposed: answer.body });
        model.proposals += 1;
      },
      hasHold,
    ),
  );

export const answerProposal = fc
  .record({ name: fc.constantFrom('accept', 'accept', 'accept', 'decline', 'withdraw'), byHost: fc.boolean() })
  .map(({ name, byHost }) =>
    command(
      `${name}(the last proposal, by the ${byHost ? 'host' : 'guest'})`,
      async (real) => {
        const last = real.proposals.at(-1);
        if (last === undefined) return;
        const by = byHost ? real.host : last.guest;
        const answer = await ask(real, by, `/v1/alterations/${last.proposed.id}/${name}`);
        if (answer !== undefined) expect(answersOf(real, by, [200, 404, 409, 503])).toContain(answer.status);
      },
      hasProposal,
    ),
  );

export const payProposal = fc.constant(
  command(
    'pay(the last proposal)',
    async (real) => {
      const last = real.proposals.at(-1);
      if (last === undefined) return;
      const { id } = last.proposed;
      const token = await tokenFor(real.h, last.guest);
      const seen = await real.h
        .api('GET', `/v1/bookings/${last.proposed.bookingId}/alterations`, { token })
        .catch(cutOff);
      if (seen?.status !== 200) return;
      const proposal = seen.body.data.find((alteration: { id: string }) => alteration.id === id);
      if (proposal?.payment?.clientSecret) await pay(real.h, proposal, GOOD_CARD).catch(unanswered);
    },
    hasProposal,
  ),
);

export const openAccount = fc.constant(
  command('open an account', async (real) => {
    const answer = await ask(real, real.host, '/v1/payout-account', { country: 'US' });
    if (answer === undefined) return;
    expect(answersOf(real, real.host, [201, 409, 503])).toContain(answer.status);
    const { accounts } = real.h.stripe.api.state();
    const account = accounts.find(({ metadata }) => metadata?.payoutAccountId === answer.body.id);
    if (account !== undefined) real.h.stripe.completeOnboarding(account.id);
  }),
);

/** A guest's bank takes back a payment for a stay, or what it has not taken of one before. */
export const dispute = fc.record({ which: fc.nat(2), isPart: fc.boolean() }).map(({ which, isPart }) =>
  command(
    `dispute(charge ${which}, ${isPart ? 'in part' : 'whole'})`,
    async (real) => {
      const charges = chargesOf(real);
      const charge = charges[which % Math.max(1, charges.length)];
      const disputes = real.h.stripe.api.state().disputes.filter(({ charge: of }) => of === charge?.id);
      if (charge === undefined || disputes.some(({ status }) => status !== 'won' && status !== 'lost')) return;
      const taken = disputes.map(({ status, amount }) => (status === 'lost' ? amount : 0));
      const left = taken.reduce((all, amount) => all - amount, leftOf(charge));
      if (left < 20) return;
      // Of some currencies tens are the least that moves.
      const id = real.h.stripe.openDispute(charge.id, { amount: isPart ? Math.floor(left / 20) * 10 : left });
      real.disputes.push(id);
    },
    hasHold,
  ),
);

export const closeDispute = fc.constantFrom('won' as const, 'lost' as const).map((outcome) =>
  command(`the bank decides: ${outcome}`, async (real) => {
    const id = real.disputes.pop();
    if (id !== undefined) real.h.stripe.closeDispute(id, outcome);
  }),
);

/** Somebody gives money back in Stripe's dashboard, of any charge that has some left. */
export const refundOutside = fc
  .record({ which: fc.nat(2), amount: fc.constantFrom(1, 5_00, 100_00, Infinity) })
  .map(({ which, amount }) =>
    command(
      `refund ${amount} in the dashboard(charge ${which})`,
      async (real) => {
        const charges = chargesOf(real).filter((charge) => leftOf(charge) > 0);
        const charge = charges[which % Math.max(1, charges.length)];
        if (charge === undefined) return;
        const given = { charge: charge.id, amount: Math.min(amount, leftOf(charge)) };
        await clientOf(real.h.stripe).refunds.create(given).catch(unmade);
      },
      hasHold,
    ),
  );

/** A refund does not arrive, whoever made it. */
export const failRefund = fc.nat(1).map((back) =>
  command(
    `a refund fails(${back} back)`,
    async (real) => {
      const charges = new Set(chargesOf(real).map(({ id }) => id));
      const refunds = real.h.stripe.api
        .state()
        .refunds.filter(
          ({ charge, status, metadata }) =>
            charges.has(String(charge)) && status === 'succeeded' && metadata?.undoneIntentId === undefined,
        );
      const refund = refunds.at(-1 - back);
      if (refund !== undefined) real.h.stripe.settleRefund(refund.id, 'failed');
    },
    hasHold,
  ),
);

/** Once all trouble is over both sides agree on another stay, and what it costs more is paid. */
export const alter = fc
  .record({ back: fc.nat(1), byHost: fc.boolean(), later: fc.nat(2), nights: fc.constantFrom(1, 3, 7, 28, 62) })
  .map(({ back, byHost, later, nights }) =>
    command(
      `alter(${back} back, by the ${byHost ? 'host' : 'guest'}, ${later} days later, ${nights} nights)`,
      async (real) => {
        const { held, guest } = holdAt(real, back);
        const [by, other] = byHost ? [real.host, guest] : [guest, real.host];
        const checkIn = addDays(plainDate(held.checkIn), later);
        const body = { checkIn, checkOut: addDays(checkIn, nights), party: { adults: 2 } };
        endTrouble(real.h);
        await real.recovered;
        const proposed = await ask(real, by, `/v1/bookings/${held.id}/alterations`, body);
        if (proposed?.status !== 201) return;
        if (proposed.body.payment?.clientSecret) await pay(real.h, proposed.body, GOOD_CARD).catch(unanswered);
        await real.h.drainJobs();
        const accepted = await ask(real, other, `/v1/alterations/${proposed.body.id}/accept`);
        if (accepted?.body.payment?.clientSecret) await pay(real.h, accepted.body, GOOD_CARD).catch(unanswered);
        await real.h.drainJobs();
      },
      hasHold,
    ),
  );

/** Somebody closes their account, which is refused while anything is open. What becomes of their money afterwards goes on. */
export const leave = fc
  .record({ who: fc.constantFrom(0, 1, 1, 2, 'host', 'host', 'host'), days: fc.constantFrom(0, 0, 5, 40, 90) })
  .map(({ who, days }) =>
    command(`close the account(${who}, in ${days} days)`, async (real) => {
      real.h.clock.advance(days * DAY_MS);
      if (days > 0) await real.h.qstash.deliverDue();
      const person = typeof who === 'string' ? real.host : real.guests[who];
      if (person === undefined) return;
      const answer = await close(real.h, person).catch(cutOff);
      if (answer !== undefined) expect(answersOf(real, person, [204, 409, 503])).toContain(answer.status);
      if (answer?.status !== 409) real.left.add(person.id);
    }),
  );

/** Moves the time of a booking alone, past one of its clocks or many. */
export const moveTime = fc
  .record({ back: fc.nat(1), hours: fc.constantFrom(0.1, 0.25, 13, 25, 73, 24 * 20, 24 * 60) })
  .map(({ back, hours }) =>
    command(
      `move the time of a booking(${back} back, ${hours} h)`,
      async (real) => {
        const { held, guest } = holdAt(real, back);
        const path = `/v1/bookings/${held.id}/test-clock`;
        const seen = await real.h.api('GET', path, { token: await tokenFor(real.h, guest) }).catch(cutOff);
        if (seen?.status !== 200) return;
        const from = Date.parse(seen.body.advancingTo ?? seen.body.now);
        const body = { advanceTo: new Date(from + hours * 3_600_000).toISOString() };
        const answer = await ask(real, guest, path, body);
        if (answer !== undefined) expect(answersOf(real, guest, [202, 409, 422, 503])).toContain(answer.status);
      },
      hasHold,
    ),
  );

function leftOf({ amount_captured: captured, amount_refunded: refunded }: Stripe.Charge): number {
  return captured - refunded;
}

/** What was answered, or nothing where the connection was cut. */
async function ask({ h }: Real, person: Person, path: string, body?: object) {
  const token = await tokenFor(h, person);
  return h.api('POST', path, { token, body }).catch(cutOff);
}

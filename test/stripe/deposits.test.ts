import { afterAll, beforeAll, expect, test } from 'vitest';
import { instantAt } from '../../src/kernel/dates.ts';
import { bookWith, cast, end, pay, quotedToken } from '../bookings/scene.ts';
import { cardsOf, enterCard } from '../cards/scene.ts';
import { claim, DEPOSIT, depositOf, intentsOf } from '../deposits/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { assertConverged } from '../harness/invariants.ts';
import { ask, type Person } from '../harness/people.ts';
import { GOOD_CARD } from '../harness/test-cards.ts';
import { ahead, DAY, HOUR } from '../payouts/scene.ts';
import { troubles } from './calls.ts';
import type { Part } from './lives.ts';
import { play } from './play.ts';

type Life = { host: Person; guest: Person; listingId: string; id: string };

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => end(h));

test('whatever becomes of each call to Stripe for a damage deposit, three times in a row, it is done once', async () => {
  const stay = ahead(h, 20, 10);
  const opens = instantAt(stay.checkIn, '15:00', 'America/New_York').getTime();
  const lives = await begin(stay);
  const endings = () =>
    Promise.all(
      lives.map(async ({ guest, id }) => {
        const { state, captured } = await depositOf(h, guest, id);
        return [state, captured, intentsOf(h, id).map(({ status }) => status)];
      }),
    );
  const parts: Part[] = [
    {
      name: 'set aside',
      calls: ['paymentIntents.create', 'paymentIntents.retrieve'],
      act: async () => h.clock.advance(opens - 2 * DAY - h.clock.now()),
      endings,
      ending: ['authorised', 0, ['requires_capture']],
    },
    {
      name: 'set aside anew, and the old one given free',
      calls: ['paymentIntents.create', 'paymentIntents.retrieve', 'paymentIntents.cancel'],
      act: async () => h.clock.advance(opens + 4.5 * DAY + 3 * HOUR - h.clock.now()),
      endings,
      ending: ['authorised', 0, ['canceled', 'requires_capture']],
    },
    {
      name: 'claimed',
      calls: ['paymentIntents.capture'],
      act: async () => void (await Promise.all(lives.map(({ host, id }) => claim(h, host, id)))),
      endings,
      ending: ['captured', 80_00, ['canceled', 'succeeded']],
    },
  ];
  for (const part of parts) {
    expect(await play(h, [part])).toEqual([]);
    expect([part.name, await part.endings()]).toEqual([part.name, troubles.map(() => part.ending)]);
  }
  await assertConverged(h);
}, 300_000);

/** A stay with a deposit for each trouble. */
async function begin({ checkIn, checkOut }: ReturnType<typeof ahead>): Promise<Life[]> {
  const casts = await Promise.all(troubles.map(() => cast(h, { damage_deposit: DEPOSIT })));
  for (const { guest } of casts) {
    const { body } = await ask(h, guest, 'POST', '/v1/me/cards');
    await enterCard(h, body.clientSecret, GOOD_CARD);
  }
  await h.drainJobs();
  const lives = await Promise.all(
    casts.map(async ({ host, guest, listingId }) => {
      const [card] = await cardsOf(h, guest);
      const quote = await quotedToken(h, guest, listingId, { checkIn, checkOut });
      const { body } = await bookWith(h, guest, quote, { body: { quote, card: card.id } });
      await pay(h, body);
      return { host, guest, listingId, id: String(body.id) };
    }),
  );
  await h.drainJobs();
  return lives;
}

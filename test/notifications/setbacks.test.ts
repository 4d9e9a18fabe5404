import { afterAll, beforeAll, expect, test } from 'vitest';
import { move } from '../bookings/scene.ts';
import { ask } from '../cards/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { lastTextTo, lettersTo } from '../harness/people.ts';
import { bookedAhead, cast as castPayable, DAY, until } from '../payouts/scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

const typesOf = (subject: unknown) =>
  h.sql<{ type: string }>('select type from events where subject = $1 order by id', [subject]);

test('a host of whose payout all is kept for what they owed is told that, and it is told as paid', async () => {
  const { host, guest, listingId } = await castPayable(h);
  for (const days of [30, 40, 50, 60]) {
    const { id } = await bookedAhead(h, guest, listingId, days);
    await move(h, host, id, 'cancel');
  }
  const { held } = await bookedAhead(h, guest, listingId);
  await until(h, held);
  expect(lettersTo(h, host)).toContain('$194.00 that you earned was kept for what you owed');
  expect(lettersTo(h, host).some((subject) => subject.includes('on its way'))).toBe(false);
  const { data } = (await ask(h, host, 'GET', '/v1/payouts')).body;
  expect(data).toMatchObject([{ gross: 194_00, withheld: 194_00, amount: 0, state: 'paid' }]);
  expect(await typesOf(data[0].id)).toEqual([{ type: 'payout.created' }, { type: 'payout.paid' }]);
});

test('a host hears that their bank has sent a payout back, and what has to be done', async () => {
  const { host, guest, listingId, stripeAccountId } = await castPayable(h);
  const { held } = await bookedAhead(h, guest, listingId);
  h.stripe.closeBank(stripeAccountId);
  await until(h, held);
  await until(h, held + 4 * DAY);
  expect(lettersTo(h, host).at(-1)).toBe('Your bank has sent $194.00 back');
  expect(lastTextTo(h, host)).toContain('another bank account');
  expect(lettersTo(h, host).filter((subject) => subject.includes('sent $194.00 back'))).toHaveLength(1);
});

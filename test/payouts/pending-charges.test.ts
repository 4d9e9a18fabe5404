import { afterAll, beforeAll, expect, test } from 'vitest';
import { bookedInParts } from '../bookings/split-scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { cast, DAY, until } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

test('a charge that Stripe does not give out yet is drawn on for no more than it has, whatever else is paid of the stay at that moment', async () => {
  const { guest, host, listingId } = await cast(h);
  const { due } = await bookedInParts(h, guest, listingId);
  // After an outage of ours the rest is charged when the first part is long due: both are paid out at once.
  await until(h, due + 10 * DAY);
  const payouts = await h.sql<{ state: string; failure: string | null; amount: number }>(
    'select state, failure, amount::int from payouts where host_id = $1 order by id',
    [host.id],
  );
  expect(payouts.map(({ state, failure }) => [state, failure])).toEqual([
    ['paid', null],
    ['paid', null],
  ]);
  const { transfers, charges } = h.stripe.api.state();
  for (const charge of charges) {
    const drawn = transfers.filter(({ source_transaction: source }) => source === charge.id);
    expect(drawn.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThanOrEqual(charge.amount_captured);
  }
});

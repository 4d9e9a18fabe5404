import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, instantAt, todayIn } from '../../src/kernel/dates.ts';
import { bookedInParts } from '../bookings/split-scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { bookedAhead, cast, DAY, HOUR, payoutsOf, transferredTo, until } from './scene.ts';

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

test('a transfer that Stripe is still making is not made again once the charge that it draws on is given out', async () => {
  const { guest, host, listingId, stripeAccountId } = await cast(h);
  const seasoned = await Promise.all([5, 8, 11].map((days) => bookedAhead(h, guest, listingId, days)));
  // The marketplace has money of another stay.
  await bookedAhead(h, guest, listingId, 90);
  await until(h, Math.max(...seasoned.map(({ held }) => held)));
  // Stripe gives the charge out two days after it, ten hours after it is due to the host.
  const tomorrow = addDays(todayIn('America/New_York', new Date(h.clock.now())), 1);
  await until(h, instantAt(tomorrow, '01:00', 'America/New_York').getTime());
  const { id, due } = await bookedAhead(h, guest, listingId, 0, 2);
  const slow = Promise.withResolvers<undefined>();
  h.stripe.disrupt(({ method, path }) => {
    if (method !== 'POST' || path !== '/v1/transfers') return undefined;
    h.stripe.disrupt(undefined);
    return slow.promise;
  });
  // The connection is gone, and Stripe goes on.
  let made: Promise<void> | undefined;
  h.faults.stripe.use((_, { method, path, act }) => {
    if (method !== 'POST' || path !== '/v1/transfers') return undefined;
    made ??= act();
    return 'refuse';
  });
  await until(h, due);
  h.faults.stripe.reset();
  await until(h, due + 11 * HOUR);
  slow.resolve(undefined);
  await made;
  await until(h, due + 13 * HOUR);
  expect((await payoutsOf(h, host))[0]).toMatchObject({ bookingId: id, state: 'paid' });
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 4, net: 4 * 194_00 });
});

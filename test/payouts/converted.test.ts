import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast as castBooking } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { bookedAhead, cast, payoutsOf, until } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

test('a charge that Stripe has converted is none that a transfer in the currency of the stay draws on', async () => {
  const { guest, host, listingId } = await cast(h);
  const seasoned = await Promise.all([5, 8, 11].map((days) => bookedAhead(h, guest, listingId, days)));
  // What the marketplace has of other stays, and is not paid to this host.
  const others = await castBooking(h);
  await bookedAhead(h, others.guest, others.listingId, 5);
  await until(h, Math.max(...seasoned.map(({ held }) => held)));
  h.stripe.convertTo({ currency: 'eur', rate: 0.9 });
  const { id, due } = await bookedAhead(h, guest, listingId, 0, 2);
  h.stripe.convertTo(undefined);
  await until(h, due);
  const paid = (await payoutsOf(h, host)).filter(({ bookingId }) => bookingId === id);
  expect(paid).toMatchObject([{ state: 'paid', currency: 'USD' }]);
  const transfers = h.stripe.api.state().transfers.filter(({ metadata }) => metadata.subject === id);
  expect(transfers).toMatchObject([{ currency: 'usd', source_transaction: null }]);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { booked, cast, see } from '../bookings/scene.ts';
import { eventsOf } from '../harness/events.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { assertConverged } from '../harness/invariants.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { createDashboard, PAID } from './outside-scene.ts';
import { PART, paidTwice, takePart } from './stray-scene.ts';

let h: Harness;
let operator: Person;
beforeAll(async () => {
  h = await startHarness();
  operator = await createPerson(h, { roles: ['admin', 'support'] });
});
afterAll(() => h.close());

const { ask, close, differenceOf, giveOutside, nextDay, payReturned, refund } = createDashboard(() => ({
  h,
  operator,
}));

test('what was paid by an intent too many is owed until Stripe has given it back, told doubled and shuffled', async () => {
  h.stripe.webhooks.duplicates = 1;
  h.stripe.webhooks.shuffle = true;
  const { refunds, booksSince } = await paidTwice(h, 'pm_card_pendingRefund');
  expect(refunds()).toMatchObject([{ amount: PAID, status: 'pending' }]);
  expect(await booksSince()).toEqual({ guest: 0 - PAID, stripe: PAID });
  h.clock.advance(3_600_000);
  await h.drainJobs();
  expect(refunds()).toMatchObject([{ amount: PAID, status: 'succeeded' }]);
  expect(await booksSince()).toEqual({ guest: 0, stripe: 0 });
  h.clock.advance(2 * 86_400_000);
  await h.drainJobs();
  expect(refunds()).toHaveLength(1);
  await assertConverged(h);
  h.stripe.webhooks.duplicates = 0;
  h.stripe.webhooks.shuffle = false;
});

test.each([
  ['at first', 'pm_card_refundFail'],
  ['never', 'pm_card_pendingRefund'],
])('what was paid by an intent too many, and %s given back, is owed and told to operators once', async (_, card) => {
  const { id, intent, refunds, booksSince } = await paidTwice(h, card);
  const [refund] = refunds();
  h.stripe.settleRefund(refund?.id ?? '', 'failed');
  h.stripe.webhooks.duplicates = 1;
  await h.drainJobs();
  h.clock.advance(3_600_000);
  await h.drainJobs();
  h.stripe.webhooks.duplicates = 0;
  expect(refunds()).toMatchObject([{ amount: PAID, status: 'failed' }]);
  expect(await booksSince()).toEqual({ guest: 0 - PAID, stripe: PAID });
  h.clock.advance(2 * 86_400_000);
  await h.drainJobs();
  expect(refunds()).toHaveLength(1);
  const isOfIt = (line: string) => line.includes('"intent.refund-failed"') && line.includes(intent);
  expect(h.worker.logs.filter(isOfIt)).toHaveLength(1);
  expect(await eventsOf(h, refund?.id ?? '')).toEqual(['refund.failed']);
  const told = (await ask('GET', '/v1/events?limit=500')).body.data;
  expect(told.find(({ subject }: { subject: string }) => subject === refund?.id)).toMatchObject({
    data: { subject: id, amount: PAID, currency: 'USD', reason: 'duplicate' },
  });
  await nextDay();
  expect(await differenceOf(refund?.id ?? '')).toBeUndefined();
});

test('what an operator gives back in the Dashboard instead is booked by itself once the books are compared', async () => {
  const { intent, refunds, booksSince } = await paidTwice(h, 'pm_card_visa');
  h.stripe.settleRefund(refunds()[0]?.id ?? '', 'failed');
  await h.drainJobs();
  const { id: again } = await giveOutside(intent, PAID);
  await nextDay();
  expect(await differenceOf(again)).toMatchObject({ state: 'open', stripe: { balance: 0 - PAID } });
  expect(await booksSince()).toEqual({ guest: 0, stripe: 0 });
  await nextDay();
  expect(await differenceOf(again)).toMatchObject({ state: 'settled' });
  h.stripe.settleRefund(again, 'failed');
  await h.drainJobs();
  expect(await booksSince()).toEqual({ guest: 0 - PAID, stripe: PAID });
  expect(await eventsOf(h, again)).toEqual(['refund.failed']);
});

test('what was paid by an intent too many, of which nobody told, is heard of by the comparison of the day and goes back', async () => {
  const { intent, refunds, booksSince } = await paidTwice(h, 'pm_card_visa', () => h.stripe.webhooks.pause());
  expect(refunds()).toEqual([]);
  await nextDay();
  expect(refunds()).toMatchObject([{ amount: PAID, status: 'succeeded' }]);
  expect(await booksSince()).toEqual({ guest: 0, stripe: 0 });
  await nextDay();
  expect(await differenceOf(intent)).toMatchObject({ state: 'settled' });
  h.stripe.webhooks.resume();
  await h.drainJobs();
  expect(refunds()).toHaveLength(1);
});

test('a correction of what was paid by an intent too many is none of what is owed of the stay', async () => {
  const { id, intent, guest, refunds, booksSince } = await paidTwice(h, 'pm_card_visa');
  h.stripe.settleRefund(refunds()[0]?.id ?? '', 'failed');
  await h.drainJobs();
  expect(await refund(id, 60_00)).toMatchObject({ status: 201 });
  await h.drainJobs();
  const charge = h.stripe.api.state().charges.find(({ payment_intent: of }) => of === intent);
  const dispute = h.stripe.openDispute(charge?.id ?? '');
  await h.drainJobs();
  await nextDay();
  expect(await close((await differenceOf(dispute)).id, 'guest')).toMatchObject({ status: 200 });
  expect((await booksSince()).guest).toBe(0);
  expect((await see(h, guest, id)).payment).toMatchObject({ refunded: 60_00, refundState: 'succeeded' });
  expect(await payReturned(id)).toMatchObject({ status: 409 });
});

test('a part that was taken of a request, and not given back, is told as such a payment is, and so is a dispute of it', async () => {
  const { guest, listingId } = await cast(h, { instant_booking: false });
  const booking = await booked(h, guest, listingId);
  const intent = await takePart(h, booking);
  await h.drainJobs();
  // The other one is what Stripe has given free.
  const [refund] = h.stripe.api.state().refunds.filter((of) => of.payment_intent === intent.id && of.amount === PART);
  h.stripe.settleRefund(refund?.id ?? '', 'failed');
  await h.drainJobs();
  expect(await eventsOf(h, refund?.id ?? '')).toEqual(['refund.failed']);
  const told = (await ask('GET', '/v1/events?limit=500')).body.data;
  expect(told.find(({ subject }: { subject: string }) => subject === refund?.id)).toMatchObject({
    data: { subject: booking.id, amount: PART, currency: 'USD', reason: 'duplicate' },
  });
  const dispute = h.stripe.openDispute(String(intent.latest_charge), { amount: PART });
  await h.drainJobs();
  await nextDay();
  expect(await differenceOf(dispute)).toMatchObject({ bookingId: booking.id, state: 'open' });
  expect((await ask('GET', '/v1/admin/disputes')).body.data).toEqual([]);
});

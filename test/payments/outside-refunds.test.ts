import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cast, move, pay, see } from '../bookings/scene.ts';
import { holdInParts, takenFor } from '../bookings/split-scene.ts';
import { begunWithDeposit, claim, intentsOf } from '../deposits/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { ledgerOf } from '../payouts/scene.ts';
import { createDashboard, PAID } from './outside-scene.ts';

let h: Harness;
let operator: Person;
beforeAll(async () => {
  h = await startHarness();
  operator = await createPerson(h, { roles: ['admin', 'support'] });
});
afterEach(() => {
  h.faults.stripe.reset();
  h.stripe.webhooks.duplicates = 0;
});
afterAll(() => h.close());

const { ask, cancelledAfter, differenceOf, giveOutside, nextDay, paid, payReturned, refund } = createDashboard(() => ({
  h,
  operator,
}));

describe('what was refunded in the Dashboard', () => {
  test('counts as given back: a cancellation pays what is left, and the books agree with Stripe', async () => {
    h.stripe.webhooks.duplicates = 2;
    const { guest, id, outside, refunded } = await cancelledAfter(50_00);
    expect(refunded()).toBe(PAID);
    expect((await see(h, guest, id)).payment).toMatchObject({ refunded: PAID, refundState: 'succeeded' });
    expect(Object.keys(await ledgerOf(h, id))).toEqual(['stripe', 'stripe-fees']);
    expect(await payReturned(id)).toMatchObject({ status: 409 });
    const told = await h.sql(
      `select sum((data ->> 'amount')::int)::int as amount from events
       where type = 'refund.succeeded' and data ->> 'subject' = $1`,
      [id],
    );
    expect(told).toEqual([{ amount: PAID }]);
    await nextDay();
    expect(await differenceOf(outside.id)).toBeUndefined();
  });

  test.each([
    ['all of it', PAID, PAID],
    ['more than is owed', 50_00, 50_00],
  ])('is all that the guest gets where it was %s', async (_, given, left) => {
    const { id, intent, refunded } = await paid();
    const { id: outside } = await giveOutside(intent, given);
    expect(await refund(id, 30_00)).toMatchObject({ status: 201 });
    await h.drainJobs();
    expect(refunded()).toBe(left);
    expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
    await nextDay();
    expect(await differenceOf(outside)).toMatchObject({
      bookingId: id,
      ledger: -30_00,
      stripe: { balance: 0 - given },
    });
  });

  test('while ours was under way counts too', async () => {
    const { guest, id, intent, refunded } = await paid();
    let given = 0;
    h.faults.stripe.use(async (_, { path, method, body }) => {
      if (method !== 'POST' || path !== '/v1/refunds' || !body.includes('refundId') || given > 0) return undefined;
      given += 1;
      await giveOutside(intent, 50_00);
      return undefined;
    });
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    expect(given).toBe(1);
    expect(refunded()).toBe(PAID);
    expect((await see(h, guest, id)).payment).toMatchObject({ refunded: PAID, refundState: 'succeeded' });
    expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
  });

  test('and fails later is owed to the guest again, and paid once more by support', async () => {
    const { id, outside, refunded } = await cancelledAfter(50_00);
    h.stripe.webhooks.duplicates = 2;
    h.stripe.settleRefund(outside.id, 'failed');
    await h.drainJobs();
    expect(await ledgerOf(h, id)).toMatchObject({ guest: -50_00 });
    const both = await Promise.all([payReturned(id), payReturned(id)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    await h.drainJobs();
    expect(refunded()).toBe(PAID);
    expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
    await nextDay();
    expect(await differenceOf(outside.id)).toBeUndefined();
  });

  test('and failed unheard is heard of by the comparison of the day', async () => {
    const { id, outside } = await cancelledAfter(50_00);
    await nextDay();
    h.stripe.webhooks.pause();
    h.stripe.settleRefund(outside.id, 'failed');
    await nextDay();
    expect(await ledgerOf(h, id)).toMatchObject({ guest: -50_00 });
    h.stripe.webhooks.resume();
    await h.drainJobs();
    expect(await ledgerOf(h, id)).toMatchObject({ guest: -50_00 });
  });

  test('of a payment in two parts counts for the one it is of', async () => {
    const { guest, listingId } = await cast(h);
    const stay = await holdInParts(h, guest, listingId);
    await pay(h, stay.held);
    await h.drainJobs();
    h.clock.set(new Date(stay.restDue).toISOString());
    await h.drainJobs();
    const before = takenFor(h, stay.id);
    expect(before).toHaveLength(2);
    const [first] = h.stripe.api.state().paymentIntents.filter(({ metadata }) => metadata.subject === stay.id);
    await giveOutside(first?.id ?? '', 20_00);
    const body = { reason: 'Flooded.', terms: 'support' };
    expect(await ask('POST', `/v1/admin/bookings/${stay.id}/cancel`, body)).toMatchObject({ status: 200 });
    await h.drainJobs();
    expect(takenFor(h, stay.id)).toEqual(before.map(([captured]) => [captured, captured]));
    expect(await ledgerOf(h, stay.id)).not.toHaveProperty('guest');
  });

  test('of a damage deposit counts for the deposit', async () => {
    const { host, id } = await begunWithDeposit(h);
    await claim(h, host, id);
    await h.drainJobs();
    const [intent] = intentsOf(h, id).filter(({ status }) => status === 'succeeded');
    const { id: outside } = await giveOutside(intent?.id ?? '', 30_00);
    const path = `/v1/admin/bookings/${id}/damage-deposit/refunds`;
    await ask('POST', path, { amount: 80_00, reason: 'The window was broken before.' });
    await h.drainJobs();
    const { refunded } = h.stripe.api.totals({ depositHoldId: intent?.metadata.depositHoldId ?? '' });
    expect(refunded).toBe(80_00);
    expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
    await nextDay();
    expect(await differenceOf(outside)).toBeUndefined();
  });

  test('is off the refunds that wait, however many do and however many went before', async () => {
    const { guest, id, intent, refunded } = await paid();
    for (const amount of [10_00, 20_00, 30_00]) await giveOutside(intent, amount);
    h.qstash.disturb({ duplicates: true, shuffle: () => 0.3 });
    await Promise.all([refund(id, 25_00), refund(id, 45_00)]);
    await h.drainJobs();
    expect(refunded()).toBe(70_00);
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    h.qstash.disturb({});
    expect(refunded()).toBe(PAID);
    expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
  });

  test('counts while the rest is disputed and lost, and is owed alone where it fails then', async () => {
    const { guest, id, intent, refunded } = await paid();
    const { id: outside } = await giveOutside(intent, 50_00);
    const charge = h.stripe.api.state().charges.find(({ payment_intent: of }) => of === intent);
    const dispute = h.stripe.openDispute(charge?.id ?? '', { amount: PAID - 50_00 });
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    expect(await ledgerOf(h, id)).toMatchObject({ disputes: PAID - 50_00, guest: 50_00 - PAID });
    h.stripe.closeDispute(dispute, 'lost');
    await h.drainJobs();
    expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
    h.stripe.settleRefund(outside, 'failed');
    await h.drainJobs();
    expect(await payReturned(id)).toMatchObject({ status: 201, body: { refund: 50_00 } });
    await h.drainJobs();
    expect(refunded()).toBe(50_00);
    expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
  });

  test('costs an ordinary refund no call to Stripe', async () => {
    const { guest, id } = await paid();
    const calls: string[] = [];
    h.faults.stripe.use((_, { method, path }) => void calls.push(`${method} ${path}`));
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    expect(calls).toEqual(['GET /v1/refunds', 'POST /v1/refunds']);
  });
});

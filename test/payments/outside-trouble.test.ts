import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Fault } from '../../local/faults.ts';
import { cast, hold, move, pay, see } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { SLOW_REFUND_CARD } from '../harness/test-cards.ts';
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
  h.faults.db.reset();
  h.stripe.webhooks.resume();
});
afterAll(() => h.close());

const HOUR = 3_600_000;
const { differenceOf, giveOutside, nextDay, paid, payReturned, refund } = createDashboard(() => ({ h, operator }));

async function later(hours: number): Promise<void> {
  h.clock.advance(hours * HOUR);
  await h.drainJobs();
}

async function work(): Promise<void> {
  await h.worker.runCron('* * * * *', h.clock.now());
  await h.qstash.drain();
}

describe('whatever goes wrong meanwhile, what was refunded in the Dashboard', () => {
  test.each<Fault>(['refuse', 'garbage'])('counts once Stripe lists it, though it answered with %s', async (fault) => {
    const { guest, id, intent, refunded } = await paid();
    await giveOutside(intent, 50_00);
    h.faults.stripe.use((_, { method, path }) => (method === 'GET' && path === '/v1/refunds' ? fault : undefined));
    await move(h, guest, id, 'cancel');
    await work();
    expect(refunded()).toBe(50_00);
    h.faults.stripe.reset();
    await later(2);
    expect(refunded()).toBe(PAID);
    expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
  });

  test('because nobody could say whether ours was made counts, once that cannot be under way any more', async () => {
    const { id, intent, refunded } = await paid();
    h.faults.stripe.use((_, { method, path }) =>
      method === 'POST' && path === '/v1/refunds' ? 'http-500' : undefined,
    );
    await refund(id, 30_00);
    await work();
    h.faults.stripe.use(() => 'refuse');
    h.clock.advance(3 * HOUR);
    h.faults.stripe.reset();
    await giveOutside(intent, 30_00);
    await later(2);
    expect(refunded()).toBe(30_00);
    expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
  });

  test.each(['succeeded', 'failed'] as const)('is pending, counts, and %s in the end', async (outcome) => {
    const { guest, listingId } = await cast(h);
    const held = await hold(h, guest, listingId);
    await pay(h, held, SLOW_REFUND_CARD);
    await h.drainJobs();
    const refunded = () => h.stripe.api.totals({ paymentId: held.payment.id }).refunded;
    const intent = held.payment.clientSecret.split('_secret')[0];
    const outside = await giveOutside(intent, 50_00);
    expect(outside.status).toBe('pending');
    await move(h, guest, held.id, 'cancel');
    await h.drainJobs();
    h.stripe.settleRefund(outside.id, outcome);
    await later(1);
    expect((await ledgerOf(h, held.id)).guest).toBe(outcome === 'failed' ? -50_00 : undefined);
    if (outcome === 'failed') expect(await payReturned(held.id)).toMatchObject({ status: 201 });
    await h.drainJobs();
    await later(25);
    expect(refunded()).toBe(PAID);
    expect((await see(h, guest, held.id)).payment).toMatchObject({ refunded: PAID });
    expect(await ledgerOf(h, held.id)).not.toHaveProperty('guest');
    await nextDay();
    expect(await differenceOf(outside.id)).toBeUndefined();
  });

  test('and fails in the moment in which it is counted is owed again', async () => {
    const { guest, id, intent, refunded } = await paid();
    const outside = await giveOutside(intent, 50_00);
    let isFailed = false;
    h.faults.db.use(async (_, { body }) => {
      if (isFailed || !body.includes('refund-outside:')) return undefined;
      isFailed = true;
      h.stripe.settleRefund(outside.id, 'failed');
      await h.stripe.drain();
      await h.qstash.drain();
      return undefined;
    });
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    expect(isFailed).toBe(true);
    await later(2);
    await nextDay();
    await nextDay();
    expect(await ledgerOf(h, id)).toMatchObject({ guest: -50_00 });
    expect(await payReturned(id)).toMatchObject({ status: 201 });
    await h.drainJobs();
    expect(refunded()).toBe(PAID);
  });

  test('twice while ours was under way counts twice', async () => {
    const { guest, id, intent, refunded } = await paid();
    let given = 0;
    h.faults.stripe.use(async (_, { path, method, body }) => {
      if (method !== 'POST' || path !== '/v1/refunds' || !body.includes('refundId') || given > 0) return undefined;
      given += 1;
      await Promise.all([giveOutside(intent, 50_00), giveOutside(intent, 20_00)]);
      return undefined;
    });
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    expect(refunded()).toBe(PAID);
    expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
  });

  test.each(['succeeded', 'failed'] as const)(
    'waits for the balance to have enough, counts, and %s',
    async (outcome) => {
      const { guest, id, intent, refunded } = await paid();
      h.stripe.runShort(true);
      const outside = await giveOutside(intent, 50_00);
      expect(outside).toMatchObject({ status: 'pending', balance_transaction: null });
      h.stripe.runShort(false);
      await move(h, guest, id, 'cancel');
      await h.drainJobs();
      expect((await see(h, guest, id)).payment).toMatchObject({ refunded: PAID, refundState: 'succeeded' });
      expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
      await nextDay();
      expect(await differenceOf(outside.id)).toBeUndefined();
      h.stripe.settleRefund(outside.id, outcome);
      await h.drainJobs();
      if (outcome === 'failed') {
        expect(await ledgerOf(h, id)).toMatchObject({ guest: -50_00 });
        expect(await payReturned(id)).toMatchObject({ status: 201, body: { refund: 50_00 } });
        await h.drainJobs();
      }
      expect(refunded()).toBe(PAID);
      expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
      await nextDay();
      expect(await differenceOf(outside.id)).toBeUndefined();
    },
  );

  test.each(['before', 'after'] as const)(
    'waits for the balance to have enough, counts, and fails %s the books are compared though nobody tells, is owed again',
    async (when) => {
      const { guest, id, intent, refunded } = await paid();
      h.stripe.runShort(true);
      const outside = await giveOutside(intent, 50_00);
      h.stripe.runShort(false);
      await move(h, guest, id, 'cancel');
      await h.drainJobs();
      if (when === 'after') await nextDay();
      h.stripe.webhooks.pause();
      h.stripe.settleRefund(outside.id, 'failed');
      await nextDay();
      expect(await ledgerOf(h, id)).toMatchObject({ guest: -50_00 });
      expect(await payReturned(id)).toMatchObject({ status: 201, body: { refund: 50_00 } });
      await h.drainJobs();
      expect(refunded()).toBe(PAID);
      await nextDay();
      expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
      expect((await differenceOf(outside.id))?.state).toBe(when === 'after' ? undefined : 'settled');
    },
  );

  test('just before a dispute counts once the bank has decided it', async () => {
    const { guest, id, intent, refunded } = await paid();
    await giveOutside(intent, 50_00);
    const charge = h.stripe.api.state().charges.find(({ payment_intent: of }) => of === intent);
    const dispute = h.stripe.openDispute(charge?.id ?? '');
    await h.drainJobs();
    await move(h, guest, id, 'cancel');
    await later(2);
    h.stripe.closeDispute(dispute, 'won');
    await later(26);
    expect(refunded()).toBe(PAID);
    expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
  });
});

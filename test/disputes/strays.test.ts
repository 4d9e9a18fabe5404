import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, hold } from '../bookings/scene.ts';
import type { Answer } from '../harness/api.ts';
import { eventsOf } from '../harness/events.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { createDashboard, PAID } from '../payments/outside-scene.ts';
import { paidTwice, payAstray } from '../payments/stray-scene.ts';

const FEE = 15_00;

let h: Harness;
let operator: Person;
beforeAll(async () => {
  h = await startHarness();
  operator = await createPerson(h, { roles: ['admin', 'support'] });
});
afterAll(() => h.close());

const { ask, close, differenceOf, nextDay } = createDashboard(() => ({ h, operator }));

/** What of a stay is reported and not closed. */
async function openDifferences(id: string): Promise<Answer['body'][]> {
  const { data } = (await ask('GET', '/v1/admin/differences?state=open')).body;
  return data.filter(({ bookingId }: { bookingId: string }) => bookingId === id);
}

test('a dispute of what was paid by an intent too many, for a stay that nobody else paid, is waited for no longer', async () => {
  const { guest, listingId } = await cast(h);
  const held = await hold(h, guest, listingId);
  h.clock.advance(3_600_000);
  await h.drainJobs();
  const { latest_charge: charge } = await payAstray(h, held);
  await h.drainJobs();
  h.stripe.openDispute(String(charge), { amount: PAID });
  await h.drainJobs();
  const waiting = await h.sql(`select kind, last_error from jobs where done_at is null and attempts > 0`);
  expect(waiting).toEqual([]);
});

test('a dispute of what was paid by an intent too many, and given back, is a difference of its booking, which the marketplace bears until it is won', async () => {
  const { id, charge, booksSince } = await paidTwice(h, 'pm_card_visa');
  const dispute = h.stripe.openDispute(charge, { amount: PAID });
  await h.drainJobs();
  await nextDay();
  const found = await differenceOf(dispute);
  const stripe = { balance: 0 - PAID - FEE, object: 0 - PAID - FEE };
  expect(found).toMatchObject({ bookingId: id, state: 'open', ledger: 0 - FEE, stripe });
  expect(await close(found.id, 'platform')).toMatchObject({ status: 200 });
  expect(await booksSince()).toEqual({ guest: 0, stripe: 0 - PAID });
  await nextDay();
  expect(await openDifferences(id)).toEqual([]);
  h.stripe.closeDispute(dispute, 'won');
  await h.drainJobs();
  await nextDay();
  expect(await differenceOf(dispute)).toMatchObject({
    state: 'open',
    ledger: 0 - PAID - FEE,
    stripe: { balance: 0 - FEE },
  });
  expect(await close(found.id, 'platform')).toMatchObject({ status: 200 });
  await nextDay();
  expect(await openDifferences(id)).toEqual([]);
  expect(await booksSince()).toEqual({ guest: 0, stripe: 0 });
});

test('a dispute of what was paid by an intent too many, of which only the comparison of its day hears, is a difference of its booking by the next', async () => {
  const { id, charge } = await paidTwice(h, 'pm_card_visa');
  h.stripe.webhooks.pause();
  const dispute = h.stripe.openDispute(charge, { amount: PAID });
  await nextDay();
  expect(await differenceOf(dispute)).toMatchObject({ bookingId: null, ledger: 0 });
  await nextDay();
  const found = await differenceOf(dispute);
  expect(found).toMatchObject({ bookingId: id, state: 'open', ledger: 0 - FEE });
  expect(await close(found.id, 'guest')).toMatchObject({ status: 200 });
  h.stripe.webhooks.resume();
  await h.drainJobs();
  await nextDay();
  expect(await openDifferences(id)).toEqual([]);
});

test.each(['lost', 'won'] as const)(
  'one that is disputed before it was given back is owed until the dispute is %s, and then no more',
  async (outcome) => {
    let dispute = '';
    const { id, refunds, booksSince } = await paidTwice(h, 'pm_card_visa', (charge) => {
      dispute = h.stripe.openDispute(charge);
    });
    expect(refunds()).toEqual([]);
    expect(await booksSince()).toEqual({ guest: 0 - PAID, stripe: PAID });
    await nextDay();
    const [found, ...others] = await openDifferences(id);
    expect([found.reference, others]).toEqual([dispute, []]);
    expect(await close(found.id, 'guest')).toMatchObject({ status: 200 });
    h.stripe.closeDispute(dispute, outcome);
    await h.drainJobs();
    await nextDay();
    if (outcome === 'won') {
      expect(refunds()).toMatchObject([{ amount: PAID, status: 'succeeded' }]);
      expect(await close(found.id, 'guest')).toMatchObject({ status: 200 });
    }
    h.clock.advance(3 * 86_400_000);
    await nextDay();
    expect(refunds()).toHaveLength(outcome === 'won' ? 1 : 0);
    expect(await openDifferences(id)).toEqual([]);
    expect(await booksSince()).toEqual({ guest: 0, stripe: 0 });
    expect(await h.sql('select kind from jobs where done_at is null and attempts > 0')).toEqual([]);
  },
);

test('the refund of one that was disputed is made though nobody tells that the dispute was won', async () => {
  let dispute = '';
  const { refunds } = await paidTwice(h, 'pm_card_visa', (charge) => {
    dispute = h.stripe.openDispute(charge);
  });
  h.stripe.webhooks.pause();
  h.stripe.closeDispute(dispute, 'won');
  h.clock.advance(2 * 86_400_000);
  await h.drainJobs();
  expect(refunds()).toMatchObject([{ amount: PAID, status: 'succeeded' }]);
  h.stripe.webhooks.resume();
});

test('what is left of one of which a bank has taken a part, and Stripe gives nothing back, is owed and told to operators once', async () => {
  h.stripe.refuseChargedBack(true);
  let dispute = '';
  const { id, intent, refunds, booksSince } = await paidTwice(h, 'pm_card_visa', (charge) => {
    dispute = h.stripe.openDispute(charge, { amount: 50_00 });
  });
  expect(await eventsOf(h, intent)).toEqual([]);
  h.stripe.webhooks.duplicates = 1;
  h.stripe.closeDispute(dispute, 'lost');
  await h.drainJobs();
  await nextDay();
  h.clock.advance(2 * 86_400_000);
  await h.drainJobs();
  h.stripe.webhooks.duplicates = 0;
  expect(refunds()).toEqual([]);
  expect(await eventsOf(h, intent)).toEqual(['refund.failed']);
  const told = (await ask('GET', '/v1/events?limit=500')).body.data;
  expect(told.find(({ subject }: { subject: string }) => subject === intent)).toMatchObject({
    data: { subject: id, amount: PAID - 50_00, currency: 'USD', reason: 'duplicate' },
  });
  const [found] = await openDifferences(id);
  expect(await close(found.id, 'guest')).toMatchObject({ status: 200 });
  expect((await booksSince()).guest).toBe(50_00 - PAID);
  expect(await eventsOf(h, intent)).toHaveLength(1);
  h.stripe.refuseChargedBack(false);
});

test('a bank that has taken the whole of one leaves nothing to tell of', async () => {
  let dispute = '';
  const { intent } = await paidTwice(h, 'pm_card_visa', (charge) => {
    dispute = h.stripe.openDispute(charge);
  });
  h.stripe.closeDispute(dispute, 'lost');
  await h.drainJobs();
  expect(await eventsOf(h, intent)).toEqual([]);
});

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cast as castBooking, end, move } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { ask, createPerson } from '../harness/people.ts';
import {
  balanceOf,
  bookedAhead,
  cast,
  DAY,
  HOUR,
  ledgerOf,
  openAccount,
  payoutsOf,
  transferredTo,
  until,
} from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => {
  h.faults.stripe.reset();
  h.qstash.disturb({});
  h.stripe.webhooks.resume();
});
afterAll(() => end(h));

const instant = (ms: number) => new Date(ms).toISOString();

describe('a host', () => {
  test('who is new is paid a week after others, once, with all messages doubled; nobody else sees it', async () => {
    const { host, guest, listingId, stripeAccountId } = await cast(h);
    const { id, held } = await bookedAhead(h, guest, listingId);
    const before = await ask(h, host, 'GET', '/v1/payout-balance');
    expect(before.trips).toBe(1);
    expect(before.body.balances).toMatchObject([{ coming: 194_00, paid: 0, owed: 0, nextAt: instant(held) }]);
    h.qstash.disturb({ duplicates: true, shuffle: Math.random });
    h.stripe.webhooks.duplicates = 1;
    await until(h, held - 1000);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 0, net: 0 });
    await until(h, held);
    await until(h, held + 30 * DAY);
    h.stripe.webhooks.duplicates = 0;
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 194_00 });
    const [payout, ...others] = await payoutsOf(h, host);
    expect(others).toEqual([]);
    expect(payout).toMatchObject({ bookingId: id, gross: 194_00, withheld: 0, amount: 194_00, state: 'paid' });
    expect(payout.paidAt).toBe(instant(held));
    expect(await balanceOf(h, host)).toMatchObject({ coming: 0, inTransfer: 0, paid: 194_00, nextAt: null });
    expect(await ledgerOf(h, id)).toEqual({ platform: -34_40, stripe: 27_48, 'stripe-fees': 6_92 });

    const own = await ask(h, host, 'GET', `/v1/payouts/${payout.id}`);
    expect([own.body, own.trips]).toEqual([payout, 1]);
    const stranger = await createPerson(h);
    expect(await ask(h, stranger, 'GET', `/v1/payouts/${payout.id}`)).toMatchObject({ status: 404 });
    expect((await ask(h, stranger, 'GET', '/v1/payouts')).body.data).toEqual([]);
    expect((await ask(h, guest, 'GET', '/v1/payout-balance')).body.balances).toEqual([]);
  });

  test('who was paid for three stays is paid 24 hours after the check-in opens, not a second before', async () => {
    const { host, guest, listingId, stripeAccountId } = await cast(h);
    const last = await Promise.all([5, 8, 11].map((days) => bookedAhead(h, guest, listingId, days)));
    await until(h, Math.max(...last.map(({ held }) => held)));
    expect(transferredTo(h, stripeAccountId).count).toBe(3);
    const { due } = await bookedAhead(h, guest, listingId);
    expect((await balanceOf(h, host)).nextAt).toBe(instant(due));
    await until(h, due - 1000);
    expect(transferredTo(h, stripeAccountId).count).toBe(3);
    await until(h, due);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 4, net: 4 * 194_00 });
    const [first] = last;
    const ofOne = await ask(h, host, 'GET', `/v1/payouts?bookingId=${first?.id}`);
    expect([ofOne.trips, ofOne.body.data]).toMatchObject([1, [{ bookingId: first?.id, state: 'paid' }]]);
    expect(ofOne.body.data).toHaveLength(1);
    expect((await ask(h, guest, 'GET', `/v1/payouts?bookingId=${first?.id}`)).body.data).toEqual([]);
  });

  test('whose stays were booked before three were paid is paid for the others without the week more from then on', async () => {
    const { host, guest, listingId, stripeAccountId } = await cast(h);
    const first = await Promise.all([5, 8, 11].map((days) => bookedAhead(h, guest, listingId, days)));
    const [soon, later, latest] = await Promise.all([15, 40, 70].map((days) => bookedAhead(h, guest, listingId, days)));
    const waiting = () =>
      h.sql(`select from jobs where kind = 'host-share-changed' and payload ->> 'subject' = $1 and done_at is null`, [
        latest?.id,
      ]);
    const threePaid = Math.max(...first.map(({ held }) => held));
    await until(h, threePaid - 1000);
    expect(transferredTo(h, stripeAccountId).count).toBe(2);
    await until(h, threePaid);
    // One was due by then, and waited for nothing but the week.
    expect(soon?.due).toBeLessThan(threePaid);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 4, net: 4 * 194_00 });
    const due = Number(later?.due);
    const before = await waiting();
    expect((await balanceOf(h, host)).nextAt).toBe(instant(due));
    await until(h, due - 1000);
    expect(transferredTo(h, stripeAccountId).count).toBe(4);
    await until(h, due);
    await until(h, due + 8 * DAY);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 5, net: 5 * 194_00 });
    // Who is new no more is planned once.
    expect(await waiting()).toHaveLength(before.length);
    expect(before.length).toBeGreaterThan(0);
  });

  test('of a long stay is paid in parts, what was refunded in between off the last ones', async () => {
    const { guest, host, listingId, stripeAccountId } = await cast(h);
    const { id, held } = await bookedAhead(h, guest, listingId, 20, 61);
    await until(h, held);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 30 * 97_00 });
    // The first 30 nights are over, the next 30 are kept.
    await until(h, held + 24 * DAY);
    expect((await move(h, guest, id, 'cancel')).status).toBe(200);
    await until(h, held + 31 * DAY);
    await until(h, held + 62 * DAY);
    const { net } = transferredTo(h, stripeAccountId);
    const [kept] = await h.sql<{ host: number }>(
      `select (refund #>> '{kept,hostReceives}')::int as host from bookings where id = $1`,
      [id],
    );
    expect(kept?.host).toBeGreaterThan(30 * 97_00);
    expect(net).toBe(kept?.host);
    expect(await balanceOf(h, host)).toMatchObject({ coming: 0, owed: 0, paid: net });
  });

  test('of a long stay whose first part is too little by itself is paid with the next', async () => {
    const { guest, host, listingId, stripeAccountId } = await cast(h, { currency: 'HUF', base_nightly: 60_00 });
    const { held } = await bookedAhead(h, guest, listingId, 20, 60);
    await until(h, held + DAY);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 0, net: 0 });
    await until(h, held + 30 * DAY);
    const { coming, paid } = await balanceOf(h, host, 'HUF');
    expect([coming, paid]).toEqual([0, 60 * 58_20]);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: paid });
  });

  test('of such a stay is paid for it with any other that comes first', async () => {
    const { guest, host, listingId, stripeAccountId } = await cast(h, { currency: 'HUF', base_nightly: 60_00 });
    const other = await createListing(h, host, { currency: 'HUF', base_nightly: 4_000_00 });
    const { held } = await bookedAhead(h, guest, listingId, 20, 60);
    await bookedAhead(h, guest, other, 21, 2);
    await until(h, held + DAY / 2);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 0, net: 0 });
    await until(h, held + 2 * DAY);
    const { paid } = await balanceOf(h, host, 'HUF');
    expect(paid).toBe(30 * 58_20 + 2 * 3_880_00);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 2, net: paid });
  });

  test('without an account waits, and is paid once Stripe says that this can be', async () => {
    const { host, guest, listingId } = await castBooking(h);
    const { held } = await bookedAhead(h, guest, listingId);
    await until(h, held + DAY);
    expect(await balanceOf(h, host)).toMatchObject({ coming: 194_00, paid: 0 });
    const stripeAccountId = await openAccount(h, host, ['individual.dob.day']);
    expect((await ask(h, host, 'GET', '/v1/payout-account')).body).toMatchObject({
      state: 'restricted',
      disabledReason: 'requirements.past_due',
      requirements: { pastDue: ['individual.dob.day'] },
    });
    expect(transferredTo(h, stripeAccountId).count).toBe(0);
    h.stripe.completeOnboarding(stripeAccountId);
    await h.drainJobs();
    expect((await ask(h, host, 'GET', '/v1/payout-account')).body).toMatchObject({
      state: 'active',
      disabledReason: null,
    });
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 194_00 });
  });

  test('whose account Stripe restricts waits, and is paid later', async () => {
    const { guest, listingId, stripeAccountId } = await cast(h);
    const { held } = await bookedAhead(h, guest, listingId);
    h.stripe.restrictAccount(stripeAccountId, { missing: ['individual.id_number'] });
    await until(h, held + DAY);
    expect(transferredTo(h, stripeAccountId).count).toBe(0);
    h.stripe.completeOnboarding(stripeAccountId);
    await h.drainJobs();
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 194_00 });
  });

  test('whom Stripe refuses to pay, unheard, has the money as before, and gets it by another payout', async () => {
    const { guest, host, listingId, stripeAccountId } = await cast(h);
    const { id, held } = await bookedAhead(h, guest, listingId);
    h.stripe.webhooks.pause();
    h.stripe.restrictAccount(stripeAccountId, { missing: ['individual.id_number'] });
    await until(h, held);
    expect(await payoutsOf(h, host)).toMatchObject([
      { state: 'failed', failure: 'insufficient_capabilities_for_transfer', amount: 194_00 },
    ]);
    expect(await ledgerOf(h, id)).toMatchObject({ host: -194_00, stripe: 221_48 });
    expect((await balanceOf(h, host)).heldUntil).toBe(instant(held + 6 * HOUR));
    await until(h, held + 7 * HOUR);
    h.stripe.completeOnboarding(stripeAccountId);
    h.stripe.webhooks.resume();
    await h.drainJobs();
    expect((await payoutsOf(h, host)).map(({ state }) => state)).toEqual(['paid', 'failed']);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 194_00 });
  });
});

test('a host is told when a payout that Stripe has refused is tried again, until it was', async () => {
  const { guest, host, listingId, stripeAccountId } = await cast(h);
  const { held } = await bookedAhead(h, guest, listingId);
  h.stripe.disrupt(({ path }) => (path === '/v1/transfers' ? 'saved-400' : undefined));
  await until(h, held);
  h.stripe.disrupt(undefined);
  expect(await balanceOf(h, host)).toMatchObject({ coming: 194_00, heldUntil: instant(held + 6 * HOUR) });
  await until(h, held + 6 * HOUR);
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 194_00 });
  expect(await balanceOf(h, host)).toMatchObject({ coming: 0, paid: 194_00, heldUntil: null });
});

describe('money that a guest gets back after it was paid out', () => {
  async function giveBack(bookingId: string, hostReceives: number): Promise<void> {
    const support = await createPerson(h, { roles: ['support'] });
    const body = { reason: 'The heating failed', from: { hostReceives, platformKeeps: 0, taxes: 0 } };
    const { status, text } = await h.api('POST', `/v1/admin/bookings/${bookingId}/refunds`, {
      token: support.token,
      body,
    });
    expect([status, text]).toEqual([201, text]);
    await h.drainJobs();
  }

  test('is taken back from the transfer; what Stripe has paid to the bank already is owed, and kept from what is next', async () => {
    const { guest, host, listingId, stripeAccountId } = await cast(h);
    const first = await bookedAhead(h, guest, listingId);
    const second = await bookedAhead(h, guest, listingId, 30);
    await until(h, first.held);
    await giveBack(first.id, 50_00);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 144_00 });
    expect(await payoutsOf(h, host)).toMatchObject([{ amount: 194_00, reversed: 50_00 }]);
    expect((await ledgerOf(h, first.id)).host).toBeUndefined();

    // Stripe pays the rest to the bank, and has none of it any more.
    await until(h, first.held + 5 * DAY);
    expect((await ask(h, host, 'GET', '/v1/bank-payouts')).body.data).toMatchObject([
      { amount: 144_00, state: 'paid' },
    ]);
    await giveBack(first.id, 60_00);
    expect(transferredTo(h, stripeAccountId).net).toBe(144_00);
    expect(await balanceOf(h, host)).toMatchObject({ owed: 60_00, paid: 144_00, coming: 194_00 });
    expect((await ledgerOf(h, host.id)).receivables).toBe(60_00);

    await until(h, second.held);
    expect(await payoutsOf(h, host)).toMatchObject([
      { bookingId: second.id, gross: 194_00, withheld: 60_00, amount: 134_00, state: 'paid' },
      { bookingId: first.id },
    ]);
    expect(await balanceOf(h, host)).toMatchObject({ owed: 0, coming: 0, paid: 144_00 + 134_00 });
    expect((await ledgerOf(h, host.id)).receivables).toBeUndefined();
  });

  test('is taken back however many other stays wait, from a transfer that was still under way as well', async () => {
    const { guest, host, listingId, stripeAccountId } = await cast(h);
    for (let n = 0; n < 25; n += 1) await bookedAhead(h, guest, await createListing(h, host), 21);
    const paid = await bookedAhead(h, guest, listingId);
    const underWay = await bookedAhead(h, guest, await createListing(h, host));
    // What Stripe answers to one of the transfers is lost.
    h.faults.stripe.use((_, { method, path, body }) =>
      path === '/v1/transfers' && (method === 'GET' || body.includes(underWay.id)) ? 'reset-after' : undefined,
    );
    await until(h, paid.held);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 2, net: 2 * 194_00 });
    // Stripe pays the host no more: the others come due, and wait.
    h.stripe.restrictAccount(stripeAccountId, { missing: ['individual.id_number'] });
    await h.drainJobs();
    await until(h, paid.held + DAY);
    await giveBack(paid.id, 194_00);
    await giveBack(underWay.id, 194_00);
    expect(transferredTo(h, stripeAccountId).net).toBe(194_00);
    h.faults.stripe.reset();
    await until(h, paid.held + 2 * DAY);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 2, net: 0 });
  });

  test('for a cancellation by the host costs a fee, which is kept from what the host is paid next', async () => {
    const { guest, host, listingId } = await cast(h);
    const next = await bookedAhead(h, guest, listingId, 30);
    const { id } = await bookedAhead(h, guest, listingId);
    expect((await move(h, host, id, 'cancel')).status).toBe(200);
    await h.drainJobs();
    const { owed } = await balanceOf(h, host);
    expect(owed).toBe(50_00);
    await until(h, next.held);
    expect(await payoutsOf(h, host)).toMatchObject([{ gross: 194_00, withheld: owed, amount: 194_00 - owed }]);
    expect(await balanceOf(h, host)).toMatchObject({ owed: 0, coming: 0 });
  });
});

test('a bank that sends a payout back is told, and Stripe pays it out once the host has mended it', async () => {
  const { guest, host, listingId, stripeAccountId } = await cast(h);
  const { held } = await bookedAhead(h, guest, listingId);
  h.stripe.closeBank(stripeAccountId);
  await until(h, held);
  await until(h, held + 4 * DAY);
  const failed = await ask(h, host, 'GET', '/v1/bank-payouts');
  expect(failed.trips).toBe(1);
  expect(failed.body.data).toMatchObject([{ amount: 194_00, state: 'failed', failure: 'account_closed' }]);
  expect((await ask(h, host, 'GET', '/v1/payout-account')).body.state).toBe('restricted');
  h.stripe.completeOnboarding(stripeAccountId);
  await until(h, held + 6 * DAY);
  await until(h, held + 9 * DAY);
  const { data } = (await ask(h, host, 'GET', '/v1/bank-payouts')).body;
  expect(data.map(({ state }: { state: string }) => state)).toEqual(['paid', 'failed']);
  expect(transferredTo(h, stripeAccountId).count).toBe(1);
  expect((await ask(h, await createPerson(h), 'GET', '/v1/bank-payouts')).body.data).toEqual([]);
});

test('a charge whose money Stripe does not give out yet is what the transfer draws on', async () => {
  const { guest, host, listingId } = await cast(h);
  const seasoned = await Promise.all([5, 8, 11].map((days) => bookedAhead(h, guest, listingId, days)));
  await until(h, Math.max(...seasoned.map(({ held }) => held)));
  const { id, due } = await bookedAhead(h, guest, listingId, 0, 2);
  await until(h, due);
  const [transfer] = h.stripe.api.state().transfers.filter(({ metadata }) => metadata.subject === id);
  expect(transfer?.source_transaction).toMatch(/^ch_/);
  expect((await payoutsOf(h, host))[0]).toMatchObject({ bookingId: id, state: 'paid' });
  const [earlier] = h.stripe.api.state().transfers.filter(({ metadata }) => metadata.subject === seasoned[0]?.id);
  expect(earlier?.source_transaction).toBeNull();
});

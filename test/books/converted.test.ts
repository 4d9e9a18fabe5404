import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cast as castBooking, hold, move, pay, see } from '../bookings/scene.ts';
import { begunWithDeposit, claim, intentsOf } from '../deposits/scene.ts';
import { createDesk } from '../disputes/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { SLOW_REFUND_CARD } from '../harness/test-cards.ts';
import { clientOf } from '../local/stripe/account.ts';
import { createDashboard, PAID } from '../payments/outside-scene.ts';
import { paidTwice } from '../payments/stray-scene.ts';
import { bookedAhead, cast, ledgerOf, transferredTo, until } from '../payouts/scene.ts';

let h: Harness;
let operator: Person;
beforeAll(async () => {
  h = await startHarness();
  operator = await createPerson(h, { roles: ['admin', 'support'] });
});
beforeEach(() => rate(0.9));
afterAll(() => h.close());

const dashboard = createDashboard(() => ({ h, operator }));
const desk = createDesk(() => ({ h, support: operator }));

/** What a dollar brings, or costs, from now on: the marketplace holds euros. */
const rate = (euros: number) => h.stripe.convertTo({ currency: 'eur', rate: euros });

/** A stay that was paid in dollars. */
async function paid(card?: string) {
  const { guest, listingId } = await castBooking(h);
  const held = await hold(h, guest, listingId);
  await pay(h, held, card);
  await h.drainJobs();
  const id = String(held.id);
  const intent = h.stripe.api.state().paymentIntents.find(({ metadata }) => metadata.subject === id);
  return { guest, id, intent: String(intent?.id), charge: String(intent?.latest_charge) };
}

const openDifferences = async () => (await dashboard.ask('GET', '/v1/admin/differences?state=open')).body.data;

/** By the books and by Stripe: what Stripe holds for the marketplace, by currency. */
async function held(): Promise<[object, object]> {
  const rows = await h.sql<{ currency: string; amount: number }>(
    `select lower(currency) as currency, sum(amount)::int as amount from ledger_entries where account = 'stripe'
     group by 1 having sum(amount) <> 0 order by 1`,
  );
  const atStripe = Map.groupBy(h.stripe.api.state().balanceTransactions, ({ currency }) => currency);
  const sums = [...atStripe].map(([currency, moved]) => [currency, moved.reduce((total, { net }) => total + net, 0)]);
  return [
    Object.fromEntries(rows.map(({ currency, amount }) => [currency, amount])),
    Object.fromEntries(sums.filter(([, amount]) => amount !== 0)),
  ];
}

/** What the books say of a stay in a currency. */
async function balancesOf(bookingId: string, currency: 'EUR' | 'USD'): Promise<Record<string, number>> {
  const rows = await h.sql<{ account: string; balance: number }>(
    `select account, balance::int from ledger_balances where holder = $1 and currency = $2 and balance <> 0`,
    [bookingId, currency],
  );
  return Object.fromEntries(rows.map(({ account, balance }) => [account, balance]));
}

/** Compares the books of all days until now, at the end of which both sides are the same. */
async function agree(): Promise<void> {
  await dashboard.nextDay();
  const [ours, theirs] = await held();
  expect(ours).toEqual(theirs);
  expect(await openDifferences()).toEqual([]);
}

describe('of a charge that Stripe has converted the books agree with Stripe, in both currencies, when', () => {
  test('the stay is cancelled at another rate', async () => {
    const { guest, id } = await paid();
    rate(0.93);
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    await agree();
    const lost = Math.round(PAID * 0.93) - Math.round(PAID * 0.9);
    const euros = await balancesOf(id, 'EUR');
    expect(await balancesOf(id, 'USD')).toEqual({});
    expect(euros).toEqual({ exchange: lost, stripe: -lost - 623, 'stripe-fees': 623 });
  });

  test('a part is refunded, comes back at another rate, and is paid once more at a third', async () => {
    const { id } = await paid();
    rate(0.92);
    expect(await dashboard.refund(id, 60_00)).toMatchObject({ status: 201 });
    await h.drainJobs();
    await agree();
    rate(0.87);
    h.stripe.settleRefund(h.stripe.api.state().refunds.at(-1)?.id ?? '', 'failed');
    await h.drainJobs();
    await agree();
    rate(0.95);
    expect(await dashboard.payReturned(id)).toMatchObject({ status: 201, body: { refund: 60_00 } });
    await h.drainJobs();
    await agree();
  });

  test.each(['succeeded', 'failed'] as const)('a refund that was under way has %s', async (outcome) => {
    const { guest, id } = await paid(SLOW_REFUND_CARD);
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    const refund = h.stripe.api.state().refunds.at(-1);
    expect(refund?.status).toBe('pending');
    rate(0.97);
    h.stripe.settleRefund(refund?.id ?? '', outcome);
    await h.drainJobs();
    await agree();
    if (outcome === 'succeeded') return;
    expect((await see(h, guest, id)).payment).toMatchObject({ refundState: 'failed' });
    expect((await ledgerOf(h, id)).guest).toBe(-PAID);
  });

  test('a damage deposit is given back', async () => {
    const { id, host } = await begunWithDeposit(h);
    await claim(h, host, id);
    await h.drainJobs();
    rate(0.85);
    const body = { amount: 80_00, reason: 'It was whole.' };
    const given = await dashboard.ask('POST', `/v1/admin/bookings/${id}/damage-deposit/refunds`, body);
    expect(given).toMatchObject({ status: 201 });
    await h.drainJobs();
    await agree();
  });

  test('what was paid by an intent too many is given back, and what comes back of that is owed', async () => {
    const { id, refunds } = await paidTwice(h, 'pm_card_visa', () => rate(0.96));
    await agree();
    rate(0.91);
    h.stripe.settleRefund(refunds()[0]?.id ?? '', 'failed');
    await h.drainJobs();
    await agree();
    expect((await balancesOf(id, 'USD')).guest).toBe(-PAID);
  });

  test.each(['won', 'lost'] as const)('a dispute of it is %s', async (outcome) => {
    const { id, charge } = await paid();
    rate(0.94);
    const dispute = h.stripe.openDispute(charge);
    await h.drainJobs();
    await agree();
    rate(0.89);
    h.stripe.closeDispute(dispute, outcome);
    await h.drainJobs();
    await agree();
    expect(await desk.disputeOf(id)).toMatchObject({ state: outcome });
    expect((await ledgerOf(h, id)).disputes).toBeUndefined();
    if (outcome === 'won') return;
    rate(0.99);
    h.stripe.overturnDispute(dispute);
    await h.drainJobs();
    await agree();
    expect(await desk.disputeOf(id)).toMatchObject({ state: 'won' });
    expect((await ledgerOf(h, id)).host).toBe(-194_00);
  });

  test('a dispute of a part is lost, and the rest is refunded', async () => {
    const { guest, id, charge } = await paid();
    rate(0.94);
    const dispute = h.stripe.openDispute(charge, { amount: 100_00 });
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    rate(0.88);
    h.stripe.closeDispute(dispute, 'lost');
    await h.drainJobs();
    h.clock.advance(86_400_000);
    await h.drainJobs();
    await agree();
    expect((await ledgerOf(h, id)).guest).toBeUndefined();
    expect(h.stripe.api.state().refunds.at(-1)).toMatchObject({ amount: PAID - 100_00, status: 'succeeded' });
  });

  test('of a dispute of the whole, after a part was refunded, the bank gives that part back', async () => {
    const { id, charge } = await paid();
    expect(await dashboard.refund(id, 60_00)).toMatchObject({ status: 201 });
    await h.drainJobs();
    rate(0.94);
    const dispute = h.stripe.openDispute(charge, { amount: PAID });
    await h.drainJobs();
    rate(0.88);
    h.stripe.closeDispute(dispute, 'lost');
    await h.drainJobs();
    rate(0.97);
    h.stripe.overturnDispute(dispute, 60_00);
    await h.drainJobs();
    await agree();
    expect(await balancesOf(id, 'USD')).toEqual({});
  });

  test('a dispute about a damage deposit is won', async () => {
    const { id, host } = await begunWithDeposit(h);
    await claim(h, host, id);
    await h.drainJobs();
    const [intent] = intentsOf(h, id).filter(({ status }) => status === 'succeeded');
    const dispute = h.stripe.openDispute(String(intent?.latest_charge));
    await h.drainJobs();
    rate(0.83);
    h.stripe.closeDispute(dispute, 'won');
    await h.drainJobs();
    await agree();
  });

  test('its host is paid, out of the dollars of other stays, and pays back what is refunded later', async () => {
    const { guest, listingId, stripeAccountId } = await cast(h);
    h.stripe.convertTo(undefined);
    const more = await castBooking(h);
    for (const days of [40, 43, 46]) await bookedAhead(h, more.guest, more.listingId, days);
    rate(0.9);
    const stay = await bookedAhead(h, guest, listingId, 1);
    await until(h, stay.held);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 194_00 });
    rate(0.8);
    expect(await dashboard.refund(stay.id, 60_00)).toMatchObject({ status: 201 });
    await h.drainJobs();
    expect(transferredTo(h, stripeAccountId).net).toBe(194_00 - 60_00);
    const { available } = await clientOf(h.stripe).balance.retrieve();
    const euros = available.find(({ currency }) => currency === 'eur')?.amount ?? 0;
    await clientOf(h.stripe).payouts.create({ amount: Math.floor(euros / 2), currency: 'eur' });
    await agree();
  });
});

test('a dispute of a converted charge that was one too many is a difference in the currency of the stay', async () => {
  const { id, charge } = await paidTwice(h, 'pm_card_visa');
  rate(0.96);
  const dispute = h.stripe.openDispute(charge, { amount: PAID });
  await h.drainJobs();
  await dashboard.nextDay();
  const { id: found } = await dashboard.differenceOf(dispute);
  expect(await openDifferences()).toMatchObject([{ id: found, bookingId: id, currency: 'USD', ledger: PAID }]);
  expect(await dashboard.close(found, 'platform')).toMatchObject({ status: 200 });
  const [ours, theirs] = await held();
  expect(ours).toEqual(theirs);
  rate(0.91);
  h.stripe.closeDispute(dispute, 'won');
  await h.drainJobs();
  await dashboard.nextDay();
  expect(await openDifferences()).toMatchObject([{ id: found, ledger: 0 - PAID }]);
  expect(await dashboard.close(found, 'platform')).toMatchObject({ status: 200 });
  await dashboard.nextDay();
  expect(await openDifferences()).toEqual([]);
  expect(await balancesOf(id, 'USD')).toEqual({ host: -194_00, platform: 194_00 - PAID, exchange: PAID });
});

test('a converted charge of which the books know nothing is one difference, in the currency of the balance, and closed as one', async () => {
  const { latest_charge: charge } = await clientOf(h.stripe).paymentIntents.create({
    amount: 42_00,
    currency: 'usd',
    allowed_payment_method_types: ['card'],
    payment_method: 'pm_card_visa',
    confirm: true,
  });
  const booked = h.stripe.api.state().balanceTransactions.find(({ source }) => source === charge);
  await dashboard.nextDay();
  const found = await openDifferences();
  const stripe = { balance: booked?.net, object: booked?.amount };
  expect(found).toMatchObject([{ reference: charge, currency: 'EUR', ledger: 0, stripe }]);
  expect(await dashboard.close(found[0].id, 'adjustments')).toMatchObject({ status: 200 });
  await agree();
});

describe('a refund of a converted charge that was made in the Dashboard', () => {
  test('counts for a cancellation as if nothing had been converted', async () => {
    const { guest, id, intent } = await paid();
    rate(0.93);
    await dashboard.giveOutside(intent, 50_00);
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    await agree();
    expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
  });

  test('is one difference, in the currency of the stay, which is closed like any other', async () => {
    const { guest, id, intent } = await paid();
    rate(0.93);
    const { id: outside } = await dashboard.giveOutside(intent, 50_00);
    await dashboard.nextDay();
    const found = await openDifferences();
    expect(found).toMatchObject([
      { reference: outside, currency: 'USD', bookingId: id, ledger: 0, stripe: { balance: -50_00, object: -50_00 } },
    ]);
    expect(await dashboard.close(found[0].id, 'host')).toMatchObject({ status: 200 });
    const [ours, theirs] = await held();
    expect(ours).toEqual(theirs);
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
    await dashboard.nextDay();
    expect(await dashboard.differenceOf(outside)).toMatchObject({ state: 'closed' });
    expect(await openDifferences()).toEqual([]);
  });
});

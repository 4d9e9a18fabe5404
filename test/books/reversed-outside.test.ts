import { afterAll, beforeAll, expect, test } from 'vitest';
import { see } from '../bookings/scene.ts';
import { close as closeAccount, openOf } from '../closings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { ask, createPerson, type Person } from '../harness/people.ts';
import { clientOf } from '../local/stripe/account.ts';
import { createDashboard } from '../payments/outside-scene.ts';
import { balanceOf, bookedAhead, cast, DAY, ledgerOf, payoutsOf, transferredTo, until } from '../payouts/scene.ts';

let h: Harness;
let operator: Person;
beforeAll(async () => {
  h = await startHarness();
  operator = await createPerson(h, { roles: ['admin', 'support'] });
});
afterAll(() => h.close());

const { close, differenceOf, nextDay, refund } = createDashboard(() => ({ h, operator }));

/** Takes the last transfer to an account back, as somebody does in the Dashboard. */
function takeBack(stripeAccountId: string) {
  const sent = h.stripe.api.state().transfers.findLast(({ destination }) => destination === stripeAccountId);
  return clientOf(h.stripe).transfers.createReversal(sent?.id ?? '');
}

test.each([
  ['receivables', 'is what the host owed for a refund of the stay, which Stripe could not take back again'],
  ['host', 'is paid to the host once more'],
  ['adjustments', 'is kept from the host'],
])('what is taken back of a transfer in the Dashboard names its stay and, closed against %s, %s', async (account) => {
  const isOwed = account === 'receivables';
  const { guest, host, listingId, stripeAccountId } = await cast(h);
  const { id, held, checkIn, checkOut } = await bookedAhead(h, guest, listingId);
  await until(h, held);
  const taken = await takeBack(stripeAccountId);
  if (isOwed) expect(await refund(id, 194_00)).toMatchObject({ status: 201 });
  await h.drainJobs();
  expect((await ledgerOf(h, host.id)).receivables).toBe(isOwed ? 194_00 : undefined);
  await nextDay();
  const found = await differenceOf(taken.id);
  expect(found).toMatchObject({ bookingId: id, state: 'open', ledger: 0, stripe: { balance: 194_00 } });
  expect(await close(found.id, account)).toMatchObject({ status: 200 });
  await h.drainJobs();
  expect((await ledgerOf(h, host.id)).receivables).toBeUndefined();
  const net = account === 'host' ? 194_00 : 0;
  expect(transferredTo(h, stripeAccountId).net).toBe(net);
  expect((await balanceOf(h, host)).paid).toBe(net);
  expect((await see(h, host, id)).payout.paid).toBe(net);
  const payouts = (await payoutsOf(h, host)).map(({ amount, reversed }) => [amount, reversed]);
  expect(payouts).toEqual([...(account === 'host' ? [[194_00, 0]] : []), [194_00, 194_00]]);
  // What is paid once more was earned once.
  const { listings } = (await ask(h, host, 'GET', `/v1/earnings?from=${checkIn}&to=${checkOut}`)).body;
  expect(listings.map(({ total }: { total: number }) => total)).toEqual(isOwed ? [] : [194_00]);
  await nextDay();
  expect(await differenceOf(taken.id)).toMatchObject({ state: 'closed' });
});

test('what was taken back is taken off no more than the host owes: of the rest nobody would be paid', async () => {
  const { guest, host, listingId, stripeAccountId } = await cast(h);
  const { id, held } = await bookedAhead(h, guest, listingId);
  await until(h, held);
  const taken = await takeBack(stripeAccountId);
  expect(await refund(id, 194_00)).toMatchObject({ status: 201 });
  await nextDay();
  const found = await differenceOf(taken.id);
  const other = await bookedAhead(h, guest, listingId, 5);
  await until(h, other.held);
  // By then what was owed is kept from another stay.
  expect(await balanceOf(h, host)).toMatchObject({ owed: 0, paid: 194_00 });
  expect(await close(found.id, 'receivables')).toMatchObject({ status: 409, body: { code: 'invalid-transition' } });
  expect(await close(found.id, 'host')).toMatchObject({ status: 200 });
  await h.drainJobs();
  expect(await balanceOf(h, host)).toMatchObject({ owed: 0, coming: 0, paid: 194_00 });
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 2, net: 194_00 });
});

test('of a transfer that was taken back in the Dashboard nothing is taken back for a refund: what is left of others is', async () => {
  const { guest, host, listingId, stripeAccountId } = await cast(h);
  // All stays in the host's account at Stripe.
  const settings = { payouts: { schedule: { interval: 'manual' as const } } };
  await clientOf(h.stripe).accounts.update(stripeAccountId, { settings });
  const { id, held } = await bookedAhead(h, guest, listingId, 20, 60);
  // Of many days only some are compared at a time.
  for (const days of [0, 15]) {
    await until(h, held + days * DAY);
    await nextDay();
  }
  await until(h, held + 30 * DAY);
  const taken = await takeBack(stripeAccountId);
  await nextDay();
  expect(await close((await differenceOf(taken.id)).id, 'host')).toMatchObject({ status: 200 });
  await h.drainJobs();
  const part = 30 * 97_00;
  expect((await payoutsOf(h, host)).map(({ amount, reversed }) => [amount, reversed])).toEqual([
    [part, 0],
    [part, part],
    [part, 0],
  ]);
  expect(await refund(id, 2 * part)).toMatchObject({ status: 201 });
  await h.drainJobs();
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 3, net: 0 });
  expect(await balanceOf(h, host)).toMatchObject({ owed: 0, paid: 0, coming: 0 });
});

test('of what a bank has refused nothing is left once it was taken back in the Dashboard: the host can leave', async () => {
  const { guest, host, listingId, stripeAccountId } = await cast(h);
  const stay = await bookedAhead(h, guest, listingId, 5);
  h.stripe.closeBank(stripeAccountId);
  await until(h, stay.held);
  await until(h, stay.held + 4 * DAY);
  const refused = [['payout-open', expect.stringMatching(/^po_/)]];
  expect(await openOf(h, host)).toEqual(refused);
  const taken = await takeBack(stripeAccountId);
  await nextDay();
  expect(await openOf(h, host)).toEqual(refused);
  expect(await close((await differenceOf(taken.id)).id, 'adjustments')).toMatchObject({ status: 200 });
  await h.drainJobs();
  expect((await closeAccount(h, host)).status).toBe(204);
});

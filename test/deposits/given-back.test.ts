import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { end, see } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { ask, createPerson, type Person, tokenFor } from '../harness/people.ts';
import { clientOf } from '../local/stripe/account.ts';
import { DAY, HOUR, ledgerOf, transferredTo, until } from '../payouts/scene.ts';
import { begunWithDeposit, claim, depositOf, intentsOf } from './scene.ts';

let h: Harness;
let admin: Person;
let support: Person;
beforeAll(async () => {
  h = await startHarness();
  admin = await createPerson(h, { roles: ['admin'] });
  support = await createPerson(h, { roles: ['support'] });
});
afterEach(() => h.faults.stripe.reset());
afterAll(() => end(h));

/** A stay of which the host has claimed 80 of the deposit of 200. */
async function claimed(reason?: string) {
  const stay = await begunWithDeposit(h);
  await claim(h, stay.host, stay.id, 80_00, reason);
  await h.drainJobs();
  return stay;
}

async function giveBack(bookingId: string, amount: number, { key = randomUUID(), person = support } = {}) {
  const token = await tokenFor(h, person);
  const body = { amount, reason: 'The window was broken before.' };
  return h.api('POST', `/v1/admin/bookings/${bookingId}/damage-deposit/refunds`, { token, key, body });
}

async function payReturned(bookingId: string) {
  const body = { reason: 'The guest has a new card.' };
  return h.api('POST', `/v1/admin/bookings/${bookingId}/returned-refunds`, { token: await tokenFor(h, support), body });
}

/** What Stripe has taken for a deposit and given back. */
function takenFor(bookingId: string) {
  const [intent] = intentsOf(h, bookingId).filter(({ status }) => status === 'succeeded');
  const totals = h.stripe.api.totals({ depositHoldId: intent?.metadata.depositHoldId ?? '' });
  return [totals.captured, totals.refunded];
}

/** Has what Stripe gave back of a deposit come back. */
function failRefunds(bookingId: string): void {
  const intents = intentsOf(h, bookingId).map(({ id }) => id);
  for (const { id, payment_intent: intent, metadata } of h.stripe.api.state().refunds) {
    if (intents.includes(String(intent)) && metadata?.refundId) h.stripe.settleRefund(id, 'failed');
  }
}

/** Has the guest's bank take back what was taken of a deposit, as far as it goes until it is decided. */
async function openDispute(bookingId: string, given: { amount?: number } = {}) {
  const [intent] = intentsOf(h, bookingId).filter(({ status }) => status === 'succeeded');
  const charge = h.stripe.api.state().charges.find(({ payment_intent }) => payment_intent === intent?.id);
  h.stripe.openDispute(charge?.id ?? '', given);
  await h.drainJobs();
  const { data } = (await ask(h, support, 'GET', '/v1/admin/disputes')).body;
  return data.find((dispute: { bookingId: string }) => dispute.bookingId === bookingId);
}

/** The differences that the books of this day have with Stripe's. */
async function differencesOf(day: string) {
  await ask(h, admin, 'POST', '/v1/admin/reconciliations', { day });
  await h.drainJobs();
  return h.sql('select reference, ledger, balance, object from differences');
}

async function isBalanced(): Promise<boolean> {
  const rows = await h.sql('select effect from ledger_entries group by effect, currency having sum(amount) <> 0');
  return rows.length === 0;
}

test('support gives what was taken of a deposit back in part and whole, once each, at the cost of the host', async () => {
  const { guest, host, id, due, stripeAccountId } = await claimed();
  expect(await giveBack(id, 10_00, { person: host })).toMatchObject({ status: 403 });
  expect(await giveBack(id, 80_01)).toMatchObject({ status: 422, body: { code: 'invalid-input' } });
  const key = randomUUID();
  const [first, again] = [await giveBack(id, 30_00, { key }), await giveBack(id, 30_00, { key })];
  expect(first).toMatchObject({ status: 201, trips: 2, body: { refund: 30_00, left: 50_00, currency: 'USD' } });
  expect(again.text).toBe(first.text);
  // Of two at the same moment that are more than is left together, one is refused.
  const both = await Promise.all([giveBack(id, 40_00), giveBack(id, 40_00)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([201, 422]);
  await h.drainJobs();
  expect(takenFor(id)).toEqual([80_00, 70_00]);
  expect(await depositOf(h, guest, id)).toMatchObject({ state: 'captured', captured: 80_00, refunded: 70_00 });
  expect(await giveBack(id, 10_00)).toMatchObject({ status: 201, body: { left: 0 } });
  await h.drainJobs();
  expect(takenFor(id)).toEqual([80_00, 80_00]);
  expect(await ledgerOf(h, id)).toMatchObject({ host: -194_00 });
  expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
  expect(await isBalanced()).toBe(true);
  expect((await see(h, guest, id)).payment).toMatchObject({ refunded: 0 });
  const day = new Date(h.clock.now()).toISOString().slice(0, 10);
  await until(h, due + 11 * DAY);
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 194_00 });
  expect(await differencesOf(day)).toEqual([]);
});

test('a deposit that was not taken is not given back', async () => {
  const { id } = await begunWithDeposit(h);
  expect(await giveBack(id, 10_00)).toMatchObject({ status: 409, body: { code: 'invalid-transition' } });
});

test('what was paid out already is taken back of the transfer, and a deposit is no earning of a night', async () => {
  const { host, id, due, stripeAccountId } = await claimed();
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const { body } = await ask(h, host, 'GET', `/v1/earnings?from=${day(due)}&to=${day(due + 30 * DAY)}`);
  expect(body.listings).toMatchObject([{ total: 194_00, nights: [{ amount: 97_00 }, { amount: 97_00 }] }]);
  await until(h, due + 11 * DAY);
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 274_00 });
  await giveBack(id, 80_00);
  await h.drainJobs();
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 194_00 });
  expect(takenFor(id)).toEqual([80_00, 80_00]);
});

test('the evidence about a deposit says who has taken it: the host by a claim, or the marketplace without one', async () => {
  const { id } = await begunWithDeposit(h);
  await clientOf(h.stripe).paymentIntents.capture(intentsOf(h, id).at(-1)?.id ?? '', { amount_to_capture: 50_00 });
  await h.drainJobs();
  const evidenceOf = async (disputeId: string) =>
    (await ask(h, support, 'GET', `/v1/admin/disputes/${disputeId}`)).body.evidence.product;
  const other = await claimed('Taken by the marketplace');
  expect(h.mailbox.lastTo(other.guest.email)?.subject).toContain('claims $80.00 of your damage deposit');
  const [taken, byHost] = [await openDispute(id), await openDispute(other.id)];
  expect(await evidenceOf(taken.id)).toContain('taken by the marketplace on ');
  expect(await evidenceOf(byHost.id)).toContain('claimed by the host on ');
});

test('a dispute about a deposit moves its money once: taken while it is open, then the host’s loss', async () => {
  const { guest, host, id, due, stripeAccountId } = await claimed();
  const dispute = await openDispute(id);
  expect(dispute).toMatchObject({ amount: 80_00, paymentId: null, state: 'open' });
  expect(await ledgerOf(h, id)).toMatchObject({ disputes: 80_00 });
  expect(await see(h, guest, id)).toMatchObject({ isDisputed: true });
  expect(h.mailbox.lastTo(host.email)?.text).toContain('$80.00');
  const { body } = await ask(h, support, 'GET', `/v1/admin/disputes/${dispute.id}`);
  expect(body.evidence.product).toContain('The window of the kitchen is broken.');
  // Stripe refunds no disputed charge: what is given back meanwhile is paid by the dispute, if it is lost.
  expect(await giveBack(id, 30_00)).toMatchObject({ status: 201 });
  // Otherwise the host would be paid by then.
  await until(h, due + 10 * DAY + HOUR);
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 0, net: 0 });
  const day = new Date(h.clock.now()).toISOString().slice(0, 10);
  expect(await ask(h, support, 'POST', `/v1/admin/disputes/${dispute.id}/accept`)).toMatchObject({ status: 200 });
  h.stripe.webhooks.duplicates = 2;
  await h.drainJobs();
  h.stripe.webhooks.duplicates = 0;
  expect(await ledgerOf(h, id)).not.toHaveProperty('disputes');
  expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
  await until(h, h.clock.now() + 2 * DAY);
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 194_00 });
  expect(takenFor(id)[1]).toBe(0);
  expect(await giveBack(id, 1_00)).toMatchObject({ status: 422 });
  expect(await see(h, guest, id)).toMatchObject({ isDisputed: false, payment: { refunded: 0 } });
  expect(await isBalanced()).toBe(true);
  expect(await differencesOf(day)).toEqual([]);
});

test('a dispute about a part of a deposit pays that part of a refund which waits, and Stripe the rest', async () => {
  const { guest, id } = await claimed();
  const dispute = await openDispute(id, { amount: 30_00 });
  expect(await giveBack(id, 60_00)).toMatchObject({ status: 201 });
  await h.drainJobs();
  expect(takenFor(id)).toEqual([80_00, 0]);
  expect(await ask(h, support, 'POST', `/v1/admin/disputes/${dispute.id}/accept`)).toMatchObject({ status: 200 });
  await h.drainJobs();
  expect(takenFor(id)).toEqual([80_00, 30_00]);
  expect(await ledgerOf(h, id)).toMatchObject({ host: -214_00 });
  expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
  expect(await depositOf(h, guest, id)).toMatchObject({ captured: 80_00, refunded: 60_00 });
});

test('a refund of a deposit that fails after it was paid is opened anew by support, once', async () => {
  const { guest, id } = await claimed();
  await giveBack(id, 30_00);
  await h.drainJobs();
  expect(await giveBack(id, 0)).toMatchObject({ status: 422, body: { errors: [{ pointer: '/amount' }] } });
  expect(await payReturned(id)).toMatchObject({ status: 409, body: { code: 'invalid-transition' } });
  failRefunds(id);
  await h.drainJobs();
  expect(await ledgerOf(h, id)).toMatchObject({ guest: -30_00 });
  const both = await Promise.all([payReturned(id), payReturned(id)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  expect(both.find(({ status }) => status === 201)).toMatchObject({ trips: 2, body: { refund: 30_00 } });
  await h.drainJobs();
  expect(takenFor(id)).toEqual([80_00, 30_00]);
  expect(await ledgerOf(h, id)).not.toHaveProperty('guest');
  expect(await depositOf(h, guest, id)).toMatchObject({ captured: 80_00, refunded: 30_00 });
});

test('what a lost dispute takes of a deposit that was given back before is borne by the marketplace, while the refund stands', async () => {
  const { id } = await claimed();
  await giveBack(id, 80_00);
  await h.drainJobs();
  const before = await ledgerOf(h, id);
  const dispute = await openDispute(id, { amount: 80_00 });
  expect(await ask(h, support, 'POST', `/v1/admin/disputes/${dispute.id}/accept`)).toMatchObject({ status: 200 });
  h.stripe.webhooks.duplicates = 2;
  await h.drainJobs();
  h.stripe.webhooks.duplicates = 0;
  const borne = await ledgerOf(h, id);
  expect(borne).toMatchObject({ host: before.host, platform: Number(before.platform) + 80_00 });
  expect(borne).not.toHaveProperty('guest');
  failRefunds(id);
  await h.drainJobs();
  const after = await ledgerOf(h, id);
  expect(after).toMatchObject({ host: before.host, platform: before.platform });
  expect(after).not.toHaveProperty('guest');
  expect(await payReturned(id)).toMatchObject({ status: 409 });
  expect(await isBalanced()).toBe(true);
});

test('a dispute about a deposit that is won leaves the host what was taken', async () => {
  const { id, due, stripeAccountId } = await claimed();
  const dispute = await openDispute(id);
  const statement = { statement: 'winning_evidence' };
  expect(await ask(h, support, 'POST', `/v1/admin/disputes/${dispute.id}/contest`, statement)).toMatchObject({
    status: 200,
  });
  await h.drainJobs();
  await until(h, h.clock.now() + HOUR);
  await until(h, due + 11 * DAY);
  expect((await ask(h, support, 'GET', `/v1/admin/disputes/${dispute.id}`)).body.state).toBe('won');
  expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 274_00 });
  expect(await isBalanced()).toBe(true);
});

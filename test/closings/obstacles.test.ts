import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { booked, cast, end, hold, move, see } from '../bookings/scene.ts';
import { reconcile } from '../books/month.ts';
import { begunWithDeposit } from '../deposits/scene.ts';
import { createDesk } from '../disputes/scene.ts';
import { type Harness, startStaffed } from '../harness/index.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';
import { ahead, bookedAhead, cast as castPaid, DAY, HOUR, transferredTo, until } from '../payouts/scene.ts';
import { close, givePassword, openOf } from './scene.ts';

let h: Harness;
let support: Person;
beforeAll(async () => {
  ({ h, support } = await startStaffed());
});
afterEach(() => h.stripe.webhooks.resume());
afterAll(() => end(h));

const { dispute, lose } = createDesk(() => ({ h, support }));

/** Both sides close their accounts, one after the other. */
async function bothLeave(...people: readonly Person[]): Promise<void> {
  for (const person of people) {
    await givePassword(h, person);
    const answer = await close(h, person);
    expect([answer.status, answer.text]).toEqual([204, '']);
  }
}

describe('an account stays open', () => {
  test('while a booking of either side is held, requested or to come, all told at once', async () => {
    const { host, guest, listingId } = await cast(h, { instant_booking: false });
    const { id: requested } = await booked(h, guest, listingId);
    const { id: accepted } = await booked(h, guest, listingId, { checkIn: '2027-07-03', checkOut: '2027-07-05' });
    await move(h, host, accepted, 'accept');
    await h.drainJobs();
    const { id: held } = await hold(h, guest, listingId, { checkIn: '2027-08-03', checkOut: '2027-08-05' });
    const all = [
      ['booking-confirmed', accepted],
      ['booking-held', held],
      ['booking-requested', requested],
      ['payout-open', accepted],
    ];
    expect(await openOf(h, host)).toEqual(all);
    expect(await openOf(h, guest)).toEqual(all.slice(0, 3));
    const told = await close(h, guest);
    expect(told).toMatchObject({ trips: 1, body: { title: 'The account cannot be closed yet' } });
    expect(told.body.errors[0]).toEqual({ subject: accepted, code: 'booking-confirmed', detail: expect.any(String) });
    expect(await see(h, guest, accepted)).toMatchObject({ state: 'confirmed' });

    await move(h, guest, held, 'release');
    await move(h, guest, requested, 'withdraw');
    await move(h, guest, accepted, 'cancel');
    expect(await openOf(h, guest)).toContainEqual(['refund-open', accepted]);
    await h.drainJobs();
    await bothLeave(guest, host);
  });

  test('until a host is paid, the transfer made, and the bank has it', async () => {
    const { host, guest, listingId, stripeAccountId } = await castPaid(h);
    const stay = await bookedAhead(h, guest, listingId);
    await until(h, Date.parse(`${stay.checkOut}T16:00:00Z`));
    expect(await see(h, guest, stay.id)).toMatchObject({ state: 'completed' });
    expect(await openOf(h, host)).toEqual([['payout-open', stay.id]]);
    await bothLeave(guest);
    await until(h, stay.held);
    await h.sql(
      `insert into bank_payouts (id, host_id, stripe_account_id, currency, amount, state, arrives_at, created_at, updated_at)
       values ('po_failed', $1, $2, 'USD', 100, 'failed', $3, $3, $3)`,
      [host.id, stripeAccountId, new Date(h.clock.now())],
    );
    expect(await openOf(h, host)).toEqual([['payout-open', 'po_failed']]);
    await h.sql(
      `insert into bank_payouts (id, host_id, stripe_account_id, currency, amount, state, arrives_at, created_at, updated_at)
       values ('po_paid', $1, $2, 'USD', 100, 'paid', $3, $3, $3)`,
      [host.id, stripeAccountId, new Date(h.clock.now() + HOUR)],
    );
    await bothLeave(host);
  });

  test('no longer than until a bank has what was sent to it, also where nobody tells that it does', async () => {
    const { host, guest, listingId } = await castPaid(h);
    const stay = await bookedAhead(h, guest, listingId);
    await until(h, stay.held);
    await until(h, stay.held + DAY);
    const [sent] = await h.sql<{ id: string }>('select id from bank_payouts where host_id = $1', [host.id]);
    h.stripe.webhooks.pause();
    await until(h, stay.held + 4 * DAY);
    expect(await openOf(h, host)).toEqual([['payout-open', sent?.id]]);
    await reconcile(h, new Date(stay.held + 5 * DAY));
    expect(await h.sql('select type from events where subject = $1', [sent?.id])).toEqual([
      { type: 'bank-payout.paid' },
    ]);
    await bothLeave(host);
  });

  test('no longer for what a bank has refused, once all of it was taken back for the guest', async () => {
    const { host, guest, listingId, stripeAccountId } = await castPaid(h);
    const before = await bookedAhead(h, guest, listingId);
    await until(h, before.held);
    await until(h, before.held + 4 * DAY);
    const stay = await bookedAhead(h, guest, listingId);
    h.stripe.closeBank(stripeAccountId);
    await until(h, stay.held);
    await until(h, stay.held + 4 * DAY);
    expect(await openOf(h, host)).toMatchObject([['payout-open', expect.stringMatching(/^po_/)]]);
    const from = { hostReceives: 194_00, platformKeeps: 0, taxes: 0 };
    const token = await tokenFor(h, support);
    const body = { reason: 'The heating failed', from };
    expect((await h.api('POST', `/v1/admin/bookings/${stay.id}/refunds`, { token, body })).status).toBe(201);
    await h.drainJobs();
    // What the bank has of the stay before.
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 2, net: 194_00 });
    await bothLeave(host);
  });

  test('for no bank any more that was sent something from an account which Stripe knows no more', async () => {
    const { host, guest, listingId, stripeAccountId } = await castPaid(h);
    const stay = await bookedAhead(h, guest, listingId);
    await until(h, stay.held);
    await until(h, stay.held + DAY);
    expect(await openOf(h, host)).toMatchObject([['payout-open', expect.stringMatching(/^po_/)]]);
    h.stripe.deleteAccount(stripeAccountId);
    await h.api('POST', '/v1/payout-account/links', { token: await tokenFor(h, host) });
    await h.drainJobs();
    await bothLeave(host);
  });

  test('while a damage deposit is set aside', async () => {
    const { host, guest, id, leaves } = await begunWithDeposit(h);
    await until(h, leaves);
    expect(await openOf(h, guest)).toEqual([['deposit-open', id]]);
    expect(await openOf(h, host)).toContainEqual(['deposit-open', id]);
    await until(h, h.clock.now() + 30 * DAY);
    await bothLeave(guest, host);
  });

  test('while a bank has not decided about a dispute, of the guest and of the host', async () => {
    const { host, guest, listingId } = await castPaid(h);
    const stay = await bookedAhead(h, guest, listingId);
    await until(h, stay.held);
    const opened = await dispute(stay.id);
    expect(await openOf(h, guest)).toEqual([['dispute-open', stay.id]]);
    expect(await openOf(h, host)).toContainEqual(['dispute-open', stay.id]);
    await lose(opened);
    await until(h, h.clock.now() + DAY);
    await bothLeave(guest, host);
  });

  test('while a refund that came back is owed, and while its host owes', async () => {
    const { host, guest, listingId } = await cast(h);
    const { id } = await bookedAhead(h, guest, listingId);
    await move(h, host, id, 'cancel');
    await h.drainJobs();
    expect(await openOf(h, host)).toEqual([['debt-open', host.id]]);
    const made = h.stripe.api.state().refunds.at(-1);
    h.stripe.settleRefund(made?.id ?? '', 'failed');
    await h.drainJobs();
    expect(await openOf(h, guest)).toEqual([['refund-open', id]]);
    const body = { reason: 'The card was replaced' };
    await h.api('POST', `/v1/admin/bookings/${id}/returned-refunds`, { token: await tokenFor(h, support), body });
    await h.drainJobs();
    await bothLeave(guest);
  });

  test('of an operator, until the role is taken away', async () => {
    for (const role of ['admin', 'support']) {
      const operator = await createPerson(h, { roles: [role] });
      expect(await openOf(h, operator)).toEqual([['operator', operator.id]]);
      await h.sql(`update people set roles = '{}' where id = $1`, [operator.id]);
      await bothLeave(operator);
    }
  });

  test('no longer because of a hold that was never paid', async () => {
    const { host, guest, listingId } = await cast(h);
    const { checkIn, checkOut } = ahead(h);
    await hold(h, guest, listingId, { checkIn, checkOut });
    h.clock.advance(HOUR);
    await h.drainJobs();
    await bothLeave(guest, host);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { booked, end, move, see } from '../bookings/scene.ts';
import { begunWithDeposit, claim, intentsOf } from '../deposits/scene.ts';
import { eventsOf } from '../harness/events.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { ask, createPerson, type Person } from '../harness/people.ts';
import { bookedAhead, cast, DAY, HOUR, ledgerOf, transferredTo, until } from '../payouts/scene.ts';
import { createDesk } from './scene.ts';

const PAID = 228_40;
const HOSTS = 194_00;

let h: Harness;
let support: Person;
let admin: Person;
beforeAll(async () => {
  h = await startHarness();
  support = await createPerson(h, { roles: ['support'] });
  admin = await createPerson(h, { roles: ['admin'] });
});
afterEach(() => {
  h.faults.db.reset();
  h.stripe.webhooks.duplicates = 0;
  h.stripe.webhooks.shuffle = false;
});
afterAll(() => end(h));

const { dispute, lose, disputeOf, booksOf } = createDesk(() => ({ h, support }));

async function overturn(stripeDisputeId: string, amount?: number): Promise<void> {
  h.stripe.overturnDispute(stripeDisputeId, amount);
  await h.drainJobs();
}

/** What differs between the books of this day and Stripe's record, compared once it is over. */
async function differencesOf(day: string) {
  h.clock.advance(2 * DAY);
  await ask(h, admin, 'POST', '/v1/admin/reconciliations', { day });
  await h.drainJobs();
  return h.sql(`select reference, ledger, balance, object from differences where state = 'open'`);
}

const today = () => new Date(h.clock.now()).toISOString().slice(0, 10);

/** What is left in the books of a stay, without what Stripe keeps of it. */
async function sharesOf(bookingId: string): Promise<Record<string, number>> {
  const { stripe: _theirs, 'stripe-fees': _fees, ...shares } = await booksOf(bookingId);
  return shares;
}

describe('a lost dispute that is overturned', () => {
  test('brings the money back to whom it was taken from, and its host, clawed back, is paid once more, told doubled and shuffled', async () => {
    const { host, guest, listingId, stripeAccountId } = await cast(h);
    const stay = await bookedAhead(h, guest, listingId);
    await until(h, stay.held);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: HOSTS });
    h.stripe.webhooks.duplicates = 2;
    h.stripe.webhooks.shuffle = true;
    const lost = await dispute(stay.id);
    await lose(lost);
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 1, net: 0 });
    expect(await sharesOf(stay.id)).toEqual({});
    const { id } = await disputeOf(stay.id);

    const day = today();
    await overturn(lost);
    h.clock.advance(HOUR);
    await h.drainJobs();
    expect(await disputeOf(stay.id)).toMatchObject({ state: 'won' });
    expect(await see(h, guest, stay.id)).toMatchObject({ isDisputed: false });
    expect(await eventsOf(h, id)).toEqual(['dispute.opened', 'dispute.lost', 'dispute.won']);
    expect(await sharesOf(stay.id)).toEqual({ platform: HOSTS - PAID });
    expect(transferredTo(h, stripeAccountId)).toEqual({ count: 2, net: HOSTS });
    expect(await ledgerOf(h, host.id)).not.toHaveProperty('receivables');
    expect(await differencesOf(day)).toEqual([]);
    // Nothing is left that the bank would keep anybody from giving back.
    const from = { hostReceives: HOSTS, platformKeeps: PAID - HOSTS, taxes: 0 };
    const body = { reason: 'The heating failed', from };
    expect(await ask(h, support, 'POST', `/v1/admin/bookings/${stay.id}/refunds`, body)).toMatchObject({ status: 201 });
  });

  test('is booked once where the answer of the database is lost, and where two jobs hear of it at once', async () => {
    const { guest, listingId } = await cast(h);
    const { id } = await booked(h, guest, listingId);
    const before = await sharesOf(id);
    const lost = await dispute(id);
    await lose(lost);
    let lostAnswers = 0;
    h.faults.db.use((_, { body }) => {
      if (!body.includes('dispute-won:dp_') || lostAnswers > 1) return undefined;
      lostAnswers += 1;
      return lostAnswers === 1 ? 'refuse' : 'reset-after';
    });
    h.stripe.webhooks.duplicates = 1;
    await overturn(lost);
    h.clock.advance(HOUR);
    await h.drainJobs();
    expect(lostAnswers).toBe(2);
    expect(await sharesOf(id)).toEqual(before);
    expect(await disputeOf(id)).toMatchObject({ state: 'won' });
  });

  test('in part pays its host an amount that can be transferred, in a currency that is paid in hundreds', async () => {
    const columns = { currency: 'ISK', base_nightly: 20_000_00, cleaning_fee: 1_000_00 };
    const { guest, listingId, stripeAccountId } = await cast(h, columns);
    const stay = await bookedAhead(h, guest, listingId);
    await until(h, stay.held);
    const lost = await dispute(stay.id);
    await lose(lost);
    await overturn(lost, 10_000_00);
    await until(h, h.clock.now() + DAY);
    const { net } = transferredTo(h, stripeAccountId);
    expect(net).toBeGreaterThan(0);
    expect([net % 100, await sharesOf(stay.id)]).toEqual([0, { platform: net - 10_000_00 }]);
  });

  test('and had paid a refund owes it again: Stripe pays it, and the host gives it once', async () => {
    const { guest, listingId } = await cast(h);
    const { id, payment } = await booked(h, guest, listingId);
    const lost = await dispute(id);
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    await lose(lost);
    expect((await see(h, guest, id)).payment.refundState).toBe('failed');
    await overturn(lost);
    h.clock.advance(DAY);
    await h.drainJobs();
    expect(h.stripe.api.totals({ paymentId: payment.id }).refunded).toBe(PAID);
    expect((await see(h, guest, id)).payment).toMatchObject({ refunded: PAID, refundState: 'succeeded' });
    expect(await sharesOf(id)).toEqual({});
  });

  test('of which a part was borne by the marketplace, until a refund came back that it had paid: that is owed again', async () => {
    const { guest, listingId } = await cast(h);
    const { id, payment } = await booked(h, guest, listingId);
    await move(h, guest, id, 'cancel');
    await h.drainJobs();
    const lost = await dispute(id, 100_00);
    await lose(lost);
    expect(await sharesOf(id)).toEqual({ platform: 100_00 });
    const refund = h.stripe.api.state().refunds.at(-1);
    h.stripe.settleRefund(refund?.id ?? '', 'failed');
    await h.drainJobs();
    expect(await sharesOf(id)).toEqual({ guest: 100_00 - PAID });
    await overturn(lost);
    h.clock.advance(DAY);
    await h.drainJobs();
    // What the bank had paid of it is paid by itself; what had come back otherwise waits for support as before.
    expect(h.stripe.api.totals({ paymentId: payment.id }).refunded).toBe(100_00);
    expect(await sharesOf(id)).toEqual({ guest: 100_00 - PAID });
    const body = { reason: 'It came back' };
    await ask(h, support, 'POST', `/v1/admin/bookings/${id}/returned-refunds`, body);
    await h.drainJobs();
    expect(h.stripe.api.totals({ paymentId: payment.id }).refunded).toBe(PAID);
    expect(await sharesOf(id)).toEqual({});
  });

  test('about a damage deposit gives it to its host again', async () => {
    const { id, host } = await begunWithDeposit(h);
    await claim(h, host, id);
    await h.drainJobs();
    const before = await sharesOf(id);
    const [intent] = intentsOf(h, id).filter(({ status }) => status === 'succeeded');
    const lost = h.stripe.openDispute(String(intent?.latest_charge));
    await h.drainJobs();
    await lose(lost);
    expect((await sharesOf(id)).host).toBe(Number(before.host) + 80_00);
    await overturn(lost);
    expect(await sharesOf(id)).toEqual(before);
  });
});

describe('a dispute of a whole payment of which a part had been refunded', () => {
  const REFUNDED = 60_00;

  async function refundedInPart() {
    const { guest, host, listingId } = await cast(h);
    const { id } = await booked(h, guest, listingId);
    const from = { hostReceives: REFUNDED, platformKeeps: 0, taxes: 0 };
    await ask(h, support, 'POST', `/v1/admin/bookings/${id}/refunds`, { reason: 'The heating failed', from });
    await h.drainJobs();
    return { id: String(id), host };
  }

  test.each(['at once', 'afterwards'] as const)(
    'and lost, of which the bank gives that part back %s, is lost to what was left: nobody bears what came back',
    async (when) => {
      const { id } = await refundedInPart();
      const lost = await dispute(id, PAID);
      const day = today();
      if (when === 'at once') h.stripe.closeDispute(lost, 'lost');
      else await lose(lost);
      await overturn(lost, REFUNDED);
      expect(await disputeOf(id)).toMatchObject({ state: 'lost' });
      expect(await sharesOf(id)).toEqual({});
      const { stripe, 'stripe-fees': fees } = await booksOf(id);
      expect(stripe).toBe(0 - Number(fees));
      expect(await differencesOf(day)).toEqual([]);
    },
  );
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { tokenFor } from '../harness/people.ts';
import { booked, cast, hold, move, quoteFor, see, settle } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(async () => {
  await settle(h);
  await h.close();
});

// 200 for the nights and 28.40 for the platform; check-in opens at 15:00 in New York.
const CHECK_IN = '2027-06-03T19:00:00.000Z';
const DAY_BEFORE = '2027-06-02T19:00:00.000Z';

const preview = async (person: Parameters<typeof tokenFor>[1], bookingId: string, query = {}) =>
  h.api('GET', `/v1/bookings/${bookingId}/refund-preview`, { token: await tokenFor(h, person), query });

// Without what Stripe keeps, which nobody gets back.
const balancesOf = async (bookingId: string) => {
  const rows = await h.sql<{ account: string; amount: number }>(
    `select account, sum(amount)::int as amount from ledger_entries
     where subject = $1 and effect not like 'stripe-fee:%' group by account`,
    [bookingId],
  );
  return Object.fromEntries(rows.filter(({ amount }) => amount !== 0).map(({ account, amount }) => [account, amount]));
};

describe('a guest who cancels', () => {
  test('in time gets everything back, the nights are free, and the books are at zero', async () => {
    const { guest, listingId } = await cast(h);
    const { id, payment } = await booked(h, guest, listingId);
    const answer = await move(h, guest, id, 'cancel');
    expect(answer).toMatchObject({
      status: 200,
      trips: 2,
      body: {
        state: 'cancelled',
        endedBy: 'guest',
        refund: { refund: 228_40, nightsStayed: 0 },
        payment: { refunded: 228_40, refundState: 'pending' },
      },
    });
    expect((await quoteFor(h, guest, listingId)).status).toBe(201);
    await h.drainJobs();
    expect((await see(h, guest, id)).payment).toMatchObject({ refunded: 228_40, refundState: 'succeeded' });
    expect(h.stripe.api.totals({ paymentId: payment.id })).toMatchObject({ captured: 228_40, refunded: 228_40 });
    expect(await balancesOf(id)).toEqual({});
  });

  test('gets exactly what the preview said, at any instant', async () => {
    const start = h.clock.now();
    for (const at of [DAY_BEFORE, '2027-06-02T19:00:00.001Z', CHECK_IN, '2027-06-04T12:00:00.000Z']) {
      h.clock.set(new Date(start).toISOString());
      const { guest, listingId } = await cast(h, { cleaning_fee: 40_00, tax_name: 'Tax', tax_bps: 1_000 });
      const { id } = await booked(h, guest, listingId);
      const foretold = (await preview(guest, id, { at })).body;
      h.clock.set(at);
      const told = (await preview(guest, id)).body;
      expect(told).toEqual(foretold);
      const { refund, payment } = (await move(h, guest, id, 'cancel')).body;
      expect(refund).toEqual({ refund: told.refund, kept: told.kept, nightsStayed: told.nightsStayed });
      await h.drainJobs();
      const { hostReceives, platformKeeps, taxes, guestPays } = told.kept;
      const shares = { stripe: guestPays, host: -hostReceives, platform: -platformKeeps, tax: -taxes };
      const expected = Object.entries(shares).filter(([, amount]) => amount !== 0);
      expect(await balancesOf(id)).toEqual(Object.fromEntries(expected));
      expect(h.stripe.api.totals({ paymentId: payment.id }).refunded).toBe(told.refund);
    }
    h.clock.set(new Date(start).toISOString());
  });

  test('on terms that give nothing back has no refund at all', async () => {
    const { guest, listingId } = await cast(h, { cancellation_policy: 'nonRefundable' });
    const { id } = await booked(h, guest, listingId);
    const { body } = await move(h, guest, id, 'cancel');
    expect(body).toMatchObject({ state: 'cancelled', refund: { refund: 0 } });
    await h.drainJobs();
    expect((await see(h, guest, id)).payment).toMatchObject({ refunded: 0, refundState: null });
  });

  test('is held to the terms of the booking, whatever the listing says now', async () => {
    const { guest, listingId } = await cast(h);
    const { id } = await booked(h, guest, listingId);
    await h.sql("update listings set cancellation_policy = 'nonRefundable' where id = $1", [listingId]);
    expect((await move(h, guest, id, 'cancel')).body.refund.refund).toBe(228_40);
  });

  test('and sends it again with the same key gets the same answer, and is refunded once', async () => {
    const { guest, listingId } = await cast(h);
    const { id, payment } = await booked(h, guest, listingId);
    const first = await move(h, guest, id, 'cancel', { key: 'cancel-once' });
    expect((await move(h, guest, id, 'cancel', { key: 'cancel-once' })).text).toBe(first.text);
    await h.drainJobs();
    expect(h.stripe.api.totals({ paymentId: payment.id }).refunded).toBe(228_40);
  });

  test('before the booking is confirmed is told to release or withdraw it', async () => {
    const { guest, listingId } = await cast(h);
    const held = await hold(h, guest, listingId);
    expect((await move(h, guest, held.id, 'cancel')).body.code).toBe('invalid-transition');
    expect((await preview(guest, held.id)).body.code).toBe('invalid-transition');
    expect((await move(h, guest, held.id, 'release')).status).toBe(200);
    expect((await quoteFor(h, guest, listingId)).status).toBe(201);
  });
});

describe('a host who cancels', () => {
  test('gives everything back on any terms, and the nights stay closed', async () => {
    const { guest, host, listingId } = await cast(h, { cancellation_policy: 'nonRefundable' });
    const { id } = await booked(h, guest, listingId);
    expect((await preview(host, id)).body.refund).toBe(228_40);
    const { body } = await move(h, host, id, 'cancel');
    expect(body).toMatchObject({ state: 'cancelled', endedBy: 'host', refund: { refund: 228_40 } });
    await h.drainJobs();
    expect(await balancesOf(id)).toEqual({});
    expect((await quoteFor(h, guest, listingId)).body.code).toBe('nights-unavailable');
    const closures = await h.api('GET', `/v1/listings/${listingId}/closures`, { token: await tokenFor(h, host) });
    expect(closures.body.data).toMatchObject([{ start: '2027-06-03', end: '2027-06-05', source: 'cancellation' }]);
  });
});

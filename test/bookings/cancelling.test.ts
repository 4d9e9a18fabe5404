import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { ask, createPerson, tokenFor } from '../harness/people.ts';
import { booked, cast, end, hold, move, pay, quoteFor, see } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => end(h));

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
  test('in the stay leaves the tax of the nights that were stayed: none of those beyond its cap was taxed', async () => {
    const { guest, listingId } = await cast(h, { jurisdiction: 'US-NC' });
    const admin = await createPerson(h, { roles: ['admin'] });
    const tax = { name: 'Tourist tax', kind: 'guestNight', rate: 350, currency: 'USD', capNights: 2 };
    const body = { rules: [tax] };
    await h.api('PUT', '/v1/admin/tax-rules/US-NC', { token: await tokenFor(h, admin), body });
    const { id, totals } = await booked(h, guest, listingId, { checkOut: '2027-06-13' });
    expect(totals.taxes).toBe(14_00);
    const at = '2027-06-05T12:00:00.000Z';
    expect((await preview(guest, id, { at })).body).toMatchObject({ nightsStayed: 2, kept: { taxes: 14_00 } });
  });

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
    expect(await preview(host, id)).toMatchObject({
      trips: 1,
      body: {
        refund: 228_40,
        hostFee: 50_00,
        steps: [
          { until: '2027-06-01T18:59:59.999Z', refund: 228_40, hostFee: 50_00, nightsStayed: 0 },
          { until: '2027-06-04T04:00:00.000Z', refund: 228_40, hostFee: 100_00, nightsStayed: 0 },
          { until: '2027-06-05T04:00:00.000Z', refund: 228_40, hostFee: 50_00, nightsStayed: 1 },
          { until: null, refund: 228_40, hostFee: 50_00, nightsStayed: 2 },
        ],
      },
    });
    expect((await preview(host, id, { terms: 'guest' })).body).toMatchObject({ terms: 'guest', refund: 0 });
    const { body } = await move(h, host, id, 'cancel');
    expect(body).toMatchObject({ state: 'cancelled', endedBy: 'host', refund: { refund: 228_40 }, hostFee: 50_00 });
    expect((await see(h, guest, id)).hostFee).toBeNull();
    await h.drainJobs();
    expect(await balancesOf(id)).toEqual({ receivables: 50_00, platform: -50_00 });
    expect((await quoteFor(h, guest, listingId)).body.code).toBe('nights-unavailable');
    const closures = await h.api('GET', `/v1/listings/${listingId}/closures`, { token: await tokenFor(h, host) });
    expect(closures.body.data).toMatchObject([{ start: '2027-06-03', end: '2027-06-05', source: 'cancellation' }]);
  });
});

describe('a host’s fee', () => {
  test('in another currency is held within 50 and 1,000 dollars by the newest rates', async () => {
    const start = h.clock.now();
    const { guest, host, listingId } = await cast(h, { currency: 'EUR', base_nightly: 10_00 });
    const admin = await createPerson(h, { roles: ['admin'] });
    const rates = (day: string, perDollar: string) =>
      h.api('PUT', '/v1/admin/exchange-rates', {
        token: admin.token,
        body: { day, rates: [{ currency: 'EUR', perDollar }] },
      });
    const { id } = await booked(h, guest, listingId);
    expect((await preview(host, id)).body.hostFee).toBe(2_00);
    await rates('2027-02-27', '0.8');
    await rates('2027-02-28', '0.9');
    await rates('2027-03-02', '5');
    expect((await preview(host, id)).body.hostFee).toBe(45_00);
    expect((await move(h, host, id, 'cancel')).body.hostFee).toBe(45_00);
    expect(h.clock.now()).toBe(start);
  });
});

describe('a guest who does not come', () => {
  test('is reported by the host from the check-in on, and gets what a cancellation then would give', async () => {
    const start = h.clock.now();
    const { guest, host, listingId } = await cast(h);
    const { id } = await booked(h, guest, listingId);
    h.clock.set('2027-06-03T18:59:59.999Z');
    expect((await move(h, host, id, 'report-no-show')).body.code).toBe('invalid-transition');
    h.clock.set('2027-06-03T21:00:00.000Z');
    expect((await move(h, guest, id, 'report-no-show')).status).toBe(404);
    const foretold = (await preview(host, id, { terms: 'guest' })).body;
    const answer = await move(h, host, id, 'report-no-show');
    expect(answer).toMatchObject({
      status: 200,
      trips: 2,
      body: { state: 'cancelled', endedBy: 'host', isNoShow: true, hostFee: 0, refund: { refund: 114_20 } },
    });
    expect(answer.body.refund.refund).toBe(foretold.refund);
    expect((await move(h, guest, id, 'cancel')).body.code).toBe('invalid-transition');
    await h.drainJobs();
    h.clock.set(new Date(start).toISOString());
  });
});

describe('support', () => {
  const act = async (person: Parameters<typeof tokenFor>[1], id: string, what: string, body: object) =>
    h.api('POST', `/v1/admin/bookings/${id}/${what}`, { token: await tokenFor(h, person), body });
  const auditOf = async (id: string) =>
    (await h.sql<{ action: string; data: object }>('select action, data from audit where subject = $1', [id])).at(-1);

  test('cancels on the terms of a side, or with amounts of its own, and says why', async () => {
    const { guest, listingId } = await cast(h);
    const support = await createPerson(h, { roles: ['support'] });
    const { id, payment } = await booked(h, guest, listingId);
    expect((await act(guest, id, 'cancel', { reason: 'Please' })).status).toBe(403);
    const token = await tokenFor(h, support);
    const query = { terms: 'host' };
    const seen = await h.api('GET', `/v1/admin/bookings/${id}/refund-preview`, { token, query });
    expect(seen).toMatchObject({ status: 200, trips: 1, body: { refund: 228_40, hostFee: 50_00 } });
    const kept = { hostReceives: 194_01, platformKeeps: 0, taxes: 0 };
    const refused = await act(support, id, 'cancel', { reason: 'Flood', kept });
    expect(refused.body.errors).toMatchObject([{ pointer: '/kept/hostReceives', code: 'too-much' }]);
    const body = { reason: 'Flood', terms: 'host', kept: { ...kept, hostReceives: 30_00 }, hostFee: 10_00 };
    expect(await act(support, id, 'cancel', body)).toMatchObject({
      status: 200,
      trips: 2,
      body: { refund: 198_40, kept: { guestPays: 30_00, hostReceives: 30_00 }, hostFee: 10_00 },
    });
    expect(await auditOf(id)).toMatchObject({ action: 'bookings.cancelBySupport', data: { reason: 'Flood' } });
    await h.drainJobs();
    expect(await see(h, guest, id)).toMatchObject({ state: 'cancelled', endedBy: 'support' });
    expect(await balancesOf(id)).toEqual({ stripe: 30_00, host: -30_00, receivables: 10_00, platform: -10_00 });
    expect(h.stripe.api.totals({ paymentId: payment.id }).refunded).toBe(198_40);
    expect((await quoteFor(h, guest, listingId)).body.code).toBe('nights-unavailable');
  });

  test('sets no amount that is never paid, a fee for the host among them, in a currency that is paid in hundreds', async () => {
    const { guest, listingId } = await cast(h, { currency: 'ISK', base_nightly: 20_000_00 });
    const support = await createPerson(h, { roles: ['support'] });
    const { id } = await booked(h, guest, listingId);
    const kept = { hostReceives: 100_50, platformKeeps: 0, taxes: 0 };
    const refused = await act(support, id, 'cancel', { reason: 'Flood', terms: 'host', kept, hostFee: 50 });
    expect(refused).toMatchObject({
      status: 422,
      body: {
        errors: [
          { pointer: '/kept/hostReceives', code: 'not-chargeable' },
          { pointer: '/hostFee', code: 'not-chargeable' },
        ],
      },
    });
    const paid = await act(support, id, 'cancel', { reason: 'Flood', terms: 'host', hostFee: 100 });
    expect(paid).toMatchObject({ status: 200, body: { hostFee: 100 } });
  });

  test('gives money back without cancelling, never more than is left, and no cancellation gives it back again', async () => {
    const { guest, host, listingId } = await cast(h);
    const support = await createPerson(h, { roles: ['support'] });
    const { id, payment } = await booked(h, guest, listingId);
    const give = (hostReceives: number, platformKeeps = 0) =>
      act(support, id, 'refunds', { reason: 'No hot water', from: { hostReceives, platformKeeps, taxes: 0 } });
    expect(
      (await act(host, id, 'refunds', { reason: 'Me', from: { hostReceives: 1, platformKeeps: 0, taxes: 0 } })).status,
    ).toBe(403);
    expect((await give(0)).status).toBe(422);
    expect((await give(194_01)).body.errors).toMatchObject([{ pointer: '/from/hostReceives', code: 'too-much' }]);
    expect(await give(150_00, 4_00)).toMatchObject({
      status: 201,
      trips: 2,
      body: { refund: 154_00, kept: { guestPays: 74_40, hostReceives: 44_00, platformKeeps: 30_40 } },
    });
    await h.drainJobs();
    expect(await see(h, guest, id)).toMatchObject({ state: 'confirmed', payment: { refunded: 154_00 } });
    expect((await give(44_01)).status).toBe(422);
    // A cancellation of the second night would leave the host 97.00 and the platform 17.20: the host has less already.
    const start = h.clock.now();
    h.clock.set('2027-06-03T12:00:00.000Z');
    expect((await preview(guest, id)).body).toMatchObject({
      refund: 13_20,
      kept: { hostReceives: 44_00, platformKeeps: 17_20 },
    });
    expect((await move(h, guest, id, 'cancel')).body).toMatchObject({
      refund: { refund: 13_20 },
      payment: { refunded: 167_20 },
    });
    expect(await give(44_00)).toMatchObject({ status: 201, body: { kept: { hostReceives: 0, platformKeeps: 17_20 } } });
    await h.drainJobs();
    expect(h.stripe.api.totals({ paymentId: payment.id }).refunded).toBe(211_20);
    expect(await balancesOf(id)).toEqual({ stripe: 17_20, platform: -17_20 });
    h.clock.set(new Date(start).toISOString());
  });

  test('racing with itself, gives back what is left once', async () => {
    const { guest, listingId } = await cast(h);
    const support = await createPerson(h, { roles: ['support'] });
    const { id } = await booked(h, guest, listingId);
    const body = { reason: 'Twice', from: { hostReceives: 100_00, platformKeeps: 0, taxes: 0 } };
    const answers = await Promise.all([1, 2, 3, 4].map(() => act(support, id, 'refunds', body)));
    expect(answers.filter(({ status }) => status === 201).length).toBe(1);
    await h.drainJobs();
    expect((await see(h, guest, id)).payment.refunded).toBe(100_00);
  });
});

describe('a stay whose fee was waived before another price took of it', () => {
  /** The marketplace has 1.72 less than nothing of it, the host 184.30 and the city 19.00. */
  async function waived() {
    const { guest, host, listingId } = await cast(h);
    const { id } = await booked(h, guest, listingId);
    const support = await createPerson(h, { roles: ['support'] });
    const act = (path: string, more: object) =>
      ask(h, support, 'POST', `/v1/admin/bookings/${id}/${path}`, { reason: 'A regular', ...more });
    const give = (hostReceives: number, platformKeeps: number, taxes: number) =>
      act('refunds', { from: { hostReceives, platformKeeps, taxes } });
    expect((await give(0, 34_40, 0)).body).toMatchObject({ kept: { guestPays: 194_00 } });
    // The city has a tax by now. The guest pays more, and of a lower price the marketplace gets less.
    await h.sql(`update listings set tax_name = 'City tax', tax_bps = 1000 where id = $1`, [listingId]);
    const stay = { checkIn: '2027-06-03', checkOut: '2027-06-05', party: { adults: 2 }, nightly: 95_00 };
    const { body: proposed } = await ask(h, guest, 'POST', `/v1/bookings/${id}/alterations`, stay);
    expect(proposed).toMatchObject({ difference: 7_58, totals: { platformKeeps: 32_68, taxes: 19_00 } });
    await pay(h, proposed);
    await h.drainJobs();
    expect(await ask(h, host, 'POST', `/v1/alterations/${proposed.id}/accept`)).toMatchObject({ status: 200 });
    await h.drainJobs();
    expect(await balancesOf(id)).toMatchObject({ platform: 1_72 });
    return { id, guest, act, give };
  }

  test('gives its guest back no more than was paid', async () => {
    const { id, guest, give } = await waived();
    expect(await give(184_30, 0, 19_00)).toMatchObject({ status: 422, body: { errors: [{ pointer: '/from' }] } });
    const told = (await preview(guest, id)).body;
    expect(told).toMatchObject({ refund: 201_58, kept: { guestPays: 0, platformKeeps: 0 } });
    const { status, body } = await move(h, guest, id, 'cancel');
    expect([status, body.refund?.refund]).toEqual([200, 201_58]);
    await h.drainJobs();
    expect(await balancesOf(id)).toEqual({});
    expect((await see(h, guest, id)).payment).toMatchObject({ refunded: 235_98, refundState: 'succeeded' });
  });

  test('leaves each what they have where nothing goes back', async () => {
    const [first, second, third] = [await waived(), await waived(), await waived()];
    expect(await first.give(182_58, 0, 19_00)).toMatchObject({ status: 201, body: { kept: { guestPays: 0 } } });
    expect(await move(h, first.guest, first.id, 'cancel')).toMatchObject({
      status: 200,
      body: { refund: { refund: 0 } },
    });
    for (const [{ act }, hostReceives] of [
      [second, 182_58],
      [third, 184_30],
    ] as const) {
      const kept = { hostReceives, platformKeeps: 0, taxes: 19_00 };
      const all = { guestPays: 201_58, hostReceives: 184_30, platformKeeps: -1_72, taxes: 19_00 };
      expect(await act('cancel', { kept })).toMatchObject({ status: 200, body: { refund: 0, kept: all } });
    }
    await h.drainJobs();
    expect(await balancesOf(first.id)).toEqual({ host: -1_72, platform: 1_72 });
    for (const { id } of [second, third]) {
      expect(await balancesOf(id)).toMatchObject({ host: -184_30, platform: 1_72, tax: -19_00 });
    }
  });
});

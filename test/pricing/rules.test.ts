import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';

// The test's clock stands at noon UTC of Monday 2027-03-01.
let h: Harness;
let host: Person;
let guest: Person;
let admin: Person;
beforeAll(async () => {
  h = await startHarness();
  [host, guest, admin] = await Promise.all([createPerson(h), createPerson(h), createPerson(h, { roles: ['admin'] })]);
});
afterAll(() => h.close());

const stay = { checkIn: '2027-06-07', checkOut: '2027-06-10', party: { adults: 2 } };
const quote = (id: string, change: Record<string, unknown> = {}) =>
  h.api('POST', `/v1/listings/${id}/quotes`, { token: guest.token, key: null, body: { ...stay, ...change } });
const patch = (id: string, pricing: Record<string, unknown>) =>
  h.api('PATCH', `/v1/listings/${id}`, { token: host.token, body: { pricing } });
const setTaxes = (rules: object[], by: Person = admin) =>
  h.api('PUT', '/v1/admin/tax-rules/US-NC', { token: by.token, body: { rules } });
const promote = (id: string, change: Record<string, unknown> = {}, by: Person = host) =>
  h.api('POST', `/v1/listings/${id}/promotions`, {
    token: by.token,
    body: { name: 'June', start: '2027-06-01', end: '2027-07-01', bps: 1_500, ...change },
  });
const codesOf = (answer: Awaited<ReturnType<typeof quote>>) =>
  answer.body.lines.map(({ code, amount }: { code: string; amount: number }) => [code, amount]);

describe('prices of a listing', () => {
  test('are set, shown and charged', async () => {
    const id = await createListing(h, host);
    const pricing = {
      fees: [
        { code: 'linen', name: null, amount: 800, per: 'guest', refundable: true },
        { code: 'fee', name: 'Firewood', amount: 250, per: 'night', refundable: false },
      ],
      earlyBird: { days: 60, bps: 1_000 },
      nonRefundableBps: 1_000,
    };
    expect((await patch(id, pricing)).body.pricing).toMatchObject({ ...pricing, lastMinute: null });
    const answer = await quote(id);
    expect(answer.trips).toBe(1);
    expect(codesOf(answer)).toEqual([
      ['nights', 300_00],
      ['linen', 16_00],
      ['fee', 7_50],
      ['early-bird-discount', -30_00],
      ['guest-fee', 41_68],
      ['host-fee', 8_81],
    ]);
    expect(answer.body.nonRefundable).toMatchObject({
      totals: { guestPays: 304_34 },
      cancellation: {
        policy: 'nonRefundable',
        terms: [
          { until: '2027-06-07T19:00:00.000Z', refund: 16_00 },
          { until: null, refund: 0 },
        ],
      },
    });
  });

  test('whose currency changes need every fee anew', async () => {
    const id = await createListing(h, host);
    await patch(id, { fees: [{ code: 'linen', amount: 800, per: 'guest' }] });
    const answer = await patch(id, { currency: 'EUR', nightly: 90_00 });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/pricing/fees/0/amount' }] } });
  });

  test('of a season hold on nights without a price of their own', async () => {
    const id = await createListing(h, host);
    const prices = (kind: string, start: string, end: string, nightly: number | null) =>
      h.api('PUT', `/v1/listings/${id}/prices`, {
        token: host.token,
        body: { kind, ranges: [{ start, end, nightly }] },
      });
    await prices('season', '2027-06-01', '2027-07-01', 150_00);
    await prices('night', '2027-06-08', '2027-06-09', 90_00);
    const sources = async () => (await quote(id)).body.nightly.map(({ source }: { source: string }) => source);
    expect(await sources()).toEqual(['season', 'override', 'season']);
    await prices('night', '2027-06-07', '2027-06-10', null);
    expect(await sources()).toEqual(['season', 'season', 'season']);
    await prices('season', '2027-06-01', '2027-07-01', null);
    expect(await sources()).toEqual(['base', 'base', 'base']);
  });
});

describe('a promotion', () => {
  test('with a code is for guests who name it, without one for all', async () => {
    const id = await createListing(h, host);
    expect((await promote(id, { code: 'JUNE-27' })).status).toBe(201);
    expect((await quote(id)).body.totals.guestPays).toBe(342_60);
    expect((await quote(id, { promotionCode: 'JUNE-27' })).body.totals.guestPays).toBe(291_21);
    expect(await quote(id, { promotionCode: 'MAY-27' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/promotionCode', code: 'unknown-code' }] },
    });
    const { body } = await promote(id, { bps: 1_000 });
    expect((await quote(id)).body.totals.guestPays).toBe(308_34);
    const remove = () => h.api('DELETE', `/v1/listings/${id}/promotions/${body.id}`, { token: host.token });
    expect((await remove()).status).toBe(204);
    expect((await quote(id)).body.totals.guestPays).toBe(342_60);
    expect((await remove()).status).toBe(404);
  });

  test('has a code of its own, and is its host’s alone', async () => {
    const id = await createListing(h, host);
    await promote(id, { code: 'JUNE-27' });
    expect((await promote(id, { code: 'JUNE-27' })).body.code).toBe('promotion-exists');
    expect((await promote(id, {}, guest)).status).toBe(404);
    const list = (by: Person) => h.api('GET', `/v1/listings/${id}/promotions`, { token: by.token });
    expect((await list(host)).body.data).toMatchObject([{ code: 'JUNE-27', start: '2027-06-01', end: '2027-07-01' }]);
    expect((await list(guest)).status).toBe(404);
  });
});

test('a listing has a hundred promotions that have not ended at most', async () => {
  const id = await createListing(h, host);
  await h.sql(
    `insert into promotions (id, listing_id, name, nights, bps, created_at)
     select 'prm_' || $1 || n, $1, 'June', case when n > 99 then '[2026-06-01,2026-07-01)' else '[2027-06-01,2027-07-01)' end::daterange,
       100, '2027-03-01' from generate_series(1, 120) as n`,
    [id],
  );
  expect((await promote(id)).status).toBe(201);
  expect(await promote(id)).toMatchObject({ status: 409, body: { code: 'promotion-limit' } });
});

test('a promotion that has ended everywhere is none: each that there is would be weighed in every price', async () => {
  const id = await createListing(h, host);
  // At noon UTC the day before is over everywhere.
  for (const end of ['2026-07-01', '2027-03-01']) {
    expect(await promote(id, { start: '2026-06-01', end })).toMatchObject({
      status: 422,
      body: { code: 'invalid-input', errors: [{ pointer: '/end', code: 'promotion-past' }] },
    });
  }
  expect((await promote(id, { start: '2026-06-01', end: '2027-03-02' })).status).toBe(201);
});

describe('taxes of a jurisdiction', () => {
  const cityTax = { name: 'City tax', kind: 'percent', rate: 600 };
  const nightTax = { name: 'Tourist tax', kind: 'guestNight', rate: 350, currency: 'USD', capNights: 2 };

  test('are due from its listings as soon as the operator has set them', async () => {
    const id = await createListing(h, host);
    expect((await patch(id, { jurisdiction: 'US-NC' })).status).toBe(200);
    expect((await quote(id)).body.totals.taxes).toBe(0);
    expect((await setTaxes([cityTax, nightTax])).status).toBe(204);
    expect((await quote(id)).body.totals.taxes).toBe(18_00 + 14_00);
    await setTaxes([{ ...cityTax, included: true }]);
    expect((await quote(id)).body.totals).toMatchObject({ guestPays: 342_60, taxes: 16_98 });
    const shown = await h.api('GET', '/v1/admin/tax-rules/US-NC', { token: admin.token });
    expect(shown.body.rules).toMatchObject([{ ...cityTax, included: true }]);
  });

  test('can be twenty in the price at once, and quotes are given all the same', async () => {
    const id = await createListing(h, host);
    await patch(id, { jurisdiction: 'US-NC' });
    const names = Array.from({ length: 20 }, (_, place) => `Tax ${place + 1}`);
    await setTaxes(names.map((name) => ({ name, kind: 'percent', rate: 100, included: true })));
    const { status, body } = await quote(id);
    expect([status, body.totals.guestPays, body.totals.taxes]).toEqual([201, 342_60, 20 * 2_50]);
  }, 10_000);

  test('are the operator’s to set', async () => {
    expect((await setTaxes([], host)).body.code).toBe('forbidden');
    expect((await setTaxes([{ ...nightTax, currency: null }])).body.code).toBe('invalid-input');
  });
});

describe('another currency', () => {
  test('shows the total by the latest rates, and charges nothing else', async () => {
    const id = await createListing(h, host);
    expect((await quote(id, { displayCurrency: 'JPY' })).body.displayed).toBeNull();
    const rates = (day: string, yen: string) =>
      h.api('PUT', '/v1/admin/exchange-rates', {
        token: admin.token,
        body: {
          day,
          rates: [
            { currency: 'USD', perDollar: '1' },
            { currency: 'JPY', perDollar: yen },
          ],
        },
      });
    await rates('2027-03-01', '150.25');
    await rates('2027-02-28', '149');
    await rates('2027-03-02', '151');
    const { currency, totals, displayed } = (await quote(id, { displayCurrency: 'JPY' })).body;
    expect([currency, totals.guestPays]).toEqual(['USD', 342_60]);
    expect(displayed).toEqual({ currency: 'JPY', total: 51_476, day: '2027-03-01' });
  });

  test('of which the total comes to more than numbers hold is not shown, and the quote is given', async () => {
    const id = await createListing(h, host, { base_nightly: 250_000_00 });
    const rates = [
      { currency: 'USD', perDollar: '1' },
      { currency: 'VES', perDollar: '9999999999' },
    ];
    await h.api('PUT', '/v1/admin/exchange-rates', { token: admin.token, body: { day: '2027-03-01', rates } });
    const answer = await quote(id, { displayCurrency: 'VES' });
    expect(answer).toMatchObject({ status: 201, body: { currency: 'USD', displayed: null } });
  });
});

describe('a quote of two rates', () => {
  test('is booked once, at either', async () => {
    const id = await createListing(h, host, { non_refundable_bps: 1_000 });
    const { token, nonRefundable } = (await quote(id)).body;
    const book = (signed: string) => h.api('POST', '/v1/bookings', { token: guest.token, body: { quote: signed } });
    const booked = await book(nonRefundable.token);
    expect(booked).toMatchObject({ status: 201, body: { cancellation: { policy: 'nonRefundable' } } });
    expect((await book(token)).body.code).toBe('quote-used');
  });

  test('has the standard one alone where too little is left of the other to be charged', async () => {
    const id = await createListing(h, host, { base_nightly: 20, non_refundable_bps: 5_000 });
    const answer = await quote(id);
    expect(answer).toMatchObject({ status: 201, body: { totals: { guestPays: 69 }, nonRefundable: null } });
    const booked = await h.api('POST', '/v1/bookings', { token: guest.token, body: { quote: answer.body.token } });
    expect(booked.status).toBe(201);
  });
});

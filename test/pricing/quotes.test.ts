import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import { verifyQuote } from '../../src/pricing/index.ts';
import type { Answer, CallOptions } from '../harness/api.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { secrets } from '../harness/settings.ts';
import { createSearchable, found, placeApart } from '../search/searchable.ts';

// The test's clock stands at noon UTC of Monday 2027-03-01.
let h: Harness;
let host: Person;
let guest: Person;
beforeAll(async () => {
  h = await startHarness();
  [host, guest] = await Promise.all([createPerson(h), createPerson(h)]);
});
afterAll(() => h.close());

const stay = { checkIn: '2027-06-03', checkOut: '2027-06-05', party: { adults: 2 } };

const quote = (listingId: string, change: Record<string, unknown> = {}, person: Person = guest) =>
  h.api('POST', `/v1/listings/${listingId}/quotes`, { token: person.token, key: null, body: { ...stay, ...change } });

const close = (listingId: string, start: string, end: string) =>
  h.api('POST', `/v1/listings/${listingId}/closures`, { token: host.token, body: { start, end } });

describe('a quote', () => {
  test('names every line, night, total and term, in one round trip, and stores nothing', async () => {
    const id = await createListing(h, host, {
      weekend_nightly: 130_00,
      cleaning_fee: 60_00,
      extra_guest_fee: 15_00,
      tax_name: 'City tax',
      tax_bps: 1_000,
    });
    const prices = { ranges: [{ start: '2027-06-03', end: '2027-06-04', nightly: 90_00 }] };
    await h.api('PUT', `/v1/listings/${id}/prices`, { token: host.token, body: prices });
    const answer = await quote(id, { party: { adults: 2, children: 1 } });
    expect(answer).toMatchObject({ status: 201, trips: 1 });
    const { quoteId, token, ...rest } = answer.body;
    expect(rest).toEqual({
      listingId: id,
      checkIn: '2027-06-03',
      checkOut: '2027-06-05',
      party: { adults: 2, children: 1, infants: 0, pets: 0 },
      mode: 'instant',
      currency: 'USD',
      damageDeposit: null,
      nightly: [
        { date: '2027-06-03', amount: 90_00, source: 'override' },
        { date: '2027-06-04', amount: 130_00, source: 'weekend' },
      ],
      lines: [
        { code: 'nights', amount: 220_00, payer: 'guest', recipient: 'host', taxable: true, quantity: 2 },
        { code: 'extra-guests', amount: 30_00, payer: 'guest', recipient: 'host', taxable: true, quantity: 2 },
        { code: 'cleaning', amount: 60_00, payer: 'guest', recipient: 'host', taxable: true, quantity: 1 },
        { code: 'guest-fee', amount: 44_02, payer: 'guest', recipient: 'platform', taxable: false, rateBps: 1420 },
        { code: 'host-fee', amount: 9_30, payer: 'host', recipient: 'platform', taxable: false, rateBps: 300 },
        {
          code: 'tax',
          amount: 31_00,
          payer: 'guest',
          recipient: 'tax',
          taxable: false,
          rateBps: 1000,
          name: 'City tax',
        },
      ],
      totals: { guestPays: 385_02, hostReceives: 300_70, platformKeeps: 53_32, taxes: 31_00 },
      cancellation: {
        policy: 'flexible',
        terms: [
          { until: '2027-06-02T19:00:00.000Z', refund: 385_02 },
          { until: '2027-06-03T19:00:00.000Z', refund: expect.any(Number) },
          { until: '2027-06-04T04:00:00.000Z', refund: expect.any(Number) },
          { until: null, refund: 0 },
        ],
      },
      split: {
        first: 192_51,
        rest: 192_51,
        restDueAt: '2027-05-30T19:00:00.000Z',
        restPayBy: '2027-06-01T19:00:00.000Z',
      },
      nonRefundable: null,
      displayed: null,
      expiresAt: '2027-03-01T12:15:00.000Z',
    });
    expect(await h.sql('select from idempotency_keys where caller = $1', [guest.id])).toHaveLength(0);
    expect(await h.sql('select from claims where listing_id = $1', [id])).toHaveLength(0);

    const signed = await verifyQuote(
      { quoteKeys: JSON.parse(secrets.QUOTE_KEYS) },
      token,
      guest.id,
      new Date(h.clock.now()),
    );
    expect(signed).toMatchObject({
      quoteId,
      personId: guest.id,
      listingId: id,
      hostId: host.id,
      mode: 'instant',
      timeZone: 'America/New_York',
      checkInFrom: '15:00',
      checkOutBy: '11:00',
      cancellationPolicy: { code: 'flexible' },
    });
    expect(signed.price).toEqual({ currency: 'USD', nights: rest.nightly, lines: rest.lines, totals: rest.totals });
  });

  test('of a listing that is not booked at once says that the host has to accept', async () => {
    const id = await createListing(h, host, { instant_booking: false });
    expect((await quote(id)).body.mode).toBe('request');
  });

  test.each([
    ['JPY', 'split', 12_345, { guestPays: 28_196, hostReceives: 23_949, platformKeeps: 4_247, taxes: 0 }],
    ['KWD', 'hostOnly', 12_345, { guestPays: 24_700, hostReceives: 20_870, platformKeeps: 3_830, taxes: 0 }],
  ])('in %s comes in amounts that a card can be charged', async (currency, fee_model, base_nightly, totals) => {
    const id = await createListing(h, host, { currency, fee_model, base_nightly });
    expect((await quote(id)).body).toMatchObject({ currency, totals });
  });

  test('of a year, each night at its own price, fits into 16 KiB', async () => {
    const id = await createListing(h, host);
    const start = Date.UTC(2027, 2, 1);
    const date = (days: number) => new Date(start + days * 86_400_000).toISOString().slice(0, 10);
    const ranges = Array.from({ length: 365 }, (_, n) => ({
      start: date(n),
      end: date(n + 1),
      nightly: 200_000 + n,
    }));
    await h.api('PUT', `/v1/listings/${id}/prices`, { token: host.token, body: { ranges } });
    const answer = await quote(id, { checkIn: date(0), checkOut: date(365) });
    expect(answer.status).toBe(201);
    expect(answer.body.token.length).toBeLessThan(16 * 1024);
  });
});

describe('calendar and quote', () => {
  test('never disagree, whatever stay is asked for', async () => {
    const today = Date.UTC(2027, 2, 1);
    const date = (days: number) => new Date(today + days * 86_400_000).toISOString().slice(0, 10);
    const id = await createListing(h, host, { min_nights: 2, max_nights: 6, weekend_nightly: 130_00 });
    for (const [from, to] of [
      [3, 4],
      [9, 12],
      [11, 15],
      [22, 24],
    ] as const)
      await close(id, date(from), date(to));
    await h.sql(
      `insert into claims (booking_id, listing_id, nights, expires_at)
       select 'bkg_' || n, $1, daterange($2::date + n * 13, $2::date + n * 13 + 2), $3::timestamptz + n * interval '1 minute'
       from generate_series(-1, 2) as n`,
      [id, date(4), new Date(h.clock.now())],
    );
    const query = { from: date(-2), to: date(40) };
    const { nights } = (await h.api('GET', `/v1/listings/${id}/calendar`, { query })).body;

    const stay = fc.tuple(
      fc.integer({ min: -2, max: 30 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 3, max: 5 }),
    );
    await fc.assert(
      fc.asyncProperty(stay, async ([from, length, adults]) => {
        const asked = { checkIn: date(from), checkOut: date(from + length), party: { adults } };
        const answer = await quote(id, asked);
        const shown: { state: string; price: number; minNights: number; maxNights: number }[] = nights.slice(
          from + 2,
          from + 2 + length,
        );
        const isOffered = shown.every(
          ({ state, minNights, maxNights }) => state === 'open' && minNights <= length && length <= maxNights,
        );
        expect(answer.status === 201).toBe(isOffered && adults <= 4);
        if (answer.status !== 201) return;
        expect(answer.body.nightly.map(({ amount }: { amount: number }) => amount)).toEqual(
          shown.map(({ price }) => price),
        );
      }),
      { numRuns: 150 },
    );
  });

  test('at the highest prices that can be set is more than a card can be charged, not a failure', async () => {
    const highest = 100_000_000_000;
    const id = await createListing(h, host, {
      capacity: 50,
      guests_included: 1,
      base_nightly: highest,
      cleaning_fee: highest,
      extra_guest_fee: highest,
      tax_name: 'Tax',
      tax_bps: 5_000,
    });
    const answer = await quote(id, { checkOut: '2028-06-02', party: { adults: 50 } });
    expect(answer).toMatchObject({ status: 422, body: { code: 'amount-not-chargeable' } });
    const [total] = /\d+/.exec(answer.body.detail) ?? [];
    expect(Number.isSafeInteger(Number(total))).toBe(true);
  });

  test('with as many of the highest fees as there can be is too much for a card, to explanation and search too', async () => {
    const { point, box } = placeApart();
    const fee = { code: 'fee', name: 'Firewood', amount: 100_000_000_000, per: 'guestNight', refundable: true };
    const fees = JSON.stringify(Array.from({ length: 10 }, () => fee));
    const id = await createSearchable(h, host, { ...point, capacity: 50, fees });
    const year = { checkIn: '2027-06-03', checkOut: '2028-06-01' };
    const answer = await quote(id, { ...year, party: { adults: 50 } });
    expect(answer).toMatchObject({ status: 422, body: { code: 'amount-not-chargeable' } });
    const body = { ...year, party: { adults: 50 } };
    const explained = await h.api('POST', `/v1/listings/${id}/explain`, { key: null, body });
    expect(explained).toMatchObject({
      status: 200,
      body: { reasons: [{ code: 'amount-not-chargeable' }], nearest: [] },
    });
    expect(await found(h, { box, ...year, adults: 50 })).toEqual([]);
  });
});

describe('a stay that cannot be had', () => {
  const errorsOf = ({ body }: Answer) =>
    body.errors?.map((error: { pointer: string; code: string }) => [error.pointer, error.code]);

  test('of nights that are closed, booked or held is told so night by night; the day of departure is free', async () => {
    const id = await createListing(h, host);
    await close(id, '2027-06-04', '2027-06-06');
    const answer = await quote(id);
    expect(answer).toMatchObject({ status: 409, body: { code: 'nights-unavailable' } });
    expect(answer.body.errors).toEqual([
      { pointer: '/checkIn', code: 'nights-taken', detail: 'The night of 2027-06-04 is taken' },
    ]);
    expect((await quote(id, { checkOut: '2027-06-04' })).status).toBe(201);
    expect((await quote(id, { checkIn: '2027-06-06', checkOut: '2027-06-07' })).status).toBe(201);
  });

  test('an expired hold takes no night', async () => {
    const id = await createListing(h, host);
    const hold = `insert into claims (booking_id, listing_id, nights, expires_at) values ($1, $2, '[2027-06-03,2027-06-05)', $3)`;
    await h.sql(hold, [newId('booking'), id, new Date(h.clock.now() + 1)]);
    expect((await quote(id)).body.code).toBe('nights-unavailable');
    await h.sql('update claims set expires_at = $2 where listing_id = $1', [id, new Date(h.clock.now())]);
    expect((await quote(id)).status).toBe(201);
  });

  test('is told every rule that it breaks at once', async () => {
    const id = await createListing(h, host, { min_nights: 3, capacity: 2 });
    await close(id, '2027-06-03', '2027-06-04');
    const answer = await quote(id, { party: { adults: 3 } });
    expect(answer).toMatchObject({ status: 422, body: { code: 'stay-not-allowed' } });
    expect(errorsOf(answer)).toEqual([
      ['/checkIn', 'nights-taken'],
      ['/checkOut', 'too-few-nights'],
      ['/party', 'too-many-guests'],
    ]);
  });

  test('too far ahead is told from which day on it can be booked', async () => {
    const id = await createListing(h, host, { horizon_days: 30 });
    const tooFar = { checkIn: '2027-03-30', checkOut: '2027-04-03' };
    expect((await quote(id, { ...tooFar, checkOut: '2027-03-31' })).status).toBe(201);
    expect((await quote(id, tooFar)).body.errors).toEqual([
      {
        pointer: '/checkOut',
        code: 'too-far-ahead',
        detail: 'is too far away: the night of 2027-04-02 can be booked from 2027-03-04 on',
      },
    ]);
  });

  test('in the past is a mistake of the input, by the date where the listing is', async () => {
    const kiritimati = await createListing(h, host, { time_zone: 'Pacific/Kiritimati' });
    const midway = await createListing(h, host, { time_zone: 'Pacific/Midway' });
    const today = { checkIn: '2027-03-01', checkOut: '2027-03-03' };
    expect((await quote(midway, today)).status).toBe(201);
    const answer = await quote(kiritimati, today);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-input' } });
    expect(errorsOf(answer)).toEqual([['/checkIn', 'check-in-past']]);
  });

  test.each(['unlisted', 'closed'])('in a listing that is %s is refused', async (state) => {
    const id = await createListing(h, host, { state });
    expect(await quote(id)).toMatchObject({ status: 409, body: { code: 'listing-not-open' } });
  });

  test.each(['unlisted', 'closed'])('in a listing that is %s names none of its nights and rules', async (state) => {
    const id = await createListing(h, host, { max_nights: 30 });
    await close(id, '2027-03-10', '2027-03-12');
    await h.sql('update listings set state = $2 where id = $1', [id, state]);
    const answer = await quote(id, { checkIn: '2027-02-27', checkOut: '2027-06-05', party: { adults: 9 } });
    expect(answer).toMatchObject({ status: 409, body: { code: 'listing-not-open' } });
    expect(answer.body.errors).toBeUndefined();
  });

  test("a draft is not found, like a listing that doesn't exist", async () => {
    const draft = await createListing(h, host, { state: 'draft' });
    for (const id of [draft, newId('listing'), 'lst_nonsense']) {
      expect(await quote(id)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    }
  });

  test('in a listing of one’s own is refused', async () => {
    const id = await createListing(h, host);
    expect(await quote(id, {}, host)).toMatchObject({ status: 409, body: { code: 'own-listing' } });
  });
});

describe('input that makes no stay', () => {
  test.each<[Record<string, unknown>, string[]]>([
    [{ checkOut: '2027-06-03' }, ['/checkOut']],
    [{ checkOut: '2027-06-02' }, ['/checkOut']],
    [{ checkOut: '2028-06-03' }, ['/checkOut']],
    [{ checkIn: '2027-02-29', checkOut: 5 }, ['/checkIn', '/checkOut']],
    [{ party: { adults: 0, pets: -1 } }, ['/party/adults', '/party/pets']],
    [{ party: { adults: 1.5, children: '1' }, price: 1 }, ['/party/adults', '/party/children', '/price']],
    [{ party: undefined }, ['/party']],
  ])('%j is refused, each mistake at its pointer', async (change, pointers) => {
    const id = await createListing(h, host);
    const answer = await quote(id, change);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-input' } });
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(pointers);
  });

  test('a body that is missing or not JSON, and a person who is not signed in, are told so', async () => {
    const id = await createListing(h, host);
    const call = (options: CallOptions) => h.api('POST', `/v1/listings/${id}/quotes`, { key: null, ...options });
    expect((await call({ token: guest.token })).body.code).toBe('unsupported-media-type');
    expect((await call({ token: guest.token, raw: '{' })).body.code).toBe('malformed-json');
    expect((await call({ body: stay })).body.code).toBe('unauthenticated');
  });
});

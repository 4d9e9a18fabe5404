import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';

// The test's clock stands at noon UTC of 2027-03-01.
let h: Harness;
let host: Person;
beforeAll(async () => {
  h = await startHarness();
  host = await createPerson(h);
});
afterAll(() => h.close());

const calendarOf = (listingId: string, from: string, to: string) =>
  h.api('GET', `/v1/listings/${listingId}/calendar`, { query: { from, to } });

async function statesOf(listingId: string, from: string, to: string): Promise<string[]> {
  const { body } = await calendarOf(listingId, from, to);
  return body.nights.map((night: { state: string }) => night.state);
}

async function claim(listingId: string, from: string, to: string, expiresAt: string | null = null): Promise<string> {
  const bookingId = newId('booking');
  await h.sql(
    'insert into claims (booking_id, listing_id, nights, expires_at) values ($1, $2, daterange($3, $4), $5)',
    [bookingId, listingId, from, to, expiresAt],
  );
  return bookingId;
}

const close = (listingId: string, start: string, end: string) =>
  h.api('POST', `/v1/listings/${listingId}/closures`, { token: host.token, body: { start, end } });

describe('the calendar', () => {
  test('shows each night with its state, price and limits, in one round trip', async () => {
    const id = await createListing(h, host, { weekend_nightly: 130_00, min_nights: 2, max_nights: 14 });
    await close(id, '2027-06-03', '2027-06-04');
    await claim(id, '2027-06-04', '2027-06-05');
    await claim(id, '2027-06-05', '2027-06-06', '2027-03-01T12:15:00Z');
    const answer = await calendarOf(id, '2027-06-02', '2027-06-07');
    expect(answer).toMatchObject({ status: 200, trips: 1 });
    const [free, taken] = [true, false].map((canArrive) => ({
      canArrive,
      canDepart: true,
      minNights: 2,
      maxNights: 14,
      minNightsThrough: 1,
      maxNightsThrough: 365,
    }));
    expect(answer.body).toEqual({
      listingId: id,
      currency: 'USD',
      nights: [
        { date: '2027-06-02', state: 'open', price: 100_00, ...free },
        { date: '2027-06-03', state: 'closed', price: 100_00, ...taken },
        { date: '2027-06-04', state: 'booked', price: 130_00, ...taken },
        { date: '2027-06-05', state: 'held', price: 130_00, ...taken },
        { date: '2027-06-06', state: 'open', price: 100_00, ...free },
      ],
      cursor: expect.any(String),
    });
  });

  test('a hold hides its nights until its last instant, and no longer, though nobody has freed them', async () => {
    const id = await createListing(h, host);
    await claim(id, '2027-06-01', '2027-06-02', '2027-03-01T12:00:00.001Z');
    await claim(id, '2027-06-02', '2027-06-03', '2027-03-01T12:00:00Z');
    expect(await statesOf(id, '2027-06-01', '2027-06-03')).toEqual(['held', 'open']);
  });

  test('a day begins where the listing is', async () => {
    const kiritimati = await createListing(h, host, { time_zone: 'Pacific/Kiritimati' });
    const midway = await createListing(h, host, { time_zone: 'Pacific/Midway' });
    expect(await statesOf(kiritimati, '2027-02-28', '2027-03-04')).toEqual(['past', 'past', 'open', 'open']);
    expect(await statesOf(midway, '2027-02-28', '2027-03-04')).toEqual(['past', 'open', 'open', 'open']);
  });

  test('shows 24 months at once, and ends where booking ends', async () => {
    const id = await createListing(h, host);
    const states = await statesOf(id, '2027-03-01', '2029-03-01');
    expect(states).toHaveLength(731);
    expect(states.filter((state) => state === 'open')).toHaveLength(730);
    expect(states.at(-1)).toBe('too-far-ahead');
  });

  test.each(['draft', 'unlisted', 'closed'])('of a listing that is %s is not found', async (state) => {
    const id = await createListing(h, host, { state });
    expect(await calendarOf(id, '2027-06-01', '2027-06-02')).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    });
  });

  test.each([
    [{ from: '2027-06-01', to: '2027-06-01' }, 'to'],
    [{ from: '2027-06-02', to: '2027-06-01' }, 'to'],
    [{ from: '2027-06-01', to: '2029-06-02' }, 'to'],
    [{ from: '2027-02-29', to: '2027-06-01' }, 'from'],
    [{ from: '2027-06-01' }, 'to'],
    [{ to: '2027-06-01' }, 'from'],
    [{ from: '2027-06-01', to: '2027-06-02', until: '1' }, 'until'],
  ])('refuses %o and names the parameter', async (query, parameter) => {
    const id = await createListing(h, host);
    const answer = await h.api('GET', `/v1/listings/${id}/calendar`, { query });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-input', errors: [{ parameter }] } });
  });
});

describe("the host's own calendar", () => {
  test('says in one round trip what has taken each night, of a draft without a price too', async () => {
    const id = await createListing(h, host, { state: 'draft', base_nightly: null, time_zone: null });
    const closed = (await close(id, '2027-06-01', '2027-06-03')).body.closure.id;
    const booked = await claim(id, '2027-06-02', '2027-06-04');
    const held = await claim(id, '2027-06-04', '2027-06-05', '2027-03-01T12:15:00Z');
    const query = { from: '2027-06-02', to: '2027-06-05' };
    const answer = await h.api('GET', `/v1/me/listings/${id}/calendar`, { token: host.token, query });
    expect(answer).toMatchObject({ status: 200, trips: 1 });
    expect(answer.body.nights.map(({ state, price }: { state: string; price: null }) => [state, price])).toEqual([
      ['booked', null],
      ['booked', null],
      ['held', null],
    ]);
    expect(answer.body.blocks).toEqual([
      { start: '2027-06-01', end: '2027-06-03', kind: 'closed', id: closed, booking: null },
      { start: '2027-06-02', end: '2027-06-04', kind: 'booked', id: booked, booking: null },
      { start: '2027-06-04', end: '2027-06-05', kind: 'held', id: held, booking: null },
    ]);
  });
});

describe('a closure', () => {
  test('takes its nights, in two round trips, and gives them back', async () => {
    const id = await createListing(h, host);
    const created = await close(id, '2027-06-01', '2027-06-03');
    expect(created).toMatchObject({ status: 201, trips: 2, body: { conflicts: [] } });
    expect(await statesOf(id, '2027-06-01', '2027-06-04')).toEqual(['closed', 'closed', 'open']);

    const path = `/v1/listings/${id}/closures/${created.body.closure.id}`;
    expect(await h.api('DELETE', path, { token: host.token })).toMatchObject({ status: 204, trips: 2 });
    expect(await statesOf(id, '2027-06-01', '2027-06-03')).toEqual(['open', 'open']);
    expect((await h.api('DELETE', path, { token: host.token })).status).toBe(404);
  });

  test('sent twice with one key is one closure, and its removal sent twice is one removal', async () => {
    const id = await createListing(h, host);
    const options = { token: host.token, body: { start: '2027-06-01', end: '2027-06-03' }, key: 'the-same' };
    const first = await h.api('POST', `/v1/listings/${id}/closures`, options);
    const second = await h.api('POST', `/v1/listings/${id}/closures`, options);
    expect(second.text).toBe(first.text);
    expect(await h.sql('select from closures where listing_id = $1', [id])).toHaveLength(1);

    const path = `/v1/listings/${id}/closures/${first.body.closure.id}`;
    for (const replayed of [null, 'true']) {
      const answer = await h.api('DELETE', path, { token: host.token, key: 'the-same' });
      expect(answer.status).toBe(204);
      expect(answer.headers.get('idempotent-replayed')).toBe(replayed);
    }
  });

  test('over booked nights leaves the booking, and answer and event name it; an expired hold is no conflict', async () => {
    const id = await createListing(h, host);
    const booked = await claim(id, '2027-06-02', '2027-06-05');
    const held = await claim(id, '2027-06-05', '2027-06-06', '2027-03-01T12:15:00Z');
    await claim(id, '2027-06-06', '2027-06-07', '2027-03-01T11:59:00Z');
    await claim(id, '2027-05-30', '2027-06-01');
    const { body } = await close(id, '2027-06-01', '2027-06-10');
    expect(body.conflicts).toEqual([
      { bookingId: booked, start: '2027-06-02', end: '2027-06-05' },
      { bookingId: held, start: '2027-06-05', end: '2027-06-06' },
    ]);
    const events = await h.sql('select type, host_id, data from events where subject = $1', [id]);
    expect(events).toEqual([
      {
        type: 'calendar.changed',
        host_id: host.id,
        data: {
          change: 'closed',
          closureId: body.closure.id,
          start: '2027-06-01',
          end: '2027-06-10',
          conflicts: [booked, held],
        },
      },
    ]);
    expect(await statesOf(id, '2027-06-01', '2027-06-07')).toEqual([
      'closed',
      'booked',
      'booked',
      'booked',
      'held',
      'closed',
    ]);
  });

  test('names also a booking that is made between its decision and its commit', async () => {
    const id = await createListing(h, host);
    let late: string | undefined;
    h.faults.db.reset();
    h.faults.db.use(async (n) => {
      if (n === 2) late = await claim(id, '2027-06-02', '2027-06-05');
      return undefined;
    });
    const { status, body } = await close(id, '2027-06-01', '2027-06-10');
    h.faults.db.reset();
    expect(status).toBe(201);
    expect(body.conflicts).toEqual([{ bookingId: late, start: '2027-06-02', end: '2027-06-05' }]);
    expect(await h.sql('select from closures where listing_id = $1', [id])).toHaveLength(1);
  });

  test('may overlap another; a night opens when the last one over it goes', async () => {
    const id = await createListing(h, host);
    const one = await close(id, '2027-06-01', '2027-06-03');
    await close(id, '2027-06-02', '2027-06-04');
    await h.api('DELETE', `/v1/listings/${id}/closures/${one.body.closure.id}`, { token: host.token });
    expect(await statesOf(id, '2027-06-01', '2027-06-04')).toEqual(['open', 'closed', 'closed']);
  });

  test('is one of a thousand that have not ended at most', async () => {
    const id = await createListing(h, host);
    await h.sql(
      `insert into closures (id, listing_id, nights, source, created_at)
       select 'cls_' || $1 || n, $1, case when n > 999 then '[2026-06-01,2026-06-03)' else '[2027-06-01,2027-06-03)' end::daterange,
         'host', '2027-03-01' from generate_series(1, 1010) as n`,
      [id],
    );
    expect((await close(id, '2027-06-01', '2027-06-03')).status).toBe(201);
    expect(await close(id, '2027-06-01', '2027-06-03')).toMatchObject({ status: 409, body: { code: 'closure-limit' } });
  });

  test("that follows the host's cancellation is listed and cannot be taken back", async () => {
    const id = await createListing(h, host);
    const closureId = newId('closure');
    await h.sql(
      `insert into closures (id, listing_id, nights, source, created_at)
       values ($1, $2, '[2027-06-01,2027-06-03)', 'cancellation', '2027-03-01T12:00:00Z')`,
      [closureId, id],
    );
    const list = await h.api('GET', `/v1/listings/${id}/closures`, { token: host.token });
    expect(list.body.data).toMatchObject([{ id: closureId, source: 'cancellation' }]);
    const answer = await h.api('DELETE', `/v1/listings/${id}/closures/${closureId}`, { token: host.token });
    expect(answer).toMatchObject({ status: 409, body: { code: 'invalid-transition' } });
  });

  test('is listed by its first night, page by page, in one round trip each', async () => {
    const id = await createListing(h, host);
    const starts = ['2027-06-05', '2027-06-01', '2027-06-03', '2027-06-03', '2027-06-09'];
    for (const start of starts) await close(id, start, '2027-06-20');
    await close(id, '2027-05-01', '2027-05-10');
    const seen: string[] = [];
    let query: Record<string, string | number> = { limit: 2, from: '2027-05-10' };
    for (;;) {
      const { body, trips } = await h.api('GET', `/v1/listings/${id}/closures`, { token: host.token, query });
      expect(trips).toBe(1);
      seen.push(...body.data.map((closure: { start: string }) => closure.start));
      if (body.nextCursor === null) break;
      query = { ...query, cursor: body.nextCursor };
    }
    expect(seen).toEqual(['2027-06-01', '2027-06-03', '2027-06-03', '2027-06-05', '2027-06-09']);
  });

  test.each([
    [{ start: '2027-06-01', end: '2027-06-01' }, ['/end']],
    [{ start: '2027-06-02', end: '2027-06-01' }, ['/end']],
    [{ start: '2027-06-31', end: 20270601 }, ['/start', '/end']],
    [{ start: '2027-06-01', end: '2027-06-02', source: 'cancellation' }, ['/source']],
    [{ start: '2027-06-01', end: '2027-06-02', note: 'a\u0000b' }, ['/note', '/note']],
  ])('with %o is refused, each mistake at its pointer', async (body, pointers) => {
    const id = await createListing(h, host);
    const answer = await h.api('POST', `/v1/listings/${id}/closures`, { token: host.token, body });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-input' } });
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(pointers);
  });
});

describe('prices of nights', () => {
  const setPrices = (listingId: string, ranges: unknown[]) =>
    h.api('PUT', `/v1/listings/${listingId}/prices`, { token: host.token, body: { ranges } });

  async function pricesOf(listingId: string, from: string, to: string): Promise<number[]> {
    const { body } = await calendarOf(listingId, from, to);
    return body.nights.map((night: { price: number }) => night.price);
  }

  test('replace those of the listing in one round trip, and null brings these back', async () => {
    const id = await createListing(h, host, { weekend_nightly: 130_00 });
    const set = await setPrices(id, [{ start: '2027-06-03', end: '2027-06-06', nightly: 200_00 }]);
    expect(set).toMatchObject({ status: 204, trips: 1 });
    expect(await pricesOf(id, '2027-06-03', '2027-06-07')).toEqual([200_00, 200_00, 200_00, 100_00]);
    await setPrices(id, [{ start: '2027-06-04', end: '2027-06-05', nightly: null }]);
    expect(await pricesOf(id, '2027-06-03', '2027-06-07')).toEqual([200_00, 130_00, 200_00, 100_00]);
  });

  test('of ranges that overlap in one call the latest wins', async () => {
    const id = await createListing(h, host);
    await setPrices(id, [
      { start: '2027-06-01', end: '2027-06-05', nightly: 1_00 },
      { start: '2027-06-02', end: '2027-06-04', nightly: 2_00 },
      { start: '2027-06-03', end: '2027-06-06', nightly: null },
    ]);
    expect(await pricesOf(id, '2027-06-01', '2027-06-06')).toEqual([1_00, 2_00, 100_00, 100_00, 100_00]);
  });

  test('a thousand ranges are set at once, or none of them', async () => {
    const id = await createListing(h, host);
    const start = Date.UTC(2027, 5, 1);
    const date = (days: number) => new Date(start + days * 86_400_000).toISOString().slice(0, 10);
    const ranges = Array.from({ length: 1_000 }, (_, n) => ({ start: date(n), end: date(n + 1), nightly: n }));
    expect((await setPrices(id, ranges.with(999, { start: date(5), end: date(4), nightly: 1 }))).status).toBe(422);
    expect((await setPrices(id, [...ranges, ...ranges.slice(0, 1)])).status).toBe(422);
    expect(await h.sql('select from night_prices where listing_id = $1', [id])).toHaveLength(0);
    expect((await setPrices(id, ranges)).status).toBe(204);
    expect(await h.sql('select from night_prices where listing_id = $1', [id])).toHaveLength(1_000);
  });

  test.each([
    [[], '/ranges'],
    [[{ start: '2027-06-01', end: '2027-06-02', nightly: -1 }], '/ranges/0/nightly'],
    [[{ start: '2027-06-01', end: '2027-06-02', nightly: 1.5 }], '/ranges/0/nightly'],
    [[{ start: '2027-06-01', end: '2027-06-02' }], '/ranges/0/nightly'],
    [[{ start: '2027-06-01', end: '2027-05-02', nightly: 1 }], '/ranges/0/end'],
    [[{ start: '2027-06-01', end: '2097-06-02', nightly: 1 }], '/ranges'],
  ])('%j is refused at its pointer', async (ranges, pointer) => {
    const id = await createListing(h, host);
    const answer = await setPrices(id, ranges);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-input', errors: [{ pointer }] } });
  });

  test('two hosts who set overlapping prices of one listing at once: one after the other, no 5xx', async () => {
    const id = await createListing(h, host);
    const calls = Array.from({ length: 20 }, (_, n) =>
      setPrices(id, [{ start: '2027-06-01', end: '2027-09-01', nightly: n }]),
    );
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(calls.map(() => 204));
    expect(new Set(await pricesOf(id, '2027-06-01', '2027-09-01')).size).toBe(1);
  });
});

describe("another person's listing", () => {
  test('answers every write and private read like one that does not exist, and nothing is written', async () => {
    const id = await createListing(h, host);
    const { body } = await close(id, '2027-06-01', '2027-06-03');
    const stranger = await createPerson(h);
    const closure = { start: '2027-06-01', end: '2027-06-03' };
    const calls = (listingId: string) => [
      h.api('POST', `/v1/listings/${listingId}/closures`, { token: stranger.token, body: closure }),
      h.api('GET', `/v1/listings/${listingId}/closures`, { token: stranger.token }),
      h.api('GET', `/v1/me/listings/${listingId}/calendar`, {
        token: stranger.token,
        query: { from: '2027-06-01', to: '2027-06-03' },
      }),
      h.api('DELETE', `/v1/listings/${listingId}/closures/${body.closure.id}`, { token: stranger.token }),
      h.api('PUT', `/v1/listings/${listingId}/prices`, {
        token: stranger.token,
        body: { ranges: [{ ...closure, nightly: 1 }] },
      }),
    ];
    const told = async (listingId: string) =>
      (await Promise.all(calls(listingId))).map(({ body: { requestId: _id, ...rest } }) => rest);
    const theirs = await told(id);
    expect(theirs).toEqual(await told(newId('listing')));
    expect(theirs.map(({ code }) => code)).toEqual(theirs.map(() => 'not-found'));
    expect(await h.sql('select from closures where listing_id = $1', [id])).toHaveLength(1);
    expect(await h.sql('select from night_prices where listing_id = $1', [id])).toHaveLength(0);
  });
});

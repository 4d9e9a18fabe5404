import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import { amenityBits } from '../../src/listings/index.ts';
import { rankSignalsOf } from '../../src/search/ranking.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { createSearchable, found, placeApart, search } from './searchable.ts';

let h: Harness;
let host: Person;
beforeAll(async () => {
  h = await startHarness();
  host = await createPerson(h);
});
afterAll(() => h.close());

const stay = { checkIn: '2027-06-07', checkOut: '2027-06-09' };
const ask = (path: string, query: Record<string, string | number>) => h.api('GET', `/v1/search/${path}`, { query });

describe('clusters', () => {
  test('count what a search finds, cell by cell, with the range of its prices, in one round trip', async () => {
    const { point, box } = placeApart();
    const { shown_latitude: latitude, shown_longitude: longitude } = point;
    const near = { ...point, shown_longitude: longitude + 0.001 };
    const away = await createSearchable(h, host, { ...point, shown_longitude: longitude + 0.045 });
    await createSearchable(h, host, { ...point, base_nightly: 80_00 });
    await createSearchable(h, host, { ...near, base_nightly: 250_00 });
    const booked = await createSearchable(h, host, { ...near, base_nightly: 10_00 });
    const closure = { start: '2027-06-08', end: '2027-06-09' };
    await h.api('POST', `/v1/listings/${booked}/closures`, { token: host.token, body: closure });

    const answer = await ask('clusters', { box, zoom: 12, currency: 'USD', ...stay });
    expect(answer).toMatchObject({ status: 200, trips: 1 });
    const { body } = await search(h, { box, currency: 'USD', ...stay });
    const nightly = body.data.map((hit: { nightlyPrice: number }) => hit.nightlyPrice);
    const [most, least] = [Math.max(...nightly), Math.min(...nightly)];
    const cells = answer.body.data.toSorted(
      (one: { listings: number }, other: { listings: number }) => other.listings - one.listings,
    );
    expect(cells).toMatchObject([
      { listings: 2, nightly: { least, most, currency: 'USD' }, listingId: null },
      { listings: 1, listingId: away, location: { latitude, longitude: longitude + 0.045 } },
    ]);
  });

  test('of several currencies have their range in dollars, by the newest rates', async () => {
    const { point, box } = placeApart();
    await createSearchable(h, host, { ...point, currency: 'EUR', base_nightly: 90_00 });
    expect((await ask('clusters', { box, zoom: 8 })).body.data).toMatchObject([{ listings: 1, nightly: null }]);
    await h.sql(`insert into exchange_rates values ('EUR', '2027-02-27', '0.8'), ('EUR', '2027-02-28', '0.9')`);
    await createSearchable(h, host, { ...point, base_nightly: 90_00 });
    expect((await ask('clusters', { box, zoom: 8 })).body.data).toMatchObject([
      { listings: 2, nightly: { least: 90_00, most: 100_00, currency: 'USD' } },
    ]);
  });

  test('round what a night costs as results do', async () => {
    const { point, box } = placeApart();
    // Of a Thursday and a Friday: half a unit more than an even amount.
    await createSearchable(h, host, { ...point, fee_model: 'hostOnly', base_nightly: 100_01, weekend_nightly: 100_04 });
    const query = { box, checkIn: '2027-06-10', checkOut: '2027-06-12' };
    const { body } = await search(h, query);
    expect(body.data).toMatchObject([{ nightlyPrice: 100_03, stay: { total: 200_05 } }]);
    expect((await ask('clusters', { ...query, zoom: 8 })).body.data).toMatchObject([
      { nightly: { least: 100_03, most: 100_03, currency: 'USD' } },
    ]);
  });

  test('with a listing too dear for anyone are counted in whatever currency', async () => {
    const { point, box } = placeApart();
    await h.sql(`insert into exchange_rates values ('GBP', '2027-02-27', '0.78'), ('LBP', '2027-02-27', '89500')`);
    await createSearchable(h, host, { ...point, currency: 'GBP', base_nightly: 100_000_000_000 });
    await createSearchable(h, host, { ...point, base_nightly: 100_00 });
    expect((await ask('clusters', { box, zoom: 8, priceCurrency: 'LBP' })).body).toMatchObject({
      data: [{ listings: 2, nightly: { least: 895_000_000, most: Number.MAX_SAFE_INTEGER, currency: 'LBP' } }],
    });
  });

  test('are refused where the box has more cells than a screen', async () => {
    const answer = await ask('clusters', { box: '-170,-80,170,80', zoom: 9 });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ parameter: 'zoom' }] } });
  });
});

test('facets count types as if none of their kind were asked for, and amenities beside those that are', async () => {
  const { point, box } = placeApart();
  await createSearchable(h, host, { ...point, amenities: amenityBits(['wifi', 'pool']) });
  await createSearchable(h, host, {
    ...point,
    room_type: 'private_room',
    property_type: 'house',
    amenities: amenityBits(['wifi']),
  });
  await createSearchable(h, host, { ...point, room_type: 'private_room', property_type: null });
  const answer = await ask('facets', { box, roomTypes: 'private_room', ...stay });
  expect(answer).toMatchObject({ status: 200, trips: 1 });
  expect(answer.body).toEqual({
    total: 2,
    roomTypes: [
      { code: 'entire_home', listings: 1 },
      { code: 'private_room', listings: 2 },
    ],
    propertyTypes: [{ code: 'house', listings: 1 }],
    amenities: [{ code: 'wifi', listings: 1 }],
  });
  const pool = await ask('facets', { box, amenities: 'pool' });
  expect(pool.body).toMatchObject({
    total: 1,
    amenities: [
      { code: 'wifi', listings: 1 },
      { code: 'pool', listings: 1 },
    ],
  });
});

test('words find titles and places, in any order and with a letter wrong, by every order of a search', async () => {
  const { point, box } = placeApart();
  const cabin = await createSearchable(h, host, { ...point, title: 'Cabin above the creek', place: 'Asheville' });
  const other = await createSearchable(h, host, {
    ...point,
    title: 'Cabin at sea',
    place: 'Lisbon',
    base_nightly: 90_00,
  });
  const { shown_latitude: latitude, shown_longitude: longitude } = point;
  for (const text of ['ashevile cabin', 'Cabin Asheville', 'crek asheville'])
    expect(await found(h, { box, text })).toEqual([cabin]);
  expect(await found(h, { box, text: 'cabin', sort: 'price', currency: 'USD', ...stay })).toEqual([other, cabin]);
  expect(new Set(await found(h, { text: 'cabin', latitude, longitude, radius: 500, sort: 'distance' }))).toEqual(
    new Set([cabin, other]),
  );
  expect(await found(h, { box, text: 'villa' })).toEqual([]);
  const first = await search(h, { box, text: 'cabin', limit: 1 });
  const second = await search(h, { box, text: 'cabin', limit: 1, cursor: first.body.nextCursor });
  expect(new Set([first, second].map(({ body }) => body.data[0].id))).toEqual(new Set([cabin, other]));
});

test('a text is what is looked for without its dashes and signs, as where a whole title is', async () => {
  const { point, box } = placeApart();
  const title = 'Cosy cabin – by the creek & 2 beds';
  const cabin = await createSearchable(h, host, { ...point, title, place: 'Asheville, North Carolina' });
  for (const text of [title, 'cabin - creek', 'Cabin / Asheville', '🏡 cabin', 'creek, beds!'])
    expect([text, await found(h, { box, text })]).toEqual([text, [cabin]]);
  expect(await found(h, { box, text: '-- &' })).toEqual([]);
  expect((await ask('facets', { box, text: 'cabin - creek' })).body.total).toBe(1);
});

test('a text is found whatever marks its letters have, and in every script', async () => {
  const { point, box } = placeApart();
  const listed = async (title: string, place: string) => createSearchable(h, host, { ...point, title, place });
  const [malaga, cologne] = [await listed('Casa Peñón', 'Málaga'), await listed('Haus am Dom', 'Koln')];
  const [tokyo, sochi] = [await listed('東京の家', '新宿'), await listed('Дом у моря', 'Сочи')];
  for (const text of ['malaga', 'MÁLAGA', 'penon', 'Málaga'.normalize('NFD')])
    expect([text, await found(h, { box, text })]).toEqual([text, [malaga]]);
  const stroked = await listed('Kadıköy Ørsted', 'Łódź, Đà Nẵng');
  for (const text of ['lodz', 'da nang', 'Đà Nẵng', 'kadikoy orsted'])
    expect([text, await found(h, { box, text })]).toEqual([text, [stroked]]);
  for (const text of ['Köln', 'koln']) expect([text, await found(h, { box, text })]).toEqual([text, [cologne]]);
  expect(await found(h, { box, text: '東京' })).toEqual([tokyo]);
  expect(await found(h, { box, text: 'сочи' })).toEqual([sochi]);
});

test('clusters and facets of a search by words count what it finds, with every other filter', async () => {
  const { point, box } = placeApart();
  const words = { title: 'Cabin above the creek', place: 'Asheville' };
  const cabin = await createSearchable(h, host, { ...point, ...words });
  const room = await createSearchable(h, host, { ...point, ...words, room_type: 'private_room', base_nightly: 40_00 });
  await createSearchable(h, host, { ...point, title: 'Cabin at sea', place: 'Lisbon' });
  const taken = await createSearchable(h, host, { ...point, ...words });
  const closure = { start: '2027-06-08', end: '2027-06-09' };
  await h.api('POST', `/v1/listings/${taken}/closures`, { token: host.token, body: closure });
  const { shown_latitude: latitude, shown_longitude: longitude } = point;
  const query = { box, text: 'ashevile cabin', latitude, longitude, radius: 500, ...stay };
  expect(new Set(await found(h, query))).toEqual(new Set([cabin, room]));
  const clusters = await ask('clusters', { ...query, zoom: 8 });
  expect(clusters).toMatchObject({ status: 200, trips: 1, body: { data: [{ listings: 2 }] } });
  const facets = await ask('facets', { ...query, roomTypes: 'private_room' });
  expect(facets).toMatchObject({ status: 200, trips: 1 });
  expect(facets.body).toMatchObject({
    total: 1,
    roomTypes: [
      { code: 'entire_home', listings: 1 },
      { code: 'private_room', listings: 1 },
    ],
  });
  const flexible = { ...query, flexibleDays: 1 };
  expect(new Set(await found(h, flexible))).toEqual(new Set([cabin, room, taken]));
  expect((await ask('clusters', { ...flexible, zoom: 8 })).body.data).toMatchObject([{ listings: 3 }]);
  expect((await ask('clusters', { box, zoom: 8, text: 'villa' })).body.data).toEqual([]);
  expect((await ask('facets', { box, text: 'villa' })).body.total).toBe(0);
});

describe('the signals of a rank', () => {
  test('come with results when they are asked for', async () => {
    const { point, box } = placeApart();
    await createSearchable(h, host, { ...point, rating_tenths: 48, review_count: 112 });
    expect((await search(h, { box })).body.data).toMatchObject([{ rankSignals: null }]);
    const { body } = await search(h, { box, explain: 'rank' });
    expect(body.data).toMatchObject([
      {
        rankSignals: {
          ...{ score: 0.8498, rating: 0.383, reviews: 0.1369, price: 0.05, acceptance: 0.08, hostDiversity: 0.1 },
          ...{ newness: 0.05, instantBooking: 0.05 },
        },
      },
    ]);
  });

  test('make the score by which the database ranks', async () => {
    const measured = { price_ratio: 1.3, requests: 7, accepted: 3, newness: 0.4, host_place: 5 };
    for (const [rating_tenths, review_count, instant_booking, signals] of [
      [null, 0, true, null],
      [31, 4, false, measured],
      [50, 3_000, true, { ...measured, price_ratio: 0.2, host_place: 2 }],
      [45, 10, true, { ...measured, price_ratio: 9, newness: 0, host_place: 20 }],
    ] as const) {
      const [row] = await h.sql<{ score: number }>(
        `select listing_score($1::smallint, $2, $3, jsonb_populate_record(null::search_signals, $4)) as score`,
        [rating_tenths, review_count, instant_booking, JSON.stringify(signals ?? {})],
      );
      const { score, ...parts } = rankSignalsOf({ rating_tenths, review_count, instant_booking, signals });
      expect(score).toBeCloseTo(row?.score ?? Number.NaN, 4);
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(score, 3);
      expect(score).toBeLessThanOrEqual(1);
    }
  });

  test('measure price against comparable listings nearby, acceptance, diversity of hosts and newness, once a day', async () => {
    const [landlord, guest] = [await createPerson(h), await createPerson(h)];
    const [latitude, longitude] = [75, 10];
    const place = { shown_latitude: latitude, shown_longitude: longitude };
    const others = [100_00, 110_00, 120_00, 130_00, 140_00];
    for (const base_nightly of others) await createSearchable(h, await createPerson(h), { ...place, base_nightly });
    // None of these is comparable: another type, too many guests, too few, too far away, a currency without a rate.
    for (const columns of [
      { room_type: 'shared_room' },
      { capacity: 12 },
      { capacity: 2 },
      { shown_latitude: latitude + 0.3 },
      { currency: 'KWD' },
    ])
      await createSearchable(h, await createPerson(h), { ...place, base_nightly: 9_999_00, ...columns });
    const own = (columns: object) => createSearchable(h, landlord, { ...place, base_nightly: 90_00, ...columns });
    const best = await own({ review_count: 50, rating_tenths: 50, published_at: '2026-01-01T00:00:00Z' });
    const second = await own({ review_count: 20, rating_tenths: 50, base_nightly: 150_00 });
    const third = await own({ review_count: 10, rating_tenths: 50, published_at: '2027-02-15T03:17:00Z' });
    const asked = (state: string, at: string, isAccepted: boolean) =>
      h.sql(
        `insert into bookings (id, listing_id, guest_id, host_id, state, mode, check_in, check_out, time_zone,
           check_in_from, check_out_by, adults, children, infants, pets, price, cancellation_policy, payment_id,
           created_at, requested_at, accepted_at, confirmed_at, ended_at, ended_by)
         values ($1, $2, $3, $4, $5, 'request', '2027-01-01', '2027-01-03', 'UTC', '15:00', '11:00', 1, 0, 0, 0, '{}', '{}',
           $6, $7, $7, case when $8 then $7::timestamptz end, case when $8 then $7::timestamptz end, $7, 'host')`,
        [newId('booking'), third, guest.id, landlord.id, state, newId('payment'), at, isAccepted],
      );
    await asked('declined', '2026-12-01', false);
    await asked('expired', '2026-12-02', false);
    await asked('completed', '2026-12-03', true);
    await asked('withdrawn', '2026-12-04', false);
    await asked('declined', '2026-01-01', false);

    h.clock.set('2027-03-02T03:17:00Z');
    await h.worker.runCron('17 * * * *', h.clock.now());
    await h.drainJobs();
    const box = [longitude - 0.01, latitude - 0.01, longitude + 0.01, latitude + 0.01].join();
    const { body } = await search(h, { box, explain: 'rank', limit: 100 });
    const signalsOf = (id: string) => body.data.find((hit: { id: string }) => hit.id === id)?.rankSignals;
    // What is around them costs 120, 110 and 120 USD in the middle.
    expect(signalsOf(best)).toMatchObject({ price: 0.0708, acceptance: 0.08, hostDiversity: 0.1, newness: 0 });
    expect(signalsOf(second)).toMatchObject({ price: 0.0276, hostDiversity: 0.1, newness: 0.0489 });
    expect(signalsOf(third)).toMatchObject({ acceptance: 0.0625, hostDiversity: 0.0667, newness: 0.025 });
    const ids = body.data.map((hit: { id: string }) => hit.id);
    const scores = body.data.map((hit: { rankSignals: { score: number } }) => hit.rankSignals.score);
    expect(scores).toEqual(scores.toSorted((one: number, other: number) => other - one));
    expect(ids.indexOf(best)).toBe(0);
  });

  test('are measured by a later hour where theirs was missed, and once a day all the same', async () => {
    const begun = async () =>
      (await h.sql(`select 1 from jobs where kind = 'search.measure-signals' and payload ->> 'after' = ''`)).length;
    const before = await begun();
    const times = {
      '2027-03-10T02:17:00Z': 1,
      '2027-03-10T05:17:00Z': 2,
      '2027-03-10T06:17:00Z': 2,
      '2027-03-11T03:17:00Z': 3,
    };
    h.clock.set('2027-03-09T07:17:00Z');
    await Promise.all([0, 1].map(() => h.worker.runCron('17 * * * *', h.clock.now())));
    for (const [at, measured] of Object.entries(times)) {
      h.clock.set(at);
      await h.worker.runCron('17 * * * *', h.clock.now());
      expect([at, (await begun()) - before]).toEqual([at, measured]);
    }
    await h.drainJobs();
  });

  test('rank by the share of listings that have less, measured once a day', async () => {
    h.clock.set('2027-03-13T03:17:00Z');
    await h.worker.runCron('17 * * * *', h.clock.now());
    await h.drainJobs();
    const [row] = await h.sql(
      'select max(rank) as best, min(rank) as worst, bool_or(rank_tier > 0) as tiers from search_rows',
    );
    expect(row).toEqual({ best: 1, worst: expect.any(Number), tiers: true });
    expect(await h.sql('select * from mistaken_search_rows(array(select id from listings))')).toEqual([]);
    expect(await h.sql('select renew_search_ranks(0.02) as moved')).toEqual([{ moved: false }]);
  });
});

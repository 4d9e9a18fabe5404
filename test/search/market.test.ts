import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fillMarket } from '../../bench/search/market.ts';
import { type Kind, NOW, type Places, placesOf, searchOf } from '../../bench/search/searches.ts';
import { pick, seeded } from '../../scripts/random.ts';
import { newId } from '../../src/kernel/ids.ts';
import { alternativesOf, type Criteria, criteriaOf } from '../../src/search/criteria.ts';
import { AlternativesQuery, SearchQuery } from '../../src/search/filters.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson } from '../harness/people.ts';
import { createSearchable, placeApart } from './searchable.ts';

// What is stable about speed, on 20,000 listings: what a search reads, not how long it takes.
let h: Harness;
let client: pg.Client;
let places: Places;
beforeAll(async () => {
  h = await startHarness({ isNew: true });
  client = await h.connect();
  await fillMarket(client, { listings: 20_000, stays: 2, day: '2027-03-01' });
  places = await placesOf(client);
}, 180_000);
afterAll(async () => {
  await client.end();
  await h.close();
});

/** Buffers that this search reads once its functions have their plans. */
async function buffersOf(search: string, ...asked: unknown[]): Promise<number> {
  const parameters = asked.map((one) => JSON.stringify(one));
  await client.query(`select * from ${search}`, parameters);
  const { rows } = await client.query(`explain (analyze, buffers, format json) select * from ${search}`, parameters);
  const [{ Plan: plan }] = rows[0]['QUERY PLAN'];
  return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
}

const textsOf = (query: Record<string, string | number>) =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));

test('dates further ahead than any listing can be booked are found nowhere, and no listing is read for them', async () => {
  const far = { checkIn: '2050-06-01', checkOut: '2050-06-08', flexibleDays: 7 };
  const window = { windowFrom: '2050-06-01', windowTo: '2050-08-01', stayLength: 'week' };
  const around = { latitude: 40, longitude: -3, radius: 100_000, sort: 'distance' };
  const ask = (path: string, query: Record<string, string | number>) => h.api('GET', `/v1/search${path}`, { query });
  for (const query of [far, window, { ...far, sort: 'price' }, { ...window, ...around }, { ...far, text: 'cabin' }]) {
    expect(await ask('', query)).toMatchObject({ status: 200, body: { data: [], nextCursor: null } });
    const asked = SearchQuery.parse(textsOf(query));
    const criteria = criteriaOf(asked, NOW, { sort: asked.sort, after: undefined, limit: 20 });
    expect(await buffersOf('search_listings($1)', criteria), JSON.stringify(query)).toBeLessThan(10);
  }
  const box = '-180,-90,180,90';
  expect(await ask('/clusters', { ...far, box, zoom: 2 })).toMatchObject({ status: 200, body: { data: [] } });
  expect(await ask('/facets', { ...window, box })).toMatchObject({ status: 200, body: { total: 0 } });
  const { flexibleDays: _, ...stay } = far;
  const nothing = { otherDates: [], otherPlaces: [] };
  expect(await ask('/alternatives', { ...stay, box })).toMatchObject({ status: 200, body: nothing });
}, 120_000);

describe.each<[Kind, number]>([
  ['dense, by rank', 400],
  ['dense, by distance', 380],
  ['dense, by total', 380],
  ['sparse, by rank', 30],
  ['dense, by total in any currency', 380],
  ['any weekend of a quarter, dense, by rank', 600],
  ['any week of two months, dense, by total', 1_000],
  ['three days around, dense, by distance', 450],
])('a search that is %s', (kind, most) => {
  const searches = () => {
    const random = seeded(7);
    return Array.from({ length: 10 }, () => searchOf(kind, places, random));
  };

  test(`reads ${most} buffers at most, on average`, async () => {
    let read = 0;
    for (const criteria of searches()) read += await buffersOf('search_listings($1)', criteria);
    expect(read / 10).toBeLessThan(most);
  });

  test('finds what looking at every listing and all its nights finds', async () => {
    for (const criteria of searches().slice(0, 3)) {
      const { rows: found } = await client.query('select listing_id, price, check_in from search_listings($1)', [
        JSON.stringify(criteria),
      ]);
      const { rows: all } = await client.query(
        `select listing_id, price, check_in
         from (
           select distinct on (s.listing_id) s.listing_id, s.rank, metres, c.sort, total as price, c.check_in
           from (
             select $1::jsonb as criteria
             where jsonb_array_length($1::jsonb -> 'stays') = 0
             union all
             select $1::jsonb || stay from jsonb_array_elements($1::jsonb -> 'stays') stay
           ) stays
           cross join lateral jsonb_populate_record(null::search_criteria, criteria) c
           join search_rows s on exists (select from unnest(c.areas) area where point(s.longitude, s.latitude) <@ area)
           cross join lateral stay_total(s, c) total
           cross join lateral (select metres_between(c.latitude, c.longitude, s.latitude, s.longitude) as metres) away
           where s.capacity >= c.guests and s.amenities & c.amenities = c.amenities
             and (c.radius is null or metres <= c.radius) and is_chargeable(total, s.currency)
             and stay_can_be_had(s.listing_id, c)
           order by s.listing_id, total, c.check_in
         ) best
         order by case sort when 'rank' then -rank when 'price' then price else metres end, listing_id
         limit 21`,
        [JSON.stringify(criteria)],
      );
      expect(found).toEqual(all);
    }
  });
});

/** How often this search calls a function, if no other that which begins to work out what stays cost. */
async function begunBy(criteria: Criteria, called = 'hits_among'): Promise<number> {
  const begun = async (): Promise<number> => {
    const counted = 'select calls::int from pg_stat_xact_user_functions where funcname = $1';
    return (await client.query(counted, [called])).rows[0]?.calls ?? 0;
  };
  await client.query(`begin; set local track_functions = 'pl'`);
  const before = await begun();
  await client.query('select * from search_listings($1)', [JSON.stringify(criteria)]);
  const after = await begun();
  await client.query('rollback');
  return after - before;
}

test('what a stay costs is worked out when there is enough for a page: once where little is, and not at all where nothing is', async () => {
  const random = seeded(7);
  const begun: number[] = [];
  for (let count = 0; count < 20; count += 1) begun.push(await begunBy(searchOf('sparse, by rank', places, random)));
  expect(new Set(begun)).toEqual(new Set([0, 1]));
  const around = {
    latitude: '-48.9',
    longitude: '-123.4',
    radius: '20000',
    sort: 'distance',
    checkIn: '2027-07-05',
    checkOut: '2027-07-10',
  };
  const query = SearchQuery.parse(around);
  expect(await begunBy(criteriaOf(query, NOW, { sort: query.sort, after: undefined, limit: 20 }))).toBe(0);
  for (let count = 0; count < 10; count += 1)
    expect(await begunBy(searchOf('dense, by distance', places, random))).toBeLessThan(4);
});

test('by price, what a lowest price or the pages before rule out is passed over in few steps, and its calendars are not read', async () => {
  const everywhere = {
    box: '-180,-90,180,90',
    sort: 'price',
    currency: 'USD',
    checkIn: '2027-07-05',
    checkOut: '2027-07-10',
  };
  const query = SearchQuery.parse(everywhere);
  const farOn = criteriaOf(query, NOW, { sort: 'price', after: ['price', 100_000, newId('listing')], limit: 20 });
  for (const criteria of [farOn, { ...farOn, after_key: null, after_id: null, price_min: 20_000 }]) {
    expect(await begunBy(criteria)).toBeLessThan(20);
  }
  const tooDear = { ...farOn, after_key: null, after_id: null, price_min: 1_000_000 };
  expect(await begunBy(tooDear)).toBeLessThan(20);
  expect(await begunBy(tooDear, 'stay_can_be_had')).toBe(0);
});

test('what a new listing costs is told without its bookings that came to nothing', async () => {
  const [host, guest] = await Promise.all([createPerson(h), createPerson(h)]);
  const { point, box } = placeApart();
  const id = await createSearchable(h, host, { ...point, new_listing_discount: true });
  await client.query(
    `insert into bookings (id, listing_id, guest_id, host_id, state, mode, check_in, check_out, time_zone, check_in_from,
       check_out_by, adults, children, infants, pets, price, cancellation_policy, payment_id, created_at, ended_at, ended_by)
     select 'bkg_' || n, $1, $2, $3, 'expired', 'instant', '2027-04-01', '2027-04-02', 'UTC', '15:00', '11:00', 1, 0, 0, 0,
       '{}', '{}', 'pay_' || n, '2027-02-01', '2027-02-01', 'system' from generate_series(1, 2000) n`,
    [id, guest.id, host.id],
  );
  await client.query('analyze bookings');
  const query = SearchQuery.parse({ box, checkIn: '2027-07-05', checkOut: '2027-07-10', flexibleDays: '7' });
  const criteria = criteriaOf(query, NOW, { sort: query.sort, after: undefined, limit: 20 });
  expect(await buffersOf('search_listings($1)', criteria)).toBeLessThan(200);
});

test.each([
  ['many listings could be had at other dates', 2, 450],
  ['hardly any is large enough', 14, 4_500],
])('alternatives where %s read, for %i guests, %i buffers at most, on average', async (_, adults, most) => {
  let read = 0;
  for (const { latitude, longitude } of places.cities) {
    const query = AlternativesQuery.parse({
      box: [longitude - 0.15, latitude - 0.15, longitude + 0.15, latitude + 0.15].join(),
      checkIn: '2027-07-05',
      checkOut: '2027-07-10',
      adults: String(adults),
    });
    const { criteria, steps, elsewhere } = alternativesOf(query, NOW);
    read += await buffersOf('search_alternatives($1, $2, $3)', criteria, steps, elsewhere);
  }
  expect(read / places.cities.length).toBeLessThan(most);
});

test('who begins to import into an empty market makes the last search rows as easily as the first', async () => {
  const { rows: listings } = await client.query<{ id: string }>('select id from listings order by id limit 4000');
  const ids = listings.map(({ id }) => id);
  const importer = await h.connect();
  /** Rows that this transaction has read: not buffers, as what others create may have it read the catalogue again. */
  const rowsRead = async (): Promise<number> => {
    const counted = 'select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as read from pg_stat_xact_user_tables';
    return (await importer.query(counted)).rows[0].read;
  };
  await importer.query('begin; truncate search_rows; analyze search_rows');
  // Statistics that were gathered meanwhile would have it plan anew, of the rows that there are by then.
  await importer.query(
    'lock listings, claims, closures, night_prices, night_rules, promotions, tax_rules, people in share update exclusive mode',
  );
  const reads: number[] = [];
  for (let first = 0; first < ids.length; first += 500) {
    const before = await rowsRead();
    await importer.query('select project_listings($1)', [ids.slice(first, first + 500)]);
    reads.push((await rowsRead()) - before);
  }
  await importer.query('rollback');
  await importer.end();
  const [first = 0, ...more] = reads;
  expect(Math.max(...more)).toBeLessThan(first * 1.05);
});

test('a booking changes its search row in place, and each row stays what its listing says', async () => {
  const random = seeded(3);
  const { rows: listings } = await client.query<{ id: string }>('select id from listings order by id limit 5000');
  await client.query('select pg_stat_reset_single_table_counters($1::regclass)', ['search_rows']);
  let booked = 0;
  for (let n = 0; n < 300; n += 1) {
    const start = Math.floor(random() * 500);
    const { rowCount } = await client.query(
      `insert into claims (booking_id, listing_id, nights, expires_at)
       select $1, $2, daterange(date '2027-03-01' + $3::int, date '2027-03-01' + $3::int + 3), $4
       where not exists (select from claims where listing_id = $2
         and nights && daterange(date '2027-03-01' + $3::int, date '2027-03-01' + $3::int + 3))`,
      [newId('booking'), pick(listings, random).id, start, random() < 0.2 ? '2027-03-01T12:15:00Z' : null],
    );
    booked += rowCount ?? 0;
  }
  await client.query('select pg_stat_force_next_flush()');
  const { rows } = await client.query(
    `select n_tup_upd::int as all, n_tup_hot_upd::int as hot from pg_stat_user_tables where relname = 'search_rows'`,
  );
  expect(rows[0].all).toBe(booked);
  expect(rows[0].hot / rows[0].all).toBeGreaterThan(0.95);
  const { rows: mistaken } = await client.query('select * from mistaken_search_rows(array(select id from listings))');
  expect(mistaken).toEqual([]);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ListingId } from '../../src/kernel/ids.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { createSearchable, found, placeApart, project } from './searchable.ts';

let h: Harness;
let host: Person;
beforeAll(async () => {
  h = await startHarness();
  host = await createPerson(h);
});
afterAll(() => h.close());

const rowsOf = (ids: readonly ListingId[]) =>
  h.sql<{ listing_id: ListingId; xmin: string }>(
    'select *, xmin::text from search_rows where listing_id = any ($1) order by listing_id',
    [ids],
  );

test.each(['draft', 'unlisted', 'closed'])(
  'a listing that is %s is not found, until it is published',
  async (state) => {
    const { point, box } = placeApart();
    const id = await createSearchable(h, host, { ...point, state });
    expect(await found(h, { box })).toEqual([]);
    await h.sql(`update listings set state = 'published' where id = $1`, [id]);
    await project(h, id);
    expect(await found(h, { box })).toEqual([id]);
    await h.sql('update listings set state = $2 where id = $1', [id, state]);
    await project(h, id);
    expect(await found(h, { box })).toEqual([]);
    expect(await rowsOf([id])).toEqual([]);
  },
);

test('what the host closes and prices over HTTP counts in the next search', async () => {
  const { point, box } = placeApart();
  const id = await createSearchable(h, host, point);
  const stay = { checkIn: '2027-06-07', checkOut: '2027-06-09' };
  const prices = { ranges: [{ start: '2027-06-07', end: '2027-06-08', nightly: 200_00 }] };
  await h.api('PUT', `/v1/listings/${id}/prices`, { token: host.token, body: prices });
  const { body } = await h.api('GET', '/v1/search', { query: { box, ...stay } });
  expect(body.data).toMatchObject([{ id, stay: { total: 342_60 } }]);
  const nights = { start: '2027-06-08', end: '2027-06-09' };
  await h.api('POST', `/v1/listings/${id}/closures`, { token: host.token, body: nights });
  expect(await found(h, { box, ...stay })).toEqual([]);
});

test('many rows at once are what they are one by one', async () => {
  const columns = [
    {},
    { currency: 'KWD', weekend_nightly: 123_456 },
    { state: 'unlisted' },
    { rating_tenths: 47, review_count: 9 },
  ];
  const ids: ListingId[] = [];
  for (const differs of columns) ids.push(await createListing(h, host, differs));
  for (const id of ids) await project(h, id);
  const single = await rowsOf(ids);
  expect(single).toHaveLength(3);
  await h.sql('delete from search_rows where listing_id = any ($1)', [ids]);
  await h.sql('select project_listings($1)', [ids]);
  const withoutXmin = (rows: typeof single) => rows.map(({ xmin: _, ...row }) => row);
  expect(withoutXmin(await rowsOf(ids))).toEqual(withoutXmin(single));
});

test('a row that would be the same is not written again', async () => {
  const id = await createSearchable(h, host);
  const before = await rowsOf([id]);
  await project(h, id);
  expect(await rowsOf([id])).toEqual(before);
  await h.sql('update listings set capacity = 2 where id = $1', [id]);
  await project(h, id);
  const [after] = await rowsOf([id]);
  expect(after).toMatchObject({ capacity: 2 });
  expect(after?.xmin).not.toBe(before[0]?.xmin);
});

test('the window of a row moves on by itself before it ends, and changes nothing that is found', async () => {
  const { point, box } = placeApart();
  const id = await createSearchable(h, host, point);
  const taken = { start: '2027-06-08', end: '2027-06-09' };
  await h.api('POST', `/v1/listings/${id}/closures`, { token: host.token, body: taken });
  await h.sql(`update search_rows set nights_from = '2026-11-20' where listing_id = $1`, [id]);
  await project(h, id);
  const windows = () => h.sql(`select nights_from::text from search_rows where listing_id = $1`, [id]);
  const stays = () =>
    Promise.all(
      ['2027-06-06', '2027-06-07', '2027-06-09'].map((checkIn) => found(h, { box, checkIn, checkOut: '2027-06-10' })),
    );
  const before = await stays();
  await h.worker.runCron('* * * * *', h.clock.now());
  expect(await windows()).toEqual([{ nights_from: '2027-02-27' }]);
  expect(await stays()).toEqual(before);
  expect(await h.sql('select * from mistaken_search_rows($1)', [[id]])).toEqual([]);
  await h.worker.runCron('* * * * *', h.clock.now());
  expect(await windows()).toEqual([{ nights_from: '2027-02-27' }]);
});

test('a row holds the prices of the nights that can be booked, and a stay at the end of its window costs what its quote says', async () => {
  const { point, box } = placeApart();
  const id = await createSearchable(h, host, { ...point, weekend_nightly: 130_00 });
  const set = async (start: string, end: string, nightly: number) => {
    const body = { ranges: [{ start, end, nightly }] };
    const answer = await h.api('PUT', `/v1/listings/${id}/prices`, { token: host.token, body });
    expect(answer.status).toBe(204);
  };
  await set('2027-06-01', '2030-06-01', 90_00);
  await set('2027-06-07', '2027-06-08', 200_00);
  for (const year of [2040, 2100, 2196]) await set(`${year}-01-01`, `${year + 3}-01-01`, 80_00);
  const room = () =>
    h.sql('select cardinality(priced) <= 1024 as is_small from search_rows where listing_id = $1', [id]);
  expect(await room()).toEqual([{ is_small: true }]);

  const stay = { checkIn: '2027-06-04', checkOut: '2027-06-10' };
  const quote = { ...stay, party: { adults: 1 } };
  const guest = await createPerson(h);
  const { body } = await h.api('POST', `/v1/listings/${id}/quotes`, { token: guest.token, key: null, body: quote });
  for (const nightsFrom of ['2027-02-27', '2027-06-06', '2024-08-17', '2024-08-21', '2024-08-14']) {
    await h.sql('update search_rows set nights_from = $2 where listing_id = $1', [id, nightsFrom]);
    await project(h, id);
    h.clock.advance(2_000);
    const found = await h.api('GET', '/v1/search', { query: { box, ...stay } });
    expect([nightsFrom, found.body.data[0]?.stay.total]).toEqual([nightsFrom, body.totals.guestPays]);
    expect(await room()).toEqual([{ is_small: true }]);
  }
});

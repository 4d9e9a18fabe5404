import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { createSearchable, foundOnAllPages, placeApart, search } from './searchable.ts';

let h: Harness;
let host: Person;
beforeAll(async () => {
  h = await startHarness();
  host = await createPerson(h);
});
afterAll(() => h.close());

type Result = { id: string; stay: { total: number } | null; distance: number | null };

const stay = { checkIn: '2027-06-07', checkOut: '2027-06-09' };
const orders = (latitude: number, longitude: number) => [
  { sort: 'rank' },
  { sort: 'price', currency: 'USD' },
  { sort: 'price', currency: 'USD', ...stay },
  { sort: 'distance', latitude, longitude, radius: 5_000, ...stay },
];

test('pages of any size show each listing once, in every order, though their keys are equal', async () => {
  const { point, box } = placeApart();
  const ids = await Promise.all(Array.from({ length: 23 }, () => createSearchable(h, host, point)));
  for (const order of orders(point.shown_latitude, point.shown_longitude)) {
    for (const limit of [1, 4, 23]) {
      const results = await foundOnAllPages(h, { ...order, box, limit });
      expect(results.map(({ id }) => id)).toEqual(ids.toSorted((a, b) => (a < b ? -1 : 1)));
    }
  }
});

test('pages go on in order where keys differ in their last digit', async () => {
  const { point, box } = placeApart();
  for (let n = 0; n < 15; n += 1) {
    await createSearchable(h, host, {
      shown_latitude: point.shown_latitude,
      shown_longitude: point.shown_longitude + 0.000_001 * ((n * 7) % 15),
      base_nightly: 100_00 + ((n * 4) % 15),
      rating_tenths: 40 + (n % 7),
      review_count: n * 3,
    });
  }
  for (const order of orders(point.shown_latitude, point.shown_longitude)) {
    const [whole, paged] = await Promise.all([100, 2].map((limit) => foundOnAllPages(h, { ...order, box, limit })));
    expect(whole).toHaveLength(15);
    expect(paged).toEqual(whole);
  }
  const byPrice: Result[] = await foundOnAllPages(h, { sort: 'price', currency: 'USD', ...stay, box, limit: 4 });
  const totals = byPrice.map((result) => result.stay?.total ?? Number.NaN);
  expect(totals).toEqual(totals.toSorted((a, b) => a - b));
});

test('a listing that comes or goes between two pages makes no other one come twice or never', async () => {
  const { point, box } = placeApart();
  const priced = (base_nightly: number) => createSearchable(h, host, { ...point, base_nightly });
  const ids = await Promise.all([10_00, 20_00, 30_00, 40_00].map(priced));
  const query = { box, sort: 'price', currency: 'USD', limit: 2 };
  const first = await search(h, query);
  await priced(5_00);
  await h.sql(`update listings set state = 'unlisted' where id = $1`, [ids[1]]);
  await h.sql('select project_listing($1)', [ids[1]]);
  const second = await search(h, { ...query, cursor: first.body.nextCursor });
  expect([...first.body.data, ...second.body.data].map(({ id }: Result) => id)).toEqual(ids);
});

test('the cursor of one order is refused by another', async () => {
  const { point, box } = placeApart();
  await Promise.all([createSearchable(h, host, point), createSearchable(h, host, point)]);
  const { body } = await search(h, { box, limit: 1 });
  expect((await search(h, { box, limit: 1, cursor: body.nextCursor })).status).toBe(200);
  const other = await search(h, { box, limit: 1, sort: 'price', currency: 'USD', cursor: body.nextCursor });
  expect(other).toMatchObject({ status: 422, body: { errors: [{ parameter: 'cursor' }] } });
});

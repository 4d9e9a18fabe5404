import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../graphql/ask.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { createSearchable, found, search } from './searchable.ts';

let h: Harness;
let host: Person;
beforeAll(async () => {
  h = await startHarness();
  host = await createPerson(h);
});
afterAll(() => h.close());

const at = (shown_latitude: number, shown_longitude: number) =>
  createSearchable(h, host, { shown_latitude, shown_longitude });

describe('a box', () => {
  test('holds what lies within it, its edges included', async () => {
    const inside = await at(10, 10);
    const edge = await at(11, 11);
    const outside = await at(11.000_001, 10);
    const ids = await found(h, { box: '9,9,11,11' });
    expect(ids).toEqual(expect.arrayContaining([inside, edge]));
    expect(ids).not.toContain(outside);
  });

  test('whose west is greater than its east goes over the antimeridian', async () => {
    const fiji = await at(-17.7, 178.1);
    const samoa = await at(-17.7, -172.1);
    const far = await at(-17.7, 0);
    expect(new Set(await found(h, { box: '177,-20,-171,-15' }))).toEqual(new Set([fiji, samoa]));
    expect(await found(h, { box: '-171,-20,177,-15' })).toEqual([far]);
  });

  test('next to a meridian is found, though programs write its degrees with an exponent', async () => {
    const london = await at(51.4, 0.000_01);
    const box: [number, number, number, number] = [-8.9e-16, 51.3, 2e-5, 51.5];
    const { data } = await h.client().listings.search({ query: { box } });
    expect(data?.data.map(({ id }) => id)).toEqual([london]);
    const graph = await ask(h, `{ listingSearch(box: [${box.join()}]) { nodes { id } } }`);
    expect([graph.codes, graph.data?.listingSearch?.nodes]).toEqual([[], [{ id: london }]]);
    expect((await search(h, { latitude: 51.4, longitude: '1e400', radius: 10 })).status).toBe(422);
  });
});

describe('a point and its radius', () => {
  test('where the equator meets a meridian are found, though programs write a degree that is next to nothing', async () => {
    const there = await at(0, 0);
    const query = { latitude: '1e-300', longitude: '-5e-324', radius: 1 };
    const { body } = await search(h, { ...query, sort: 'distance' });
    expect(body.data).toMatchObject([{ id: there, distance: 0 }]);
    expect((await h.api('GET', '/v1/search/facets', { query })).body.total).toBe(1);
  });

  test('hold what lies within so many metres, nearest first, over the antimeridian too', async () => {
    const near = await at(52, 179.99);
    const nearer = await at(52, -179.999);
    const beyond = await at(52, 179.98);
    const query = { latitude: 52, longitude: 180, radius: 1_000, sort: 'distance' };
    const { body } = await search(h, query);
    expect(body.data.map(({ id, distance }: { id: string; distance: number }) => [id, distance])).toEqual([
      [nearer, 68],
      [near, 685],
    ]);
    expect(await found(h, { ...query, radius: 1_400 })).toEqual([nearer, near, beyond]);
  });

  test('and a box both narrow what is found', async () => {
    const west = await at(45, 20);
    const east = await at(45, 20.001);
    const circle = { latitude: 45, longitude: 20, radius: 200 };
    expect(new Set(await found(h, circle))).toEqual(new Set([west, east]));
    expect(await found(h, { ...circle, box: '20.0005,44,21,46' })).toEqual([east]);
    expect(await found(h, { ...circle, box: '30,44,31,46' })).toEqual([]);
  });
});

describe('the place that search tells', () => {
  const house = { latitude: -33.900417, longitude: 18.400235 };
  const shown = { latitude: -33.9031, longitude: 18.3985 };
  const columns = { ...house, shown_latitude: shown.latitude, shown_longitude: shown.longitude };

  test('is never the house: a box around it alone finds nothing, and no result names it', async () => {
    const id = await createSearchable(h, host, columns);
    const around = ({ latitude, longitude }: typeof house) =>
      [longitude - 0.0005, latitude - 0.0005, longitude + 0.0005, latitude + 0.0005].join();
    expect(await found(h, { box: around(house) })).not.toContain(id);
    const { body, text } = await search(h, { box: around(shown) });
    expect(body.data[0]).toMatchObject({ id, location: shown });
    expect(text).not.toContain(String(house.latitude));
    expect(text).not.toContain(String(house.longitude));
  });

  test('is what every bisection by radius and by box closes in on, however often it is asked', async () => {
    const id = await createSearchable(h, host, columns);
    const isFound = async (query: Record<string, string | number>) =>
      (await found(h, { ...query, limit: 100 })).includes(id);

    const radius = await bisect(1, 2_000, (metres) => isFound({ ...house, radius: metres }));
    const { body } = await search(h, { ...house, radius: radius + 1 });
    const result = body.data.find((one: { id: string }) => one.id === id);
    expect(Math.abs(result.distance - radius)).toBeLessThanOrEqual(1);
    expect(radius).toBeGreaterThan(150);

    const north = await bisect(-34, -33, (latitude) => isFound({ box: `18,-34.5,19,${latitude}` }));
    const east = await bisect(18, 19, (longitude) => isFound({ box: `17.5,-34.5,${longitude},-33` }));
    expect(north).toBeCloseTo(shown.latitude, 5);
    expect(east).toBeCloseTo(shown.longitude, 5);
  });
});

/** Where between the two `holds` begins to hold. */
async function bisect(low: number, high: number, holds: (value: number) => Promise<boolean>): Promise<number> {
  let [no, yes] = [low, high];
  for (let step = 0; step < 25; step += 1) {
    const middle = (no + yes) / 2;
    if (await holds(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}

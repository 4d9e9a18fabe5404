import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { createSearchable, placeApart } from '../search/searchable.ts';
import { ask } from './ask.ts';

let h: Harness;
let host: Person;
let listing: string;
const { point, box } = placeApart();
const area = `[${box}]`;
beforeAll(async () => {
  h = await startHarness();
  host = await createPerson(h);
  listing = await createSearchable(h, host, { ...point, title: 'Loft' });
});
afterAll(() => h.close());

/** What waits for a lock: when its transaction began, and whether it holds the lock of who numbers events. */
function waiting(): Promise<{ began: string; numbers: boolean }[]> {
  return h.sql(`
    select xact_start::text as began, exists (
      select from pg_locks where pid = activity.pid and locktype = 'advisory' and granted) as numbers
    from pg_stat_activity as activity where wait_event_type = 'Lock' and datname = current_database()`);
}

test('a search that is too broad fails nothing beside it, and nobody waits to number events', async () => {
  const holder = await h.connect();
  await holder.query('begin; lock table search_rows in access exclusive mode');
  const asked = ask(
    h,
    `{ events(limit: 1) { data } listing(id: "${listing}") { title }
       broad: listingSearch(box: ${area}) { nodes { id } } narrow: listingSearch(box: ${area}, first: 1) { nodes { id } } }`,
    host,
  );
  const seen = new Map<string, boolean>();
  const settled = asked.then(() => true);
  // All at once, then the broad one, then the narrow one, which is let through.
  while (seen.size < 3) {
    for (const { began, numbers } of await waiting()) seen.set(began, numbers);
    if (await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, 50))])) break;
  }
  await holder.end();
  const told = await asked;
  expect([...seen.values()]).toEqual([false, false, false]);
  expect(told.errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([[['broad'], 'search-too-broad']]);
  expect(told.data).toMatchObject({ listing: { title: 'Loft' }, narrow: { nodes: [{ id: listing }] } });
});

test('what is sent after a search may take longer than one', async () => {
  const holder = await h.connect();
  await holder.query('begin; lock table people in access exclusive mode');
  const asked = ask(h, `{ listingSearch(box: ${area}) { nodes { id } } listing(id: "${listing}") { title } }`);
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  await holder.end();
  expect(await asked).toMatchObject({ codes: [], data: { listing: { title: 'Loft' } }, trips: 1 });
});

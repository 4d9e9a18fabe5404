import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startWorker } from '../local/worker/index.ts';
import { bookWith, quotedToken } from '../test/bookings/scene.ts';
import { type Api, createApi } from '../test/harness/api.ts';
import { startGround } from '../test/harness/ground.ts';
import { createPerson } from '../test/harness/people.ts';
import { startWorld } from '../test/harness/world.ts';
import { createSearchable, placeApart } from '../test/search/searchable.ts';

/**
 * Books stays while clients search by copies, half of them in another isolate than the one that books. Exits 1 when a page
 * that was asked for more than a second after a booking was answered still shows it, or when a search row is not what its
 * listing says afterwards, or was moved by more than one booking in twenty: `node scripts/freshness.ts --bookings 1000 --clients 8`.
 */
const { values } = parseArgs({
  options: { bookings: { type: 'string', default: '1000' }, clients: { type: 'string', default: '8' } },
});
const [bookings, clients] = [Number(values.bookings), Number(values.clients)];
const LISTINGS_A_PLACE = 20;
const TOLD_AFTER_MS = 11_000;
const stay = { checkIn: '2027-06-03', checkOut: '2027-06-05' };

const ground = await startGround();
const h = await startWorld(ground);
const other = await startWorker({ ...ground.bundle, vars: h.vars });
const host = await createPerson(h);
const places: string[] = [];
const listings: string[] = [];
while (listings.length < bookings) {
  const { point, box } = placeApart();
  places.push(box);
  for (let n = 0; n < LISTINGS_A_PLACE; n += 1) listings.push(await createSearchable(h, host, point));
}

const takenAt = new Map<string, number>();
let [isOver, searches, byCopy, late, oldest] = [false, 0, 0, 0, 0];

async function search(api: Api): Promise<void> {
  while (!isOver) {
    const box = places[Math.floor(Math.random() * places.length)] ?? '';
    const asked = performance.now();
    const page = await api('GET', '/v1/search', { copies: true, query: { box, ...stay, limit: LISTINGS_A_PLACE } });
    searches += 1;
    if (page.trips === 0) byCopy += 1;
    for (const { id } of page.body.data) {
      const age = asked - (takenAt.get(id) ?? asked);
      oldest = Math.max(oldest, age);
      if (age > 1_000) late += 1;
    }
  }
}

async function book(): Promise<void> {
  for (const listing of listings.slice(0, bookings).toSorted(() => Math.random() - 0.5)) {
    const guest = await createPerson(h);
    const { status, text } = await bookWith(h, guest, await quotedToken(h, guest, listing, stay));
    if (status !== 201) throw new Error(text);
    takenAt.set(listing, performance.now());
  }
  isOver = true;
}

await h.sql("select pg_stat_reset_single_table_counters('search_rows'::regclass)");
const started = performance.now();
await Promise.all([
  book(),
  ...Array.from({ length: clients }, (_, n) => search(n % 2 === 0 ? h.api : createApi(other.url))),
]);
const seconds = Math.round((performance.now() - started) / 1000);
console.log(`${bookings} bookings and ${searches} searches (${byCopy} by copies) in ${seconds} s.`);
console.log(`${late} results showed a stay taken more than a second before; the oldest ${Math.round(oldest)} ms.`);
const mistaken = await h.sql('select * from mistaken_search_rows(array(select id from listings))');
// An idle connection tells the last of its statistics after ten seconds.
await setTimeout(TOLD_AFTER_MS);
const [updates] = await h.sql<{ all: number; in_place: number }>(
  `select n_tup_upd::int as all, n_tup_hot_upd::int as in_place from pg_stat_user_tables where relname = 'search_rows'`,
);
const { all, in_place: inPlace } = updates ?? { all: 0, in_place: 0 };
console.log(
  `${mistaken.length} of ${listings.length} search rows differ from their source; ${inPlace} of ${all} updates in place.`,
);
await other.close();
await h.close();
await ground.close();
const isInPlace = all >= bookings && inPlace >= all * 0.95;
process.exit(late === 0 && mistaken.length === 0 && isInPlace ? 0 : 1);

import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { seeded } from '../../scripts/random.ts';
import { BENCH_DAY, startMarket } from '../cluster.ts';
import { table, writeSection } from '../results.ts';
import { type Asked, measureCase, type Times } from './measure.ts';
import { type Kind, type Places, placesOf, searchOf } from './searches.ts';

/**
 * Measures the search function on markets of several sizes, beside the same search without search rows, and writes its
 * section of bench/RESULTS.md after each case: `npm run bench:search -- [--listings 100000,1000000] [--clients 2]
 * [--calls 1000]`. The markets are kept below bench/.data.
 */
const { values } = parseArgs({
  options: {
    listings: { type: 'string', default: '100000,1000000' },
    stays: { type: 'string', default: '20' },
    bookings: { type: 'string', default: '100000' },
    clients: { type: 'string', default: '2' },
    calls: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
  },
});
const sizes = values.listings.split(',').map(Number);
const clients = Number(values.clients);

const kinds: readonly Kind[] = ['dense, by rank', 'sparse, by rank', 'dense, by distance', 'dense, by total'];
/** Of which the same is asked without search rows as well; that takes long. */
const plainKinds: readonly Kind[] = ['dense, by rank', 'sparse, by rank'];
const PLAIN_CALLS = 200;
const FUNCTION = 'through the function';
const PLAIN = '`NOT EXISTS`';
const PLAIN_QUERY = `
  select l.id, l.rank, l.base_nightly * $7::int + l.weekend_nightly * $8::int + l.cleaning_fee as total
  from bench_plain l
  where l.place <@ $1::box and l.capacity >= $2::int and l.amenities & $3::bigint = $3::bigint
    and $4::int between l.min_nights and l.max_nights
    and not exists (
      select from claims c where c.listing_id = l.id and c.active and c.nights && daterange($5::date, $6::date))
  order by l.rank desc, l.id desc limit 21`;

type Measured = Times & { listings: number; kind: Kind; way: string };
const measured: Measured[] = [];
const filled: string[] = [];
const load = loadavg();

for (const listings of sizes) {
  const market = await startMarket(BENCH_DAY, {
    listings,
    stays: Number(values.stays),
    bookings: Number(values.bookings),
    baseline: false,
  });
  const name = listings.toLocaleString('en');
  if (market.filledIn > 0) filled.push(`Filling the market of ${name} took ${Math.round(market.filledIn)} s.`);
  const client = new pg.Client(market.url);
  await client.connect();
  await client.query(await readFile(`${import.meta.dirname}/plain.sql`, 'utf8'));
  const places = await placesOf(client);
  await client.end();
  for (const kind of kinds) {
    await keep(listings, kind, FUNCTION, market.url, functionCase(kind, places));
    if (plainKinds.includes(kind)) await keep(listings, kind, PLAIN, market.url, plainCase(kind, places));
  }
  await market.postgres.close();
}

async function keep(listings: number, kind: Kind, way: string, url: string, one: Asked): Promise<void> {
  const times = await measureCase(url, one, clients);
  measured.push({ listings, kind, way, ...times });
  console.log(`${listings} · ${kind} · ${way}: p50 ${times.p50.toFixed(2)} p99 ${times.p99.toFixed(2)} ms`);
  await writeSection('## Search, on the clock', section());
}

function criteriaFor(kind: Kind, places: Places, calls: number) {
  const random = seeded(Number(values.seed));
  return Array.from({ length: calls }, () => searchOf(kind, places, random));
}

function functionCase(kind: Kind, places: Places): Asked {
  const asked = criteriaFor(kind, places, Number(values.calls)).map((criteria) => [JSON.stringify(criteria)]);
  return { name: 'function', text: 'select * from search_listings($1)', asked };
}

function plainCase(kind: Kind, places: Places): Asked {
  const asked = criteriaFor(kind, places, PLAIN_CALLS).map((criteria) => {
    const { areas, guests, amenities, nights, check_in, check_out, weekend_nights } = criteria;
    const weekend = weekend_nights ?? 0;
    return [areas[0], guests, amenities, nights, check_in, check_out, (nights ?? 0) - weekend, weekend].map(String);
  });
  return { name: 'plain', text: PLAIN_QUERY, asked };
}

function section(): string {
  const rows = measured.map(({ listings, kind, way, p50, p99, rate, buffers, found }) => {
    const same = measured.filter((other) => other.kind === kind && other.listings === listings);
    const plain = same.find((other) => other.way === PLAIN);
    const smaller = measured.find((other) => other.kind === kind && other.way === way && other.listings === sizes[0]);
    return [
      listings.toLocaleString('en'),
      `${kind}, ${way}`,
      `${p50.toFixed(2)} / ${p99.toFixed(2)}`,
      Math.round(buffers).toLocaleString('en'),
      found.toFixed(1),
      Math.round(rate).toLocaleString('en'),
      plain !== undefined && way === FUNCTION ? `${(rate / plain.rate).toFixed(1)} ×` : '',
      smaller !== undefined && listings !== sizes[0] ? `${(p50 / smaller.p50).toFixed(1)} ×` : '',
    ];
  });
  const busy = load.map((value) => value.toFixed(1)).join(', ');
  return `\`${`npm run bench:search -- ${process.argv.slice(2).join(' ')}`.trim()}\`, ${new Date().toISOString().slice(0, 10)}, ${clients} clients,
prepared statements, warm: each search was asked once before; load averages were ${busy} when the run began. ${filled.join(' ')}
\`NOT EXISTS\` asks listings with an index on the point for the same boxes, guests, amenities and nights, without the other
rules of a stay and without fees, discounts and taxes.

${table(['listings', '', 'p50 / p99 ms', 'buffers', 'found', 'a second', 'over `NOT EXISTS`', 'p50 over the smallest'], rows)}`;
}

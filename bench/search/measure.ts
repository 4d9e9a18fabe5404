import { parseArgs } from 'node:util';
import pg from 'pg';
import { seeded } from '../../scripts/random.ts';
import { allKinds, placesOf, searchOf } from './searches.ts';

/**
 * Measures searches through the function; prints a table.
 * `node bench/search/measure.ts --url postgres://… [--clients 2] [--calls 1000] [--seed 1]`
 */
const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    clients: { type: 'string', default: '2' },
    calls: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
  },
});
const { url } = values;
if (url === undefined) throw new Error('Which database? --url postgres://…');

const ask = 'select * from search_listings($1)';
const pool = new pg.Pool({ connectionString: url, max: Number(values.clients) });
const places = await placesOf(pool);

console.log('| | p50 ms | p99 ms | buffers | found |\n|---|---|---|---|---|');
for (const kind of allKinds) {
  const random = seeded(Number(values.seed));
  const searches = Array.from({ length: Number(values.calls) }, () => JSON.stringify(searchOf(kind, places, random)));
  await Promise.all(Array.from({ length: Number(values.clients) }, () => run(searches.slice(0, 100))));
  const share = searches.length / Number(values.clients);
  const runs = Array.from({ length: Number(values.clients) }, (_, client) =>
    run(searches.slice(client * share, (client + 1) * share)),
  );
  const times = (await Promise.all(runs)).flat().toSorted((a, b) => a.ms - b.ms);
  const buffers = await buffersOf(searches.slice(0, 100));
  const found = times.reduce((total, { found }) => total + found, 0) / times.length;
  console.log(`| ${kind} | ${at(times, 0.5)} | ${at(times, 0.99)} | ${buffers} | ${found.toFixed(1)} |`);
}
await pool.end();

async function run(searches: readonly string[]): Promise<{ ms: number; found: number }[]> {
  const client = await pool.connect();
  const times: { ms: number; found: number }[] = [];
  for (const search of searches) {
    const start = performance.now();
    const { rows } = await client.query({ name: 'search', text: ask, values: [search] });
    times.push({ ms: performance.now() - start, found: rows.length });
  }
  client.release();
  return times;
}

async function buffersOf(searches: readonly string[]): Promise<number> {
  const client = await pool.connect();
  let sum = 0;
  for (const search of searches) {
    await client.query(ask, [search]);
    const { rows } = await client.query(`explain (analyze, buffers, format json) ${ask}`, [search]);
    const [{ Plan: plan }] = rows[0]['QUERY PLAN'];
    sum += plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
  }
  client.release();
  return Math.round(sum / searches.length);
}

function at(times: readonly { ms: number }[], quantile: number): string {
  return times[Math.floor((times.length - 1) * quantile)]?.ms.toFixed(2) ?? '';
}

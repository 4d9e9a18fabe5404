import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { initialise } from '../local/postgres/cluster.ts';
import { type Postgres, startPostgres } from '../local/postgres/index.ts';
import { migrate } from '../migrations/migrate.ts';
import { fillBaseline } from './baseline.ts';
import { makeBookings } from './bookings.ts';
import { makeGuests } from './guests.ts';
import { fillMarket } from './search/market.ts';

const DATABASE = 'market';
/** The first day of the market's 548, so that its seasons lie in the future. */
export const BENCH_DAY = '2026-12-01';
/** Each can hold three stays at once. */
export const GUESTS = 30_000;

/** As a server of this size would have them; what a commit promises stays as PostgreSQL has it, and is said. */
const settings = {
  shared_buffers: '2GB',
  effective_cache_size: '6GB',
  work_mem: '16MB',
  maintenance_work_mem: '1GB',
  max_wal_size: '8GB',
  random_page_cost: '1.1',
  synchronous_commit: 'on',
  fsync: 'on',
  'pg_stat_statements.track_planning': 'on',
};

export interface MarketServer {
  postgres: Postgres & { pid: number };
  /** Of the market's database. */
  url: string;
  /** What filling took without the baseline's tables, in seconds; 0 when an earlier run had filled it. */
  filledIn: number;
}

/**
 * A PostgreSQL of the bench's own, with a market of so many listings, for Innkeep and for the baseline; made once and
 * kept under bench/.data. A market that was not finished is made anew.
 */
export async function startMarket(
  day: string,
  { listings, stays, bookings, baseline }: { listings: number; stays: number; bookings: number; baseline: boolean },
): Promise<MarketServer> {
  const dataDir = join(import.meta.dirname, '.data', 'postgres');
  if (!existsSync(dataDir)) {
    await mkdir(join(dataDir, '..'), { recursive: true });
    await initialise(dataDir);
    const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`);
    await appendFile(join(dataDir, 'postgresql.conf'), lines.join(''));
  }
  const server = await startPostgres({ dataDir });
  const pid = Number.parseInt(await readFile(join(dataDir, 'postmaster.pid'), 'utf8'), 10);
  const postgres = { ...server, pid };
  const name = `${DATABASE}_${listings}`;
  const started = performance.now();
  const url = postgres.url(name);
  const has = await whatIsIn(url);
  if (has === undefined) {
    await postgres.dropDatabase(name);
    await postgres.createDatabase(name);
  }
  await migrate(url);
  const client = new pg.Client(url);
  await client.connect();
  if (has === undefined) {
    await client.query('create extension if not exists pg_stat_statements');
    await fillMarket(client, { listings, stays, day });
    await makeGuests(client, GUESTS);
    await makeBookings(client, bookings, GUESTS);
    await client.query('create table bench_market as select false as has_baseline');
  }
  const filledIn = has === undefined ? (performance.now() - started) / 1000 : 0;
  if (baseline && !has?.has_baseline) {
    await client.query('drop schema if exists baseline cascade');
    await fillBaseline(client, url);
    await client.query('update bench_market set has_baseline = true');
  }
  await client.end();
  return { postgres, url, filledIn };
}

/** What an earlier run has filled; undefined when none did. */
async function whatIsIn(url: string): Promise<{ has_baseline: boolean } | undefined> {
  const client = new pg.Client(url);
  try {
    await client.connect();
    return (await client.query<{ has_baseline: boolean }>('select has_baseline from bench_market')).rows[0];
  } catch {
    return undefined;
  } finally {
    await client.end();
  }
}

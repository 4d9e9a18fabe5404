import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { initialise } from '../local/postgres/cluster.ts';
import { type Postgres, startPostgres } from '../local/postgres/index.ts';
import { migrate } from '../migrations/migrate.ts';
import { fillBaseline } from './baseline.ts';
import { makeGuests } from './guests.ts';
import { fillMarket } from './search/market.ts';

const DATABASE = 'market';
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
  /** What filling took, in seconds; 0 when an earlier run had filled it. */
  filledIn: number;
}

/**
 * A PostgreSQL of the bench's own, with a market of so many listings, for Innkeep and for the baseline; made once and
 * kept under bench/.data. A market that was not finished is made anew.
 */
export async function startMarket(listings: number, stays: number, day: string): Promise<MarketServer> {
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
  if (await isFilled(url)) return { postgres, url, filledIn: 0 };
  await postgres.dropDatabase(name);
  await postgres.createDatabase(name);
  await migrate(url);
  const client = new pg.Client(url);
  await client.connect();
  await client.query('create extension if not exists pg_stat_statements');
  await fillMarket(client, { listings, stays, day });
  await makeGuests(client, GUESTS);
  await fillBaseline(client, url);
  await client.query('create table bench_filled (at timestamptz not null)');
  await client.end();
  return { postgres, url, filledIn: (performance.now() - started) / 1000 };
}

async function isFilled(url: string): Promise<boolean> {
  const client = new pg.Client(url);
  try {
    await client.connect();
    await client.query('select from bench_filled');
    await migrate(url);
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}

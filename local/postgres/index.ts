import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import type { TiedProcess } from '../tied-process.ts';
import { awaitFormerRun, initialise, run, superuser } from './cluster.ts';
import { createDatabase, dropDatabase } from './databases.ts';

export { createDatabase, dropDatabase };

export type Postgres = {
  host: string;
  port: number;
  user: string;
  password: string;
  /** The connection string of a database, whether it exists or not. */
  url(database: string): string;
  /** As `createDatabase`, on this server. */
  createDatabase(name: string, options?: { template?: string }): Promise<void>;
  /** As `dropDatabase`, on this server. */
  dropDatabase(name: string): Promise<void>;
  /** Stops the server, cutting off whoever is connected; the data goes with it unless it is kept. */
  close(): Promise<void>;
};

/**
 * Starts a PostgreSQL 18 on 127.0.0.1. With `dataDir` its data is durable and kept between runs; without, it is fast and gone at the
 * end. It stops with this process, even one that is killed. Throws when `port` is in use, or `dataDir` by another run.
 */
export async function startPostgres(options: { dataDir?: string; port?: number } = {}): Promise<Postgres> {
  const dataDir = options.dataDir ?? join(await temporaryFolder(), 'data');
  if (!existsSync(dataDir)) await initialise(dataDir);
  await awaitFormerRun(dataDir);

  const host = '127.0.0.1';
  const port = options.port ?? (await freePort());
  const server = await run('postgres', dataDir, [
    ...['-D', dataDir, '-p', String(port)],
    ...Object.entries({ ...settings, ...(options.dataDir ? {} : careless) }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]),
  ]);
  await untilReady(server, port);

  const url = (database: string) =>
    `postgres://${superuser.user}:${superuser.password}@${host}:${port}/${encodeURIComponent(database)}`;
  return {
    ...superuser,
    host,
    port,
    url,
    createDatabase: (name, from) => createDatabase(url('postgres'), name, from),
    dropDatabase: (name) => dropDatabase(url('postgres'), name),
    close: async () => {
      await server.kill('SIGINT');
      if (!options.dataDir) await rm(join(dataDir, '..'), { recursive: true, force: true });
    },
  };
}

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_preload_libraries: 'pg_stat_statements',
  timezone: 'UTC',
  // Failed statements are answers to whoever sent them; the log is for the server's own trouble, and says when it is ready.
  log_min_messages: 'log',
};

/** Of a server that nobody needs afterwards: nothing is safe, and no process is forked for what takes a millisecond. */
const careless = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_parallel_workers_per_gather: '0',
};

const temporaryPrefix = 'innkeep-postgres-';

/** The folder's name carries our pid, so that a later run clears away what a killed one left. */
async function temporaryFolder(): Promise<string> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(temporaryPrefix)) continue;
    if (isGone(Number.parseInt(name.slice(temporaryPrefix.length), 10))) {
      // Another user's may not be ours to delete.
      await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
  return mkdtemp(join(tmpdir(), `${temporaryPrefix}${process.pid}-`));
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

async function untilReady(server: TiedProcess, port: number): Promise<void> {
  const output: string[] = [];
  const ready = new Promise<void>((resolve) => {
    server.onLine((line) => {
      output.push(line);
      if (line.includes('ready to accept connections')) resolve();
    });
  });
  const exit = await Promise.race([ready, server.exited]);
  if (!exit) return;
  const log = output.join('\n');
  const portInUse = log.includes('Address already in use');
  throw new Error(portInUse ? `Port ${port} is in use.` : `PostgreSQL did not start.\n${log}`);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres } from '../../local/postgres/index.ts';

let folder: string;
let dataDir: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'innkeep-test-'));
  dataDir = join(folder, 'data');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test('it is PostgreSQL 18 in UTC, with the extensions the product uses', async () => {
  const postgres = await startPostgres();
  const url = postgres.url('postgres');
  const extensions = ['btree_gist', 'cube', 'earthdistance', 'pg_trgm', 'pg_stat_statements'];
  await query(url, extensions.map((name) => `create extension ${name};`).join(' '));
  const [server] = await query(
    url,
    `select current_setting('server_version_num')::int / 10000 as version, current_setting('timezone') as zone, lower('ÄÖ') as lower,
      (select count(*)::int from pg_stat_statements) > 0 as counted`,
  );
  expect(server).toEqual({ version: 18, zone: 'UTC', lower: 'äö', counted: true });
  await postgres.close();
});

test('a database made from a template has its rows, and dropping it cuts off who uses it', async () => {
  const postgres = await startPostgres();
  await postgres.createDatabase('template "odd"');
  await query(postgres.url('template "odd"'), 'create table stay as select 1 as id');
  await Promise.all(['one', 'two'].map((name) => postgres.createDatabase(name, { template: 'template "odd"' })));
  expect(await query(postgres.url('two'), 'select id from stay')).toEqual([{ id: 1 }]);

  const user = new pg.Client(postgres.url('one'));
  await user.connect();
  const errors: unknown[] = [];
  user.on('error', (error) => errors.push(error));
  await postgres.dropDatabase('one');
  await expect.poll(() => errors).toContainEqual(expect.objectContaining({ code: '57P01' }));
  await postgres.dropDatabase('one');
  await expect(query(postgres.url('one'), 'select 1')).rejects.toThrow('does not exist');
  await postgres.close();
});

test('a port in use is named, and so is a folder in use', async () => {
  const postgres = await startPostgres({ dataDir });
  await expect(startPostgres({ port: postgres.port })).rejects.toThrow(`Port ${postgres.port} is in use.`);
  await expect(startPostgres({ dataDir })).rejects.toThrow(`PostgreSQL is running on ${dataDir} already`);
  await postgres.close();
});

test('kept data is there at the next start, on a lock file left by a crash too', async () => {
  const first = await startPostgres({ dataDir });
  await first.createDatabase('kept');
  await first.close();
  // Our own pid: it lives, and is no PostgreSQL.
  await writeFile(join(dataDir, 'postmaster.pid'), `${process.pid}\n`);
  const second = await startPostgres({ dataDir });
  expect(await query(second.url('kept'), 'show fsync')).toEqual([{ fsync: 'on' }]);
  await second.close();
});

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  '%s to the run that started it stops it, and the next run recovers',
  async (signal) => {
    const run = spawnRun(dataDir);
    const url = await urlOf(run);
    const exited = once(run, 'exit');
    run.kill(signal);
    await exited;
    const next = await startPostgres({ dataDir });
    await expect(query(url, 'select 1')).rejects.toThrow('ECONNREFUSED');
    await next.close();
  },
);

function spawnRun(dir: string): ChildProcess {
  const module = join(import.meta.dirname, '../../local/postgres/index.ts');
  const script = `
    import { startPostgres } from ${JSON.stringify(module)};
    const postgres = await startPostgres({ dataDir: ${JSON.stringify(dir)} });
    console.log(postgres.url('postgres'));
  `;
  return spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function urlOf(run: ChildProcess): Promise<string> {
  if (!run.stdout) throw new Error('The run has no output.');
  const [output] = await once(run.stdout, 'data');
  return String(output).trim();
}

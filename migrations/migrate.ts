import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';

/** One migration: a numbered SQL file of this folder. */
interface Migration {
  number: number;
  name: string;
  sql: string;
  checksum: string;
}

/** One that a database has. */
type Applied = Pick<Migration, 'number' | 'name' | 'checksum'>;

/** What one run did. */
interface Migrated {
  applied: string[];
  already: number;
}

// One number for all who migrate: two runs at once wait for each other.
const LOCK = 7_146_001;

/**
 * Brings a database up to this version, each migration in a transaction of its own. Safe to run twice and at once.
 * @param url connection string of a role that may create tables
 * @param upTo the last migration to apply, for tests of upgrades; all when absent
 * Throws when the database is ahead of this version, or when an applied migration was edited afterwards.
 */
export async function migrate(url: string, upTo = Number.POSITIVE_INFINITY): Promise<Migrated> {
  const migrations = (await readMigrations()).filter((migration) => migration.number <= upTo);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const rows = await readHistory(client);
    checkHistory(rows, migrations);
    const open = migrations.filter((migration) => !rows.some((row) => row.number === migration.number));
    const applied: string[] = [];
    for (const migration of open) if (await apply(client, migration)) applied.push(migration.name);
    return { applied, already: migrations.length - applied.length };
  } finally {
    await client.end();
  }
}

// For as long as a transaction: one of the session would outlive this run where connections are pooled, as Neon's are, and
// keep the next one waiting.
async function begin(client: pg.Client): Promise<void> {
  await client.query('begin');
  await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
}

async function readHistory(client: pg.Client): Promise<Applied[]> {
  await begin(client);
  await client.query(`create table if not exists schema_migrations (
    number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`);
  const { rows } = await client.query<Applied>('select number, name, checksum from schema_migrations order by number');
  await client.query('commit');
  return rows;
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.sql')).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(`${import.meta.dirname}/${name}`, 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      return { number: Number.parseInt(name, 10), name, sql, checksum };
    }),
  );
}

function checkHistory(rows: Applied[], known: Migration[]): void {
  for (const row of rows) {
    const migration = known.find((candidate) => candidate.number === row.number);
    if (migration === undefined) {
      throw new Error(
        `The database is ahead: it has migration ${row.name}, which this version does not know. Deploy the newer version.`,
      );
    }
    if (migration.checksum !== row.checksum) {
      throw new Error(`Migration ${row.name} was edited after it was applied. Write a new one instead.`);
    }
  }
}

// Whether it was this run that applied it, and no other meanwhile.
async function apply(client: pg.Client, { number, name, sql, checksum }: Migration): Promise<boolean> {
  try {
    await begin(client);
    const { rowCount } = await client.query('select from schema_migrations where number = $1', [number]);
    const isOpen = rowCount === 0;
    if (isOpen) {
      await client.query(sql);
      await client.query('insert into schema_migrations (number, name, checksum) values ($1, $2, $3)', [
        number,
        name,
        checksum,
      ]);
    }
    await client.query('commit');
    return isOpen;
  } catch (error) {
    await client.query('rollback');
    throw new Error(`Migration ${name} failed and was rolled back: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

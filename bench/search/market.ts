import { readFile } from 'node:fs/promises';
import type pg from 'pg';

interface Market {
  listings: number;
  /** Of each listing, over 548 days; 20 take 39 % of the nights. */
  stays: number;
  /** The first of the 548 days. */
  day: string;
}

const loaded = ['claims', 'closures', 'night_prices', 'night_rules', 'promotions', 'listings', 'search_rows'];
const PROJECTED_AT_ONCE = 5_000;

/**
 * Fills an empty, migrated database with the market of market.sql, the same at each run: loads the tables bare, then
 * gives them back their keys, and makes the search rows from them.
 * @param client a superuser's
 */
export async function fillMarket(client: pg.Client, { listings, stays, day }: Market): Promise<void> {
  await client.query(
    `set session_replication_role = replica; set maintenance_work_mem = '1GB'; set work_mem = '256MB'`,
  );
  const keys = await dropKeys(client);
  const market = await readFile(`${import.meta.dirname}/market.sql`, 'utf8');
  await client.query(
    market
      .replaceAll(/(?<!:):n\b/g, String(listings))
      .replaceAll(':stays', String(stays))
      .replaceAll(`:'day'`, `'${day}'`),
  );
  for (const key of keys.filter(({ of }) => of !== 'search_rows')) await client.query(key.definition);
  await client.query('set session_replication_role = origin; analyze');
  await client.query('select measure_search_ranks()');
  await projectAll(client);
  for (const key of keys.filter(({ of }) => of === 'search_rows')) await client.query(key.definition);
  await client.query('vacuum analyze search_rows');
}

/** Drops the indexes and constraints of the tables that are loaded, but for primary keys; what brings them back. */
async function dropKeys(client: pg.Client): Promise<{ of: string; definition: string }[]> {
  const { rows } = await client.query<{ of: string; definition: string; drop: string }>(
    `select conrelid::regclass::text as of,
       format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as definition,
       format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop
     from pg_constraint where conrelid = any ($1::regclass[]) and contype = 'x'
     union all
     select indrelid::regclass::text, pg_get_indexdef(indexrelid), format('drop index %s', indexrelid::regclass)
     from pg_index i where indrelid = any ($1::regclass[])
       and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
    [loaded],
  );
  for (const { drop } of rows) await client.query(drop);
  return rows;
}

async function projectAll(client: pg.Client): Promise<void> {
  for (let after = ''; ; ) {
    const { rows } = await client.query<{ last: string | null }>(
      `with chunk as materialized (select id from listings where id > $1 order by id limit $2), done as materialized (
         select project_listings(array(select id from chunk)))
       select max(id) as last from chunk, done`,
      [after, PROJECTED_AT_ONCE],
    );
    const last = rows[0]?.last;
    if (last === null || last === undefined) return;
    after = last;
  }
}

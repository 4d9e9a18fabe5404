import { readdir } from 'node:fs/promises';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createDatabase, dropDatabase } from '../../local/postgres/index.ts';
import { migrate } from '../../migrations/migrate.ts';
import { startPooler } from './pooler.ts';

let database: string;
let url: string;
let client: pg.Client;
beforeEach(async () => {
  database = `migrate_${crypto.randomUUID().replaceAll('-', '')}`;
  await createDatabase(inject('postgres'), database);
  const address = new URL(inject('postgres'));
  address.pathname = `/${database}`;
  url = address.toString();
  client = new pg.Client(url);
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await dropDatabase(inject('postgres'), database);
});

const files = (await readdir('migrations')).filter((name) => name.endsWith('.sql')).toSorted();
const numberOf = (file: string) => Number.parseInt(file, 10);

test('a second run changes nothing', async () => {
  expect(await migrate(url)).toEqual({ applied: files, already: 0 });
  const before = await schema();
  expect(await migrate(url)).toEqual({ applied: [], already: files.length });
  expect(await schema()).toEqual(before);
});

test('a database that was migrated release by release ends like one that was migrated at once', async () => {
  for (const file of files) {
    expect(await migrate(url, numberOf(file))).toEqual({ applied: [file], already: files.indexOf(file) });
  }
  const stepwise = await schema();
  const other = `${database}_other`;
  await createDatabase(inject('postgres'), other, { template: inject('template') });
  try {
    const address = new URL(url);
    address.pathname = `/${other}`;
    expect(await schema(address.toString())).toEqual(stepwise);
  } finally {
    await dropDatabase(inject('postgres'), other);
  }
});

test('two runs at once apply each migration once', async () => {
  const runs = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  expect(runs.flatMap(({ applied }) => applied).toSorted()).toEqual(files);
  expect(await applied()).toEqual(files);
});

test('a run over a pool, whose connections outlive it, leaves nothing that the next one waits for', async () => {
  const pooler = await startPooler(url);
  expect(await migrate(pooler.url)).toEqual({ applied: files, already: 0 });
  const hasty = new URL(url);
  hasty.searchParams.set('options', '-c lock_timeout=2s');
  expect(await migrate(hasty.href)).toEqual({ applied: [], already: files.length });
  await pooler.close();
});

test('a database that is ahead is refused and left alone', async () => {
  await migrate(url);
  await client.query("insert into schema_migrations (number, name, checksum) values (9999, '9999-later.sql', 'x')");
  const before = await schema();
  await expect(migrate(url)).rejects.toThrow(/ahead.*9999-later\.sql/);
  expect(await schema()).toEqual(before);
});

test('a migration that was edited after it was applied is refused', async () => {
  const [first = ''] = files;
  await migrate(url, numberOf(first));
  await client.query("update schema_migrations set checksum = 'of another text'");
  await expect(migrate(url)).rejects.toThrow(`${first} was edited`);
  expect(await applied()).toEqual([first]);
});

test('a migration that fails leaves nothing of itself, keeps those before it, and applies once its way is free', async () => {
  const [first = '', second = ''] = files;
  await migrate(url, numberOf(first));
  const earlier = await tables();
  await migrate(url, numberOf(second));
  const last = (await tables()).at(-1);
  await client.query('drop schema public cascade; create schema public');
  await migrate(url, numberOf(first));
  await client.query(`create table ${last} (in_the_way integer)`);
  await expect(migrate(url)).rejects.toThrow(`${second} failed and was rolled back`);
  expect(await applied()).toEqual([first]);
  expect(await tables()).toEqual([...earlier, last]);
  await client.query(`drop table ${last}`);
  expect(await migrate(url)).toEqual({ applied: files.slice(1), already: 1 });
});

test('of stays that were confirmed before, those whose rest is open are looked at within the hour, and no others', async () => {
  await migrate(url, 58);
  // Only what is asked about stands in these rows.
  await client.query('set session_replication_role = replica');
  const stay = async (id: string, { state = 'confirmed', settledAt = null as string | null, isSplit = true } = {}) => {
    await client.query(
      `insert into bookings (id, listing_id, guest_id, host_id, state, mode, check_in, check_out, time_zone, check_in_from,
         check_out_by, adults, children, infants, pets, price, cancellation_policy, payment_id,
         created_at, confirmed_at, ended_at, ended_by)
       values ($1, '', '', '', $2, 'instant', '2027-06-03', '2027-06-05', 'UTC', '15:00', '11:00', 2, 0, 0, 0, '{}', '{}',
         'pay_' || $1, now(), now(), case $2 when 'cancelled' then now() end, case $2 when 'cancelled' then 'guest' end)`,
      [id, state],
    );
    if (isSplit) {
      await client.query(
        `insert into booking_rests (booking_id, card_id, amount, host_share, platform_share, tax_share, due_at, pay_by, settled_at)
         values ($1, '', 1, 1, 0, 0, '2027-05-01', '2027-05-03', $2)`,
        [id, settledAt],
      );
    }
    for (const [kind, runAt, doneAt] of [
      ['announce-arrival', '3000-01-01', null],
      ['announce-arrival', '2026-01-01', '2026-01-01'],
      ['charge-rest', '3000-01-01', null],
    ]) {
      await client.query(
        `insert into jobs (id, kind, payload, run_at, created_at, published_at, done_at)
         values (gen_random_uuid(), $1, json_build_object('bookingId', $2::text), $3, now(), now(), $4)`,
        [kind, id, runAt, doneAt],
      );
    }
  };
  await stay('open');
  await stay('paid', { settledAt: '2026-10-01' });
  await stay('cancelled', { state: 'cancelled' });
  await stay('whole', { isSplit: false });
  await migrate(url, 59);
  const { rows } = await client.query(
    `select kind, payload ->> 'bookingId' as of from jobs
     where published_at is null and run_at between now() + interval '59 minutes' and now() + interval '1 hour'`,
  );
  expect(rows).toEqual([{ kind: 'announce-arrival', of: 'open' }]);
});

test('an arrival that was told of is not told of again, and one that was brought forward is looked at within the hour', async () => {
  await migrate(url, 63);
  await client.query('set session_replication_role = replica');
  for (const [id, alteration] of [
    ['forward', 'accepted'],
    ['offered', 'declined'],
    ['plain', null],
  ]) {
    await client.query(
      `insert into bookings (id, listing_id, guest_id, host_id, state, mode, check_in, check_out, time_zone, check_in_from,
         check_out_by, adults, children, infants, pets, price, cancellation_policy, payment_id, created_at, confirmed_at)
       values ($1, '', '', '', 'confirmed', 'instant', '2027-06-03', '2027-06-05', 'UTC', '15:00', '11:00', 2, 0, 0, 0, '{}',
         '{}', 'pay_' || $1, now(), now())`,
      [id],
    );
    if (alteration !== null) {
      await client.query(
        `insert into alterations (id, booking_id, proposed_by, state, check_in, check_out, adults, children, infants, pets,
           price, cancellation_policy, difference, created_at, ended_at)
         values ('alt_' || $1, $1, 'guest', $2, '2027-06-03', '2027-06-05', 2, 0, 0, 0, '{}', '{}', 0, now(), now())`,
        [id, alteration],
      );
    }
    await client.query(
      `insert into jobs (id, kind, payload, run_at, created_at, published_at)
       values (gen_random_uuid(), 'announce-arrival', json_build_object('bookingId', $1::text), '3000-01-01', now(), now())`,
      [id],
    );
    await client.query(
      `insert into notifications (id, person_id, kind, subject, state, created_at, settled_at)
       select 'ntf_' || kind || $1, '', kind, $1, 'sent', now(), now() from unnest('{arriving,review-open}'::text[]) as kind`,
      [id],
    );
  }
  await migrate(url, 64);
  const woken = await client.query(`select payload ->> 'bookingId' as of from jobs where published_at is null`);
  expect(woken.rows).toEqual([{ of: 'forward' }]);
  const told = await client.query('select distinct kind, occasion::int from notifications order by kind');
  const day = Date.UTC(2027, 5, 3) / 86_400_000;
  expect(told.rows).toEqual([
    { kind: 'arriving', occasion: day },
    { kind: 'review-open', occasion: 0 },
  ]);
});

async function applied(): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select name from schema_migrations order by number');
  return rows.map(({ name }) => name);
}

async function tables(): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by oid",
  );
  return rows.map(({ name }) => name);
}

/** Everything that a migration can make, as the database itself describes it. */
async function schema(of = url): Promise<string[]> {
  const asked = new pg.Client(of);
  await asked.connect();
  try {
    const { rows } = await asked.query<{ line: string }>(`
      with own as (select oid, relname, relkind from pg_class where relnamespace = 'public'::regnamespace)
      select format('column %s.%s %s %s %s%s %s', relname, attname, format_type(atttypid, atttypmod), attnotnull,
        attidentity, attgenerated, pg_get_expr(adbin, adrelid)) as line
      from own join pg_attribute on attrelid = own.oid and attnum > 0 and not attisdropped
      left join pg_attrdef on adrelid = own.oid and adnum = attnum where relkind in ('r', 'v', 'm')
      union all select format('constraint %s %s', conname, pg_get_constraintdef(pg_constraint.oid))
      from pg_constraint join own on conrelid = own.oid
      union all select pg_get_indexdef(indexrelid) from pg_index join own on indrelid = own.oid
      union all select pg_get_triggerdef(pg_trigger.oid) from pg_trigger join own on tgrelid = own.oid where not tgisinternal
      union all select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace and prokind = 'f'
      union all select 'extension ' || extname from pg_extension
      union all select format('setting %s', array_to_string(setconfig, ',')) from pg_db_role_setting
      order by line`);
    return rows.map(({ line }) => line);
  } finally {
    await asked.end();
  }
}

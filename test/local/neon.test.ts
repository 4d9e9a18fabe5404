import { NeonDbError, neon, neonConfig } from '@neondatabase/serverless';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../local/faults.ts';
import { createPools, type Neon, startNeon } from '../../local/neon/index.ts';
import { type Postgres, startPostgres } from '../../local/postgres/index.ts';

let postgres: Postgres;
let server: Neon;
let sql: ReturnType<typeof neon<false, false>>;
let direct: pg.Client;

beforeAll(async () => {
  postgres = await startPostgres();
  server = await startNeon();
  neonConfig.fetchEndpoint = server.endpoint;
  sql = neon(postgres.url('postgres'));
  direct = new pg.Client(postgres.url('postgres'));
  await direct.connect();
  await direct.query(`
    create table stay (id int primary key, guest text not null, check (guest <> 'nobody'));
    create table late (id int, constraint late_id unique (id) deferrable initially deferred);
    create function guard(ok boolean, problem text) returns void language plpgsql as $$
    begin
      if not ok then raise exception using errcode = 'IK409', message = 'refused', constraint = problem; end if;
    end $$;
  `);
});

afterAll(async () => {
  await direct.end();
  await server.close();
  await postgres.close();
});

beforeEach(async () => {
  await direct.query('truncate stay, late');
});

afterEach(() => server.faults.reset());

async function refusal(work: Promise<unknown>): Promise<NeonDbError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof NeonDbError) return error;
  throw new Error('The driver did not refuse.', { cause: error });
}

const guests = async () =>
  (await direct.query<{ guest: string }>('select guest from stay order by id')).rows.map((row) => row.guest);

describe('a single query', () => {
  test('answers with the driver’s types', async () => {
    const at = new Date('2026-11-24T09:30:00Z');
    const [row] = await sql`
      select ${42}::int as int, ${2n ** 60n}::int8 as big, ${'1.10'}::numeric as amount, ${true}::bool as yes, ${null}::text as nothing,
        ${['a', 'b,"']}::text[] as list, ${{ a: 'ü' }}::jsonb as json, ${at}::timestamptz as at, ${Buffer.from([0, 255])}::bytea as bytes`;
    expect(row).toEqual({
      int: 42,
      big: '1152921504606846976',
      amount: '1.10',
      yes: true,
      nothing: null,
      list: ['a', 'b,"'],
      json: { a: 'ü' },
      at,
      bytes: Buffer.from([0, 255]),
    });
  });

  test('tells command, count and fields in full results, in either row mode', async () => {
    const full = neon(postgres.url('postgres'), { fullResults: true });
    expect(await full`insert into stay values (1, 'Ada'), (2, 'Bo')`).toMatchObject({
      command: 'INSERT',
      rowCount: 2,
      rows: [],
    });
    const selected = await full`select id, guest from stay order by id`;
    expect(selected).toMatchObject({
      command: 'SELECT',
      rowCount: 2,
      rows: [
        { id: 1, guest: 'Ada' },
        { id: 2, guest: 'Bo' },
      ],
    });
    expect(selected.fields.map((field) => [field.name, field.dataTypeID])).toEqual([
      ['id', 23],
      ['guest', 25],
    ]);
    expect(await full`create table made ()`).toMatchObject({ command: 'CREATE', rowCount: null, rows: [] });
    const arrays = neon(postgres.url('postgres'), { arrayMode: true });
    expect(await arrays`select 1 as a, 2 as a`).toEqual([[1, 2]]);
  });

  test('honours the parsers given with the query', async () => {
    const types = { getTypeParser: () => (text: string) => `text ${text}` };
    expect(await sql.query('select $1::date as day', ['2026-11-24'], { types })).toEqual([{ day: 'text 2026-11-24' }]);
  });

  test('refuses with all that PostgreSQL said', async () => {
    const check = await refusal(sql`insert into stay values (1, 'nobody')`);
    expect(check).toMatchObject({
      code: '23514',
      constraint: 'stay_guest_check',
      table: 'stay',
      schema: 'public',
      severity: 'ERROR',
    });
    expect(check.detail).toContain('nobody');
    expect(await refusal(sql`insert into stay values (1, null)`)).toMatchObject({ code: '23502', column: 'guest' });
    expect(await refusal(sql`select nothing_there`)).toMatchObject({ code: '42703', position: '8' });
    expect(await refusal(sql`select 1; select 2`)).toMatchObject({ code: '42601' });
    const guard = await refusal(sql`select guard(false, 'stale')`);
    expect(guard).toMatchObject({ code: 'IK409', constraint: 'stale', message: 'refused' });
    expect(guard.where).toContain('guard');
  });

  test('refuses a database that does not exist and a password that is wrong', async () => {
    expect(await refusal(neon(postgres.url('missing'))`select 1`)).toMatchObject({ code: '3D000' });
    const wrong = postgres.url('postgres').replace(`:${postgres.password}@`, ':wrong@');
    expect(await refusal(neon(wrong)`select 1`)).toMatchObject({ code: '28P01' });
  });
});

describe('a batch', () => {
  test('is one transaction and one request', async () => {
    const before = { ...server.requests };
    const [first, , second] = await sql.transaction([
      sql`select pg_current_xact_id()::text as xid`,
      sql`insert into stay values (1, 'Ada')`,
      sql`select pg_current_xact_id()::text as xid`,
    ]);
    expect(first).toEqual(second);
    expect(await guests()).toEqual(['Ada']);
    expect(server.requests).toEqual({ ...before, batch: before.batch + 1, statements: before.statements + 3 });
  });

  test('leaves nothing behind when a statement fails, and says why', async () => {
    const failing = sql.transaction([
      sql`insert into stay values (1, 'Ada')`,
      sql`select guard(false, 'stale')`,
      sql`insert into stay values (2, 'Bo')`,
    ]);
    expect(await refusal(failing)).toMatchObject({ code: 'IK409', constraint: 'stale' });
    expect(await guests()).toEqual([]);
    const { rows } = await direct.query(`select 1 from pg_stat_activity where state like 'idle in transaction%'`);
    expect(rows).toEqual([]);
  });

  test('leaves nothing behind when the commit fails', async () => {
    const failing = sql.transaction([sql`insert into stay values (1, 'Ada')`, sql`insert into late values (1), (1)`]);
    expect(await refusal(failing)).toMatchObject({ code: '23505', constraint: 'late_id' });
    expect(await guests()).toEqual([]);
  });

  test('has the isolation, the access and the deferral it asked for', async () => {
    const settings = sql`select current_setting('transaction_isolation') as isolation, current_setting('transaction_read_only') as read_only,
      current_setting('transaction_deferrable') as deferrable`;
    expect(await sql.transaction([settings])).toEqual([
      [{ isolation: 'read committed', read_only: 'off', deferrable: 'off' }],
    ]);
    const [asked] = await sql.transaction([settings], {
      isolationLevel: 'Serializable',
      readOnly: true,
      deferrable: true,
    });
    expect(asked).toEqual([{ isolation: 'serializable', read_only: 'on', deferrable: 'on' }]);
    const write = sql.transaction([sql`insert into stay values (1, 'Ada')`], { readOnly: true });
    expect(await refusal(write)).toMatchObject({ code: '25006' });
  });

  test('a statement behind one that waited for a lock sees what the rival committed', async () => {
    await direct.query(`insert into stay values (1, 'Ada')`);
    const first = new pg.Client(postgres.url('postgres'));
    await first.connect();
    await first.query(`begin; update stay set guest = 'Bo' where id = 1; insert into stay values (2, 'Cy')`);
    const waiting = sql.transaction([
      sql`select 1 from stay where id = 1 for no key update`,
      sql`select guest from stay order by id`,
    ]);
    await untilSomebodyWaits();
    await first.query('commit');
    await first.end();
    expect((await waiting)[1]).toEqual([{ guest: 'Bo' }, { guest: 'Cy' }]);
  });
});

async function untilSomebodyWaits(): Promise<void> {
  for (;;) {
    const { rowCount } = await direct.query(`select 1 from pg_stat_activity where wait_event_type = 'Lock'`);
    if (rowCount !== 0) return;
  }
}

describe('many at once', () => {
  test('200 batches on one row all count, and no connection is lost', async () => {
    await direct.query(`insert into stay values (1, '0')`);
    const increments = Array.from({ length: 200 }, (_, n) =>
      sql.transaction([
        sql`update stay set guest = (guest::int + 1)::text where id = 1`,
        sql`select guard(${n % 2 === 0}, 'odd')`,
      ]),
    );
    const outcomes = await Promise.allSettled(increments);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(100);
    expect(await guests()).toEqual(['100']);
  });

  test('a database dropped while it is used fails its own requests only', async () => {
    await postgres.createDatabase('short-lived');
    const other = neon(postgres.url('short-lived'));
    await other`select 1`;
    const sleeping = refusal(other`select pg_sleep(60)`);
    for (;;) {
      const { rowCount } = await direct.query(
        `select 1 from pg_stat_activity where datname = 'short-lived' and state = 'active'`,
      );
      if (rowCount === 1) break;
    }
    await postgres.dropDatabase('short-lived');
    expect(await sleeping).toMatchObject({ code: '57P01' });
    expect(await refusal(other`select 1`)).toMatchObject({ code: '3D000' });
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
  });
});

describe('a fault', () => {
  const insert = () =>
    sql.transaction([sql`insert into stay values (1, 'Ada')`], { fetchOptions: { signal: AbortSignal.timeout(300) } });

  test.each<[Fault, string[]]>([
    ['refuse', []],
    ['http-500', []],
    ['http-429', []],
    ['garbage', []],
    ['timeout', []],
    ['reset-after', ['Ada']],
    ['timeout-after', ['Ada']],
  ])('%s fails the caller, and leaves %j', async (fault, left) => {
    server.faults.use((n, { path, body }) =>
      n === 1 && path === '/sql' && body.includes('insert') ? fault : undefined,
    );
    await expect(insert()).rejects.toThrow();
    expect(await guests()).toEqual(left);
    server.faults.use(undefined);
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
  });
});

test('a delay is added to each request, not to each statement', async () => {
  const slow = await startNeon({ delayMs: 100 });
  neonConfig.fetchEndpoint = slow.endpoint;
  try {
    await sql`select 1`;
    const start = performance.now();
    await sql.transaction(Array.from({ length: 20 }, () => sql`select 1`));
    const took = performance.now() - start;
    expect(took).toBeGreaterThanOrEqual(99);
    expect(took).toBeLessThan(1000);
  } finally {
    neonConfig.fetchEndpoint = server.endpoint;
    await slow.close();
  }
});

test('statements that are kept answer as if each were new, after what failed as well', async () => {
  const pools = createPools({ size: 1, prepares: true });
  const keeping = await startNeon({ pools });
  neonConfig.fetchEndpoint = keeping.endpoint;
  const insert = (id: number, guest: string) => sql`insert into stay values (${id}, ${guest})`;
  const kept = () => sql`select count(*)::int as kept from pg_prepared_statements where name <> ''`;
  try {
    await insert(1, 'ann');
    const failure = await refusal(sql.transaction([insert(2, 'bob'), insert(3, 'nobody'), insert(4, 'cid')]));
    expect(failure.constraint).toBe('stay_guest_check');
    await refusal(sql`select ${1}::int from nowhere`);
    await refusal(sql`select ${1}::int from nowhere`);
    await sql.transaction([insert(5, 'dan'), insert(6, 'eve'), sql`select ${1}::int`, sql`select ${2}::int`]);
    expect(await sql`select id, guest from stay where id > ${1} order by id`).toEqual([
      { id: 5, guest: 'dan' },
      { id: 6, guest: 'eve' },
    ]);
    const [before] = await kept();
    await insert(7, 'fay');
    expect(await guests()).toEqual(['ann', 'dan', 'eve', 'fay']);
    expect(await kept()).toEqual([before]);
    expect(before?.kept).toBeGreaterThan(0);
  } finally {
    neonConfig.fetchEndpoint = server.endpoint;
    await keeping.close();
    expect(pools.isBusy).toBe(false);
    await pools.close();
  }
});

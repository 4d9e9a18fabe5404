import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Ctx } from '../../src/context.ts';
import { newId } from '../../src/kernel/ids.ts';
import { Problem } from '../../src/kernel/problem.ts';
import { commitOrThrow, decideAndCommit } from '../../src/platform/commit.ts';
import { DatabaseError, failureOf, guard, guarded, q, type Send, statement } from '../../src/platform/db/index.ts';
import { neonSend } from '../../src/platform/db/neon.ts';
import { pgSend } from '../../src/platform/db/pg.ts';
import { emit } from '../../src/platform/events.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson } from '../harness/people.ts';
import { createPlatform } from '../harness/platform.ts';

let h: Harness;
let closePool: () => Promise<void>;
const sends = new Map<string, Send>();
beforeAll(async () => {
  h = await startHarness();
  const { DATABASE_URL = '', NEON_ENDPOINT } = h.vars;
  const { send, close } = pgSend(DATABASE_URL);
  closePool = close;
  sends.set('pg', send);
  sends.set('neon', neonSend(DATABASE_URL, NEON_ENDPOINT));
});
afterEach(() => h.faults.db.reset());
afterAll(async () => {
  await closePool();
  await h.close();
});

describe.each(['neon', 'pg'])('over %s', (way) => {
  let context: () => Ctx;
  beforeAll(() => {
    const platform = createPlatform(h, sends.get(way));
    context = () => platform.context();
  });

  const told = (ctx: Ctx, subject: string) => emit(ctx, { type: 'account.created', subject, data: {} });
  const tellings = async (subject: string) =>
    (await h.sql('select 1 from events where subject = $1', [subject])).length;
  const reply = { status: 204, body: null } as const;

  test('a decision that went stale is made again, on what is there now', async () => {
    const ctx = context();
    const subject = newId('person');
    let decisions = 0;
    await decideAndCommit(ctx, async () => {
      decisions += 1;
      return { reply, writes: [told(ctx, subject), guard(decisions < 3 ? sql`false` : sql`true`, 'stale')] };
    });
    expect([decisions, await tellings(subject)]).toEqual([3, 1]);
  });

  test('and after three times is a conflict, with nothing written', async () => {
    const ctx = context();
    const subject = newId('person');
    let decisions = 0;
    const outcome = decideAndCommit(ctx, async () => {
      decisions += 1;
      return { reply, writes: [told(ctx, subject), guard(sql`false`, 'stale')] };
    });
    await expect(outcome).rejects.toMatchObject({ code: 'conflict', details: { retryAfter: 1 } });
    expect([decisions, await tellings(subject)]).toEqual([3, 0]);
  });

  test('twenty changes of one row at once: each is made on the version before it, or refused as a conflict', async () => {
    const person = await createPerson(h);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => {
        const ctx = context();
        return decideAndCommit(ctx, async () => {
          const [row] = await ctx.db.all(q.selectFrom('people').select('version').where('id', '=', person.id));
          const version = row?.version ?? 0;
          const change = q
            .updateTable('people')
            .set({ version: version + 1 })
            .where('id', '=', person.id)
            .where('version', '=', version);
          return { reply, writes: [guarded(change)] };
        });
      }),
    );
    const refusals = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason.code);
    expect(new Set(refusals)).toEqual(refusals.length === 0 ? new Set() : new Set(['conflict']));
    const [row] = await h.sql<{ version: number }>('select version from people where id = $1', [person.id]);
    expect(row?.version).toBe(1 + 20 - refusals.length);
  });

  test('of two that wait for each other, the one that the database ends is tried again', async () => {
    const host = await createPerson(h);
    const [one, other] = [await createListing(h, host), await createListing(h, host)];
    const lock = (id: string) => statement(sql`select from listings where id = ${id} for update`);
    const nap = statement(sql`select pg_sleep(0.3)`);
    const subject = newId('person');
    const inOrder = (first: string, second: string) => {
      const ctx = context();
      return decideAndCommit(ctx, async () => ({
        reply,
        writes: [lock(first), nap, lock(second), told(ctx, subject)],
      }));
    };
    await Promise.all([inOrder(one, other), inOrder(other, one)]);
    expect(await tellings(subject)).toBe(2);
  });

  test('a refused guard leaves nothing behind, and is its problem', async () => {
    const ctx = context();
    const subject = newId('person');
    const refused = commitOrThrow(ctx, [told(ctx, subject), guard(sql`1 = 2`, 'quote-used'), told(ctx, subject)]);
    await expect(refused).rejects.toMatchObject({ code: 'quote-used' });
    await expect(commitOrThrow(ctx, [guard(sql`null`, 'quote-used')])).rejects.toMatchObject({ code: 'quote-used' });
    expect(await tellings(subject)).toBe(0);
  });

  test('a guard with a problem that nobody knows, and bad SQL, are mistakes of ours', async () => {
    const ctx = context();
    await expect(commitOrThrow(ctx, [guard(sql`false`, 'no-such-problem')])).rejects.toBeInstanceOf(DatabaseError);
    await expect(commitOrThrow(ctx, [statement(sql`select nonsense`)])).rejects.toBeInstanceOf(DatabaseError);
    await expect(commitOrThrow(ctx, [statement(sql`select 'x'::int`)])).rejects.toBeInstanceOf(DatabaseError);
  });

  test('a problem that a decision throws is told as it is, and nothing is written', async () => {
    const ctx = context();
    const { trips } = ctx.db.meter;
    const refused = decideAndCommit(ctx, () => Promise.reject(new Problem('own-listing')));
    await expect(refused).rejects.toMatchObject({ code: 'own-listing' });
    expect(ctx.db.meter.trips).toBe(trips);
  });

  test('a connection that the server ends is an unknown outcome, and the next batch finds another', async () => {
    const ctx = context();
    const suicide = statement(sql`select pg_terminate_backend(pg_backend_pid())`);
    await expect(commitOrThrow(ctx, [suicide])).rejects.toMatchObject({ code: 'outcome-unknown' });
    await expect(commitOrThrow(ctx, [suicide, suicide])).rejects.toMatchObject({ code: 'outcome-unknown' });
    for (let n = 0; n < 15; n += 1) expect(await ctx.db.all(statement(sql`select 1 as one`))).toEqual([{ one: 1 }]);
  });

  test('a statement that takes too long is the database being away: nothing was written', async () => {
    const ctx = context();
    const subject = newId('person');
    const impatient = statement(sql`set local statement_timeout = '20ms'`);
    const slow = commitOrThrow(ctx, [told(ctx, subject), impatient, statement(sql`select pg_sleep(1)`)]);
    await expect(slow).rejects.toMatchObject({ code: 'database-unavailable' });
    expect(await tellings(subject)).toBe(0);
  });

  test('fifty failures at once use nothing up', async () => {
    const ctx = context();
    const failing = () => commitOrThrow(ctx, [guard(sql`false`, 'not-found')]);
    await Promise.allSettled(Array.from({ length: 50 }, failing));
    expect(await ctx.db.all(statement(sql`select 1 as one`))).toEqual([{ one: 1 }]);
  });

  test('a batch is one round trip, its rows are in the order of its statements, each with its own types', async () => {
    const ctx = context();
    const [first, second, third] = await ctx.db.batch([
      statement(sql`select 9007199254740991::int8 as big, 12.50::numeric as exact, date '2027-03-28' as day`),
      statement(sql`select timestamptz '2027-03-28T01:30:00Z' as at, array['a', null, 'b"c'] as list, true as yes`),
      statement(
        sql`select ${'{"a": [1, "é"]}'}::jsonb as doc, null as nothing, ${'☃'}::text as snow, count(*) from people where false`,
      ),
    ]);
    expect([first, second, third]).toEqual([
      [{ big: Number.MAX_SAFE_INTEGER, exact: '12.50', day: '2027-03-28' }],
      [{ at: new Date('2027-03-28T01:30:00Z'), list: ['a', null, 'b"c'], yes: true }],
      [{ doc: { a: [1, 'é'] }, nothing: null, snow: '☃', count: 0 }],
    ]);
    expect(ctx.db.meter).toEqual({ trips: 1, queries: 3 });
  });

  test('a number beyond the safe integers is an error, never a wrong number', async () => {
    await expect(context().db.all(statement(sql`select 9007199254740993::int8 as big`))).rejects.toThrow();
  });

  test('an instant goes in as it comes out, to the millisecond', async () => {
    const at = new Date('2027-03-28T01:59:59.999Z');
    expect(await context().db.all(statement(sql`select ${at}::timestamptz as at`))).toEqual([{ at }]);
  });
});

describe('what a failed batch means', () => {
  const kindOf = (cause: object) => failureOf(new DatabaseError(cause)).kind;

  test.each([
    ['40P01', 'stale'],
    ['40001', 'stale'],
    ['53300', 'unavailable'],
    ['57014', 'unavailable'],
    ['55P03', 'unavailable'],
    ['25006', 'unavailable'],
    ['57P01', 'unknown'],
    ['57P03', 'unknown'],
    ['08006', 'unknown'],
    ['42703', 'fault'],
    ['23505', 'fault'],
    ['ECONNRESET', 'unknown'],
    ['ECONNREFUSED', 'unknown'],
    ['EPIPE', 'unknown'],
  ])('%s: %s', (code, kind) => {
    expect(kindOf(Object.assign(new Error('x'), { code }))).toBe(kind);
  });

  test('an error that is not the database’s is a fault, never taken for a refusal', () => {
    expect(failureOf(new TypeError('x')).kind).toBe('fault');
    expect(kindOf({ code: '23505', constraint: 'toString' })).toBe('fault');
    expect(kindOf({ code: 'IK409', constraint: 'constructor' })).toBe('fault');
  });
});

test('over pg, a statement that is known by name goes on when a migration changes what it gives back', async () => {
  const send = sends.get('pg');
  if (send === undefined) throw new Error('no pg');
  const all = statement(sql`select * from probes`).compile();
  await h.sql('create table probes (a int not null)');
  await h.sql('insert into probes values (1)');
  expect(await send([all])).toEqual([[{ a: 1 }]]);
  for (const [column, queries] of [
    ['b', [all]],
    ['c', [all, all]],
  ] as const) {
    await h.sql(`alter table probes add ${column} int not null default 2`);
    const rows = await send(queries);
    expect(rows).toHaveLength(queries.length);
    expect(rows.flat()).toEqual(queries.map(() => expect.objectContaining({ a: 1, [column]: 2 })));
  }
});

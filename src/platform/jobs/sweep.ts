import { sql } from 'kysely';
import type { Ctx } from '../../context.ts';
import { DAY_MS, HOUR_MS } from '../../kernel/durations.ts';
import type { JobId } from '../../kernel/ids.ts';
import { type Query, q, statement, type Write } from '../db/index.ts';
import { forgetOldKeys, keysBefore } from '../idempotency.ts';
import { errorFields } from '../log.ts';
import type { PendingJob } from './job.ts';
import { type JobBinding, runJob } from './run.ts';

/** The queue takes no message further ahead than this (seven days on its smallest plan). */
const HORIZON_MS = 6 * DAY_MS;
/** A job this long overdue has been lost by the queue, whatever was published. */
const OVERDUE_MS = 120_000;
/** The most that the queue takes in one call. */
const PUBLISH_AT_ONCE = 100;
/** What an outage of the queue has left is published within minutes; each round is three requests. */
const PUBLISH_ROUNDS = 100;
/** No round is begun after so long: what the queue takes slowly must leave time for what is run here. */
const PUBLISH_FOR_MS = 15_000;
/** Jobs of one sweep: a Worker may ask others ten thousand times, and a job does so five times or so. */
const RUN_AT_MOST = 1_500;
/** Jobs at a time: of a Worker's six connections two are left for what the minute brings beside them. */
const RUN_AT_ONCE = 4;
/** No job is begun after so long, nor one that runs alone after what is left: the next sweep goes on, by a newer clock. */
const RUN_FOR_MS = 30_000;
const RUN_ALONE_UNTIL_MS = 45_000;
const KEEP_DONE_MS = 7 * DAY_MS;
const KEEP_COUNTERS_MS = HOUR_MS;
/** Rows of a table that one sweep forgets: what an outage has left must not make the next sweep fail as well. */
const FORGET_AT_ONCE = 10_000;

/**
 * Publishes jobs that were just committed, and notes that of later ones: what is due notes it itself as it begins, and costs no
 * round trip for that. What is lost here is found by the sweep.
 */
export async function publishJobs(ctx: Ctx, jobs: readonly PendingJob[]): Promise<void> {
  await publish(ctx, jobs);
  const later = jobs.filter(({ runAt }) => runAt > ctx.now && runAt <= horizonOf(ctx));
  if (later.length > 0) await ctx.db.all(notePublished(ctx, later));
}

/**
 * Finds what was left undone, every minute: publishes jobs that never were, runs the overdue ones itself (so that
 * everything converges with the queue down), and forgets what is past its keeping. Two sweeps at once are fine.
 */
export async function sweep(ctx: Ctx, table: readonly JobBinding[]): Promise<{ published: number; run: number }> {
  const [unpublished, overdue, forgettable] = await ctx.db.batch([
    findUnpublished(ctx),
    findOverdue(ctx, table),
    findForgettable(ctx.now),
  ]);
  const { published, isAway } = await publishAll(ctx, unpublished);
  // A queue that refuses brings nothing: then due jobs are run here at once, not only once overdue.
  const run = await runAll(ctx, table, isAway ? await ctx.db.all(findDue(ctx, table)) : overdue);
  if (forgettable.length > 0) await ctx.db.batch(forget(ctx.now));
  return { published, run };
}

async function publishAll(ctx: Ctx, found: readonly PendingJob[]): Promise<{ published: number; isAway: boolean }> {
  const started = performance.now();
  let jobs = found;
  let published = 0;
  for (let round = 1; jobs.length > 0; round += 1) {
    try {
      await publish(ctx, jobs);
      await ctx.db.all(notePublished(ctx, jobs));
    } catch (error) {
      ctx.log.warn('sweep.publish-failed', { jobs: jobs.length, ...errorFields(error) });
      return { published, isAway: true };
    }
    published += jobs.length;
    if (jobs.length < PUBLISH_AT_ONCE || round === PUBLISH_ROUNDS) break;
    if (performance.now() - started > PUBLISH_FOR_MS) break;
    jobs = await ctx.db.all(findUnpublished(ctx));
  }
  return { published, isAway: false };
}

async function publish(ctx: Ctx, jobs: readonly PendingJob[]): Promise<void> {
  const near = jobs.filter(({ runAt }) => runAt <= horizonOf(ctx));
  for (let first = 0; first < near.length; first += PUBLISH_AT_ONCE) {
    await ctx.jobs.publish(near.slice(first, first + PUBLISH_AT_ONCE), ctx.now);
  }
}

function notePublished({ now }: Ctx, jobs: readonly PendingJob[]): Write {
  const ids = jobs.map(({ id }) => id);
  return q.updateTable('jobs').set({ published_at: now }).where('id', 'in', ids);
}

// The longest overdue first, each as soon as one before it is done: one that hangs keeps none but those that run alone, which
// come last and one after another, so that there are connections left for the others and for what the minute brings beside.
async function runAll(ctx: Ctx, table: readonly JobBinding[], due: readonly DueJob[]): Promise<number> {
  const started = performance.now();
  const alone = namesOfLone(table);
  let run = 0;
  async function runSome(jobs: Iterable<DueJob>, forMs: number): Promise<void> {
    for (const { id } of jobs) {
      if (performance.now() - started > forMs) return;
      run += 1;
      await runJob(ctx, table, id);
    }
  }
  const others = due.filter(({ kind }) => !alone.includes(kind)).values();
  await Promise.all(Array.from({ length: RUN_AT_ONCE }, () => runSome(others, RUN_FOR_MS)));
  await runSome(
    due.filter(({ kind }) => alone.includes(kind)),
    RUN_ALONE_UNTIL_MS,
  );
  return run;
}

type DueJob = { id: JobId; kind: string };

function namesOfLone(table: readonly JobBinding[]): string[] {
  return table.filter(({ runsAlone }) => runsAlone).map(({ name }) => name);
}

function horizonOf({ now }: Ctx): Date {
  return new Date(now.getTime() + HORIZON_MS);
}

function findUnpublished(ctx: Ctx) {
  return q
    .selectFrom('jobs')
    .select(['id', 'run_at as runAt'])
    .where('done_at', 'is', null)
    .where('published_at', 'is', null)
    .where('run_at', '<=', horizonOf(ctx))
    .orderBy('run_at')
    .limit(PUBLISH_AT_ONCE);
}

function findOverdue(ctx: Ctx, table: readonly JobBinding[]) {
  return findOpen(overdueAt(ctx), table).where('published_at', 'is not', null);
}

// All that is due and that nobody brings: what the queue has lost, and what it was never given.
function findDue(ctx: Ctx, table: readonly JobBinding[]) {
  return findOpen(ctx.now, table).where((is) =>
    is.or([is('published_at', 'is', null), is('run_at', '<=', overdueAt(ctx))]),
  );
}

function findOpen(dueAt: Date, table: readonly JobBinding[]) {
  return q
    .selectFrom('jobs')
    .select(['id', 'kind'])
    .where('done_at', 'is', null)
    .where('run_at', '<=', dueAt)
    .orderBy(sql`kind = any (${namesOfLone(table)}::text[])`)
    .orderBy('run_at')
    .limit(RUN_AT_MOST);
}

function overdueAt({ now }: Ctx): Date {
  return new Date(now.getTime() - OVERDUE_MS);
}

// The oldest of each is the first of its index. `exists` may be planned to read the table until it comes to an old one.
function findForgettable(now: Date): Query {
  const { doneBefore, countedBefore } = keptSince(now);
  return statement(sql`
    select where (select min(created_at) from idempotency_keys) < ${keysBefore(now)}
      or (select min(done_at) from jobs) < ${doneBefore}
      or exists (select from rate_counters where window_start < ${countedBefore})`);
}

function forget(now: Date): Write[] {
  const { doneBefore, countedBefore } = keptSince(now);
  return [
    forgetOldKeys(now, FORGET_AT_ONCE),
    statement(sql`
      delete from jobs where id = any (array(
        select id from jobs where done_at < ${doneBefore} order by done_at limit ${FORGET_AT_ONCE}))`),
    statement(sql`delete from rate_counters where window_start < ${countedBefore}`),
  ];
}

function keptSince(now: Date) {
  return {
    doneBefore: new Date(now.getTime() - KEEP_DONE_MS),
    countedBefore: new Date(now.getTime() - KEEP_COUNTERS_MS),
  };
}

import { sql } from 'kysely';
import type { Ctx } from '../../context.ts';
import type { JobId } from '../../kernel/ids.ts';
import { q, statement, type Write } from '../db/index.ts';
import { forgetOldKeys } from '../idempotency.ts';
import { errorFields } from '../log.ts';
import type { PendingJob } from './job.ts';
import { type JobBinding, noteFailure, runJob } from './run.ts';

/** The queue takes no message further ahead than this (seven days on its smallest plan). */
const HORIZON_MS = 6 * 86_400_000;
/** A job this long overdue has been lost by the queue, whatever was published. */
const OVERDUE_MS = 120_000;
const PUBLISH_AT_ONCE = 100;
const RUN_AT_ONCE = 50;
const KEEP_DONE_MS = 7 * 86_400_000;

/** Publishes jobs that were just committed and marks them. What is lost here is found by the sweep. */
export async function publishJobs(ctx: Ctx, jobs: readonly PendingJob[]): Promise<void> {
  const horizon = ctx.now.getTime() + HORIZON_MS;
  const near = jobs.filter((job) => job.runAt.getTime() <= horizon);
  if (near.length === 0) return;
  await ctx.jobs.publish(near, ctx.now);
  await ctx.db.all(
    q
      .updateTable('jobs')
      .set({ published_at: ctx.now })
      .where(
        'id',
        'in',
        near.map((job) => job.id),
      ),
  );
}

/**
 * Finds what was left undone, every minute: publishes jobs that never were, runs the overdue ones itself (so that
 * everything converges with the queue down), and forgets what is past its keeping.
 */
export async function sweep(ctx: Ctx, table: readonly JobBinding[]): Promise<{ published: number; run: number }> {
  const [unpublished, overdue] = await ctx.db.batch([
    findUnpublished(ctx.now),
    findOverdue(ctx.now),
    ...forget(ctx.now),
  ]);
  const pending = unpublished.map((row) => ({ id: row.id, runAt: row.run_at }));
  let published = 0;
  try {
    await publishJobs(ctx, pending);
    published = pending.length;
  } catch (error) {
    ctx.log.warn('sweep.publish-failed', { jobs: pending.length, ...errorFields(error) });
  }
  // A queue that refuses brings nothing: then due jobs are run here at once, not only once overdue.
  const due =
    published === pending.length ? overdue : [...overdue, ...unpublished.filter((row) => row.run_at <= ctx.now)];
  for (const jobId of new Set(due.map((row) => row.id))) await runOrNote(ctx, table, jobId);
  return { published, run: due.length };
}

/** Runs a job; a failure is logged and noted on it, and `false` is returned. */
export async function runOrNote(
  ctx: Ctx,
  table: readonly JobBinding[],
  jobId: JobId,
  messageId?: string,
): Promise<boolean> {
  try {
    await runJob(ctx, table, jobId, messageId);
    return true;
  } catch (error) {
    ctx.log.warn('job.failed', { jobId, ...errorFields(error) });
    await noteFailure(ctx, jobId, error instanceof Error ? error.name : typeof error);
    return false;
  }
}

function findUnpublished(now: Date) {
  return q
    .selectFrom('jobs')
    .select(['id', 'run_at'])
    .where('done_at', 'is', null)
    .where('published_at', 'is', null)
    .where('run_at', '<=', new Date(now.getTime() + HORIZON_MS))
    .orderBy('run_at')
    .limit(PUBLISH_AT_ONCE);
}

function findOverdue(now: Date) {
  return q
    .selectFrom('jobs')
    .select('id')
    .where('done_at', 'is', null)
    .where('published_at', 'is not', null)
    .where('run_at', '<=', new Date(now.getTime() - OVERDUE_MS))
    .orderBy('attempts')
    .orderBy('run_at')
    .limit(RUN_AT_ONCE);
}

function forget(now: Date): Write[] {
  return [
    forgetOldKeys(now),
    q.deleteFrom('jobs').where('done_at', '<', new Date(now.getTime() - KEEP_DONE_MS)),
    statement(sql`delete from rate_counters where window_start < ${new Date(now.getTime() - 3_600_000)}`),
  ];
}

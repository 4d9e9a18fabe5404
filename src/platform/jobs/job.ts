import type { Ctx } from '../../context.ts';
import { type JobId, newId } from '../../kernel/ids.ts';
import type { z } from '../../kernel/zod.ts';
import { json, q, type Write } from '../db/index.ts';

/** A kind of job: its name, which is stored and never reused, and the shape of its payload. */
export interface JobKind<P> {
  readonly name: string;
  readonly payload: z.ZodType<P>;
}

/** A job that a batch enqueues, as needed to publish it once the batch is committed. */
export interface PendingJob {
  id: JobId;
  runAt: Date;
}

type JobWrite = Write & { readonly job: PendingJob };

/**
 * The write that enqueues a job, to be run at `runAt` (as soon as possible when absent). It happens if and only if the
 * batch does, and then at least once.
 */
export function enqueue<P>(ctx: Pick<Ctx, 'now'>, kind: JobKind<P>, payload: P, runAt: Date = ctx.now): Write {
  const job: PendingJob = { id: newId('job'), runAt };
  const insert = q
    .insertInto('jobs')
    .values({ id: job.id, kind: kind.name, payload: json(payload), run_at: runAt, created_at: ctx.now });
  const write: JobWrite = { compile: () => insert.compile(), job };
  return write;
}

/** The jobs among these writes. */
export function pendingJobsOf(writes: readonly Write[]): PendingJob[] {
  return writes.filter((write): write is JobWrite => 'job' in write).map((write) => write.job);
}

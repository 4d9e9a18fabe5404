import { type RawBuilder, sql } from 'kysely';
import type { Ctx } from '../../context.ts';
import { type JobId, newId } from '../../kernel/ids.ts';
import type { z } from '../../kernel/zod.ts';
import { json, q, type Write } from '../db/index.ts';

/** A kind of job: its name, which is stored and never reused, and the shape of its payload. */
export interface JobKind<P> {
  readonly name: string;
  readonly payload: z.ZodType<P>;
  /** Set where it goes by the real time even if it is about a booking whose time was moved: what waits for Stripe does. */
  readonly inRealTime?: true;
  /** Set where one takes nearly all of a Worker's connections, and for as long as others please: none is run beside it. */
  readonly runsAlone?: true;
}

/** A job that a batch enqueues, as needed to publish it once the batch is committed; `runAt` is of the real time. */
export interface PendingJob {
  id: JobId;
  runAt: Date;
}

type JobWrite = Write & { readonly job: PendingJob };

/**
 * The write that enqueues a job, to be run at `runAt` of the context's time (as soon as possible when absent). It happens
 * if and only if the batch does, and then at least once.
 */
export function enqueue<P>(
  { now, realNow }: Pick<Ctx, 'now' | 'realNow'>,
  kind: JobKind<P>,
  payload: P,
  runAt: Date = now,
): Write {
  const job: PendingJob = {
    id: newId('job'),
    runAt: new Date(realNow.getTime() + runAt.getTime() - now.getTime()),
  };
  const insert = q
    .insertInto('jobs')
    .values({ id: job.id, kind: kind.name, payload: json(payload), run_at: job.runAt, created_at: realNow });
  const write: JobWrite = { compile: () => insert.compile(), job };
  return write;
}

/**
 * Whether a job of this kind is to be done still, in SQL, whose payload has this value.
 * @param value a column of the statement around it
 * @param dueBy only one that is due by then
 */
export function hasOpenJob<P>(
  { name }: JobKind<P>,
  field: keyof P & string,
  value: RawBuilder<unknown>,
  dueBy?: Date,
): RawBuilder<boolean> {
  const isDue = dueBy === undefined ? sql`` : sql`and run_at <= ${dueBy}`;
  return sql`exists (
    select from jobs where done_at is null ${isDue} and kind = ${name} and payload ->> ${field} = ${value})`;
}

/** The jobs among these writes. */
export function pendingJobsOf(writes: readonly Write[]): PendingJob[] {
  return writes.filter((write): write is JobWrite => 'job' in write).map((write) => write.job);
}

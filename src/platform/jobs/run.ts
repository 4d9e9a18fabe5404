import { sql } from 'kysely';
import type { Ctx } from '../../context.ts';
import type { JobId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { commit } from '../commit.ts';
import { DatabaseError, guarded, problemOf, q, translated, type Write } from '../db/index.ts';
import { errorFields } from '../log.ts';
import { aheadOfJob, inTime } from '../test-clock.ts';
import type { JobKind } from './job.ts';

/**
 * What a job does: loads, calls out where it has to, and returns the writes of its effect, which are committed together
 * with the mark that it is done. Runs at least once, perhaps twice at a time, in any order; when what it decided on
 * has changed, it is run again.
 */
type JobHandler<P> = (ctx: Ctx, payload: P) => Promise<readonly Write[]>;

/** A kind of job bound to its handler. */
export interface JobBinding {
  readonly name: string;
  readonly inRealTime: boolean;
  readonly runsAlone: boolean;
  run(ctx: Ctx, payload: unknown): Promise<readonly Write[]>;
}

/** Binds a kind of job to what it does; a payload that was stored is read by its schema. */
export function handles<P>(kind: JobKind<P>, handler: JobHandler<P>): JobBinding {
  return {
    name: kind.name,
    inRealTime: kind.inRealTime === true,
    runsAlone: kind.runsAlone === true,
    run: (ctx, payload) => handler(ctx, kind.payload.parse(payload)),
  };
}

const ATTEMPTS = 3;

/**
 * Tries one job that is due. A failure is logged and noted on the job, which stays open: the queue tries again, and
 * after it the sweep, ever less often, for as long as it takes.
 * @param messageId the queue's message that brought it, stored with the effect; none when the sweep found it
 * @returns whether nothing is left to do: its effect is committed, by this run or an earlier one
 */
export async function runJob(
  ctx: Ctx,
  table: readonly JobBinding[],
  jobId: JobId,
  messageId?: string,
): Promise<boolean> {
  let job: OpenJob | undefined;
  try {
    job = await beginTry(ctx, jobId, messageId);
    if (job === undefined) return (await lookAgain(ctx, jobId)) === undefined;
    await carryOut(ctx, table, job, messageId);
    return true;
  } catch (error) {
    ctx.log.warn('job.failed', { jobId, kind: job?.kind, attempts: job?.attempts, ...errorFields(error) });
    if (job !== undefined) await noteFailure(ctx, jobId, error);
    return false;
  }
}

interface OpenJob {
  id: JobId;
  kind: string;
  payload: unknown;
  attempts: number;
  /** Of the booking that it is about: how far its time is ahead, in milliseconds. */
  ahead: number;
}

// Counts the try before it is made and moves the job's time on by 10 s, 40 s, 160 s …, an hour at most. So neither a twin
// nor the sweep starts it meanwhile, and one that takes the process with it does not come first again the next time.
async function beginTry(ctx: Ctx, jobId: JobId, messageId: string | undefined): Promise<OpenJob | undefined> {
  const [job] = await ctx.db.all(
    q
      .updateTable('jobs')
      .set({
        attempts: sql`attempts + 1`,
        // What a message brought was published, whoever has noted it.
        ...(messageId === undefined ? {} : { published_at: sql`coalesce(published_at, ${ctx.now})` }),
        run_at: sql`${ctx.now}::timestamptz + least(interval '10 s' * 4 ^ least(attempts, 5), interval '1 hour')`,
      })
      .where('id', '=', jobId)
      .where('done_at', 'is', null)
      .where('run_at', '<=', ctx.now)
      .returning(['id', 'kind', 'payload', 'attempts', aheadOfJob(ctx).as('ahead')]),
  );
  return job;
}

async function carryOut(
  ctx: Ctx,
  table: readonly JobBinding[],
  job: OpenJob,
  messageId: string | undefined,
): Promise<void> {
  const binding = table.find((candidate) => candidate.name === job.kind);
  if (binding === undefined) throw new Error(`no handler for jobs of kind ${job.kind}`);
  let { ahead } = job;
  for (let attempt = 1; ; attempt += 1) {
    const own = binding.inRealTime ? ctx : inTime(ctx, job.payload, ahead);
    const writes = await translated(binding.run(own, job.payload));
    const failure = await commit(own, [finish(ctx, job.id, messageId), ...writes]);
    if (failure === undefined) return;
    if (failure.kind !== 'stale') throw problemOf(failure);
    // Either what it decided on has moved, or a twin of this run has finished the job.
    const open = await lookAgain(ctx, job.id);
    if (open === undefined) return;
    if (attempt === ATTEMPTS) throw problemOf(failure);
    ahead = open.ahead;
  }
}

function finish(ctx: Ctx, jobId: JobId, messageId: string | undefined): Write {
  return guarded(
    q
      .updateTable('jobs')
      .set({ done_at: ctx.now, message_id: messageId ?? null, last_error: null })
      .where('id', '=', jobId)
      .where('done_at', 'is', null),
  );
}

// None of a job that is done; one that isn't there was so long ago that it is forgotten.
async function lookAgain(ctx: Ctx, jobId: JobId): Promise<Pick<OpenJob, 'ahead'> | undefined> {
  const open = q.selectFrom('jobs').select(aheadOfJob(ctx).as('ahead')).where('id', '=', jobId);
  return (await ctx.db.all(open.where('done_at', 'is', null)))[0];
}

async function noteFailure(ctx: Ctx, jobId: JobId, error: unknown): Promise<void> {
  const note = q
    .updateTable('jobs')
    .set({ last_error: nameOf(error) })
    .where('id', '=', jobId);
  try {
    await ctx.db.all(note.where('done_at', 'is', null));
  } catch (unnoted) {
    ctx.log.warn('job.failure-not-noted', { jobId, ...errorFields(unnoted) });
  }
}

// Never the message, which can carry what people wrote.
function nameOf(error: unknown): string {
  if (error instanceof Problem) return error.code;
  if (error instanceof DatabaseError) return `${error.name} ${error.sqlState} ${error.constraint}`;
  return error instanceof Error ? error.name : typeof error;
}

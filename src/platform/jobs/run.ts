import { sql } from 'kysely';
import type { Ctx } from '../../context.ts';
import type { JobId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { commit } from '../commit.ts';
import { guarded, q, translated, type Write } from '../db/index.ts';
import type { JobKind } from './job.ts';

/**
 * What a job does: loads, calls out where it has to, and returns the writes of its effect, which are committed together
 * with the mark that it is done. Runs at least once, perhaps twice at a time, in any order; when what it decided on
 * has changed, it is run again.
 */
export type JobHandler<P> = (ctx: Ctx, payload: P) => Promise<readonly Write[]>;

/** A kind of job bound to its handler. */
export interface JobBinding {
  readonly name: string;
  run(ctx: Ctx, payload: unknown): Promise<readonly Write[]>;
}

export function handles<P>(kind: JobKind<P>, handler: JobHandler<P>): JobBinding {
  return { name: kind.name, run: (ctx, payload) => handler(ctx, kind.payload.parse(payload)) };
}

const ATTEMPTS = 3;

/**
 * Runs one job to its end. Resolves when its effect is committed, by this run or an earlier one; throws when it has to
 * be tried again later.
 * @param messageId the queue's message that brought it, stored with the effect; none when the sweep found it
 */
export async function runJob(ctx: Ctx, table: readonly JobBinding[], jobId: JobId, messageId?: string): Promise<void> {
  const [job] = await translated(
    ctx.db.all(q.selectFrom('jobs').select(['kind', 'payload', 'done_at']).where('id', '=', jobId)),
  );
  if (job === undefined || job.done_at !== null) return;
  const binding = table.find((candidate) => candidate.name === job.kind);
  if (binding === undefined) throw new Error(`no handler for jobs of kind ${job.kind}`);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const writes = await translated(binding.run(ctx, job.payload));
    const failure = await commit(ctx, [finish(ctx, jobId, messageId), ...writes]);
    if (failure === undefined) return;
    if (failure.kind === 'problem') throw failure.problem;
    if (failure.kind === 'unknown') throw new Problem('outcome-unknown');
    // Stale: either what it decided on moved, or a twin of this run has finished the job.
    if (await isDone(ctx, jobId)) return;
  }
  throw new Problem('conflict');
}

/** Notes why a job failed; it stays open for the queue's next try and for the sweep. */
export async function noteFailure(ctx: Ctx, jobId: JobId, reason: string): Promise<void> {
  await ctx.db.all(
    q
      .updateTable('jobs')
      .set({ attempts: sql`attempts + 1`, last_error: reason.slice(0, 200) })
      .where('id', '=', jobId)
      .where('done_at', 'is', null),
  );
}

function finish(ctx: Ctx, jobId: JobId, messageId: string | undefined): Write {
  return guarded(
    q
      .updateTable('jobs')
      .set({ done_at: ctx.now, message_id: messageId ?? null, last_error: null })
      .where('id', '=', jobId)
      .where('done_at', 'is', null)
      .returning('id'),
    'stale',
  );
}

async function isDone(ctx: Ctx, jobId: JobId): Promise<boolean> {
  const [row] = await ctx.db.all(q.selectFrom('jobs').select('done_at').where('id', '=', jobId));
  return row?.done_at != null;
}

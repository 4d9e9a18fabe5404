import type { Ctx } from '../context.ts';
import { Problem } from '../kernel/problem.ts';
import { type Failure, failureOf, translated, type Write } from './db/index.ts';
import { claimKey, findReply } from './idempotency.ts';
import { type PendingJob, pendingJobsOf, publishJobs } from './jobs/index.ts';

/** What is answered: a status and a body that the route's view made. */
export interface Reply<T> {
  status: 200 | 201 | 202 | 204;
  body: T;
  /** Set when the reply is the stored one of an earlier request with the same Idempotency-Key. */
  replayed?: boolean;
}

/** What a verb decided: the answer, and all that has to be written for it to be true, in the order of the batch. */
export interface Decision<T> {
  reply: Reply<T>;
  writes: readonly Write[];
}

const ATTEMPTS = 3;

/**
 * Runs a write: load and decide, then commit everything in one atomic batch, with the Idempotency-Key and the finished
 * reply. When what it was decided on has changed meanwhile, loads and decides again, three times at most.
 *
 * Throws the problem of a refused guard or constraint; `conflict` when it stayed stale; `outcome-unknown` when the
 * database's answer was lost and the key isn't there; `idempotency-key-reused` for a key that came with another body.
 */
export async function decideAndCommit<T>(ctx: Ctx, decide: () => Promise<Decision<T>>): Promise<Reply<T>> {
  for (let attempt = 1; ; attempt += 1) {
    const decision = await decideOrReplay(ctx, decide);
    if ('replayed' in decision) return decision;
    await ctx.admission.admitted();
    const failure = await commit(ctx, [...claimKey(ctx, decision.reply), ...decision.writes]);
    if (failure === undefined) return decision.reply;
    switch (failure.kind) {
      case 'stale':
        if (attempt < ATTEMPTS) continue;
        throw new Problem('conflict', { retryAfter: 1 });
      case 'replay':
        return storedReply(ctx, 'conflict');
      case 'unknown':
        return storedReply(ctx, 'outcome-unknown');
      case 'problem':
        throw failure.problem;
    }
  }
}

/**
 * Commits one batch and, after it, publishes the jobs in it. Resolves with why it failed, or with nothing.
 * Throws only what is a mistake of ours.
 */
export async function commit(
  ctx: Ctx,
  writes: readonly Write[],
): Promise<Exclude<Failure, { kind: 'fault' }> | undefined> {
  try {
    await ctx.db.batch(writes);
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind === 'fault') throw error;
    return failure;
  }
  const jobs: PendingJob[] = pendingJobsOf(writes);
  if (jobs.length > 0) ctx.after((later) => publishJobs(later, jobs));
  return undefined;
}

/** Commits one batch that needs no reply; what refuses it is thrown as its problem. */
export async function commitOrThrow(ctx: Ctx, writes: readonly Write[]): Promise<void> {
  const failure = await commit(ctx, writes);
  if (failure === undefined) return;
  if (failure.kind === 'problem') throw failure.problem;
  throw new Problem(failure.kind === 'unknown' ? 'outcome-unknown' : 'conflict', { retryAfter: 1 });
}

// A replay is often refused by load or decide: the thing deleted isn't found, the state has moved. Its key says so.
async function decideOrReplay<T>(ctx: Ctx, decide: () => Promise<Decision<T>>): Promise<Decision<T> | Replayed<T>> {
  try {
    return await translated(decide());
  } catch (error) {
    if (!(error instanceof Problem) || ctx.idempotency === undefined) throw error;
    const found = await findReply<T>(ctx, ctx.idempotency);
    if (found === undefined) throw error;
    return found;
  }
}

async function storedReply<T>(ctx: Ctx, otherwise: 'conflict' | 'outcome-unknown'): Promise<Reply<T>> {
  const found = ctx.idempotency && (await findReply<T>(ctx, ctx.idempotency));
  if (found === undefined) throw new Problem(otherwise, { retryAfter: 1 });
  return found;
}

type Replayed<T> = Reply<T> & { replayed: true };

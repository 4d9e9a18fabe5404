import type { Ctx } from '../context.ts';
import { Problem } from '../kernel/problem.ts';
import { type Copy, scopesChangedBy } from './cache/index.ts';
import { type Failure, failureOf, problemOf, translated, type Write } from './db/index.ts';
import { doTell } from './events.ts';
import { claimKey, findReply } from './idempotency.ts';
import { pendingJobsOf, publishJobs } from './jobs/index.ts';
import { guardTime } from './test-clock.ts';

/** What is answered: a status and a body that the route's view made. */
export interface Reply<T> {
  status: 200 | 201 | 202 | 204;
  body: T;
  /** Set when the reply is the stored one of an earlier request with the same Idempotency-Key. */
  replayed?: boolean;
  /** The body as it was written before, in place of `body`. */
  copy?: Copy;
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
    await ctx.admission.admitted();
    if ('replayed' in decision) return decision;
    const failure = await commit(ctx, [...claimKey(ctx, decision.reply), ...decision.writes]);
    if (failure === undefined) return decision.reply;
    if (failure.kind === 'stale' && attempt < ATTEMPTS) continue;
    const stored = await storedAfter(ctx, failure, decision.reply);
    if (stored === undefined) throw problemOf(failure);
    return stored;
  }
}

/**
 * Commits one batch and, after it, publishes the jobs in it, hands its events on and ends copies of what it changed. Resolves with why it failed, or with nothing.
 * Throws only what is a mistake of ours.
 */
export async function commit(ctx: Ctx, writes: readonly Write[]): Promise<Failure | undefined> {
  try {
    await ctx.db.batch([...writes, ...(ctx.world === undefined ? [] : guardTime(ctx.world))]);
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind === 'fault') throw error;
    return failure;
  }
  const jobs = pendingJobsOf(writes);
  if (jobs.length > 0) ctx.after((later) => publishJobs(later, jobs));
  if (doTell(writes)) ctx.after((later) => later.relaySoon(later));
  const changed = scopesChangedBy(writes);
  if (changed.length > 0) ctx.after(ctx.copies.end(changed));
  return undefined;
}

/** Commits one batch that needs no reply; what refuses it is thrown as its problem. */
export async function commitOrThrow(ctx: Ctx, writes: readonly Write[]): Promise<void> {
  const failure = await commit(ctx, writes);
  if (failure !== undefined) throw problemOf(failure);
}

type Replayed<T> = Reply<T> & { replayed: true };

// A replay is often refused by load or decide: the thing deleted isn't found, the state has moved. Its key says so.
async function decideOrReplay<T>(ctx: Ctx, decide: () => Promise<Decision<T>>): Promise<Decision<T> | Replayed<T>> {
  try {
    return await translated(decide());
  } catch (error) {
    // Something away, or too many requests: neither can come of an earlier request, unless it is the verb that counts them.
    if (!(error instanceof Problem) || error.status >= 500) throw error;
    if (error.status === 429) await ctx.admission.admitted();
    const found = await findReply<T>(ctx);
    if (found === undefined) throw error;
    return found;
  }
}

// The reply that the database has under the request's key, where the failure says that there can be one.
async function storedAfter<T>(ctx: Ctx, { kind }: Failure, decided: Reply<T>): Promise<Reply<T> | undefined> {
  if (kind === 'replay') return findReply<T>(ctx);
  if (kind !== 'unknown') return undefined;
  const found = await findReply<T>(ctx).catch(nothingIfAway);
  // What was decided just now is not a replay: it is this request's own batch that was committed after all.
  return found !== undefined && JSON.stringify(found.body) === JSON.stringify(decided.body) ? decided : found;
}

// Of a batch whose outcome is unknown, a database that is away says nothing; it stays unknown.
function nothingIfAway(error: unknown): undefined {
  if (error instanceof Problem && error.code === 'database-unavailable') return undefined;
  throw error;
}

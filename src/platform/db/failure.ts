import { isProblemCode, Problem } from '../../kernel/problem.ts';
import { problemOfConstraint } from './constraints.ts';
import { DatabaseError } from './db.ts';

/**
 * What refused a batch:
 * - `problem`: a guard or a constraint refused it; nothing was written;
 * - `replay`: its Idempotency-Key was used before; nothing was written;
 * - `stale`: what it was decided on has changed (or a deadlock was broken); nothing was written, decide again;
 * - `unavailable`: the database cannot now; nothing was written;
 * - `unknown`: the answer was lost; it may have been committed.
 */
export type Failure = { kind: 'problem'; problem: Problem } | { kind: 'replay' | 'stale' | 'unavailable' | 'unknown' };

/** A mistake of ours (bad SQL, an unforeseen constraint); nothing was written. */
interface Fault {
  kind: 'fault';
}

const GUARD = 'IK409';
const INTEGRITY = '23';
/** An effect was posted, a document issued, or an address taken, meanwhile: what the batch was decided on has changed. */
const DONE_MEANWHILE = ['ledger_entries_once', 'documents_once', 'people_email_key'];
const BROKEN_DEADLOCK_OR_CONFLICT = ['40P01', '40001'];
// Too many connections, no memory or disk, a statement or lock that took too long, a standby that was asked to write.
const UNAVAILABLE = ['53', '55P03', '57014', '25006'];
// The server says that it ended the connection itself: the commit may have happened.
const CONNECTION_LOST = ['08', '57P'];

/** Translates the error that a batch was rejected with. Guards and constraints share one table, name → problem. */
export function failureOf(error: unknown): Failure | Fault {
  if (!(error instanceof DatabaseError)) return { kind: 'fault' };
  const { sqlState, constraint } = error;
  if (sqlState === undefined) return { kind: 'unknown' };
  const isOneOf = (prefixes: readonly string[]) => prefixes.some((prefix) => sqlState.startsWith(prefix));
  if (isOneOf(BROKEN_DEADLOCK_OR_CONFLICT)) return { kind: 'stale' };
  if (isOneOf(UNAVAILABLE)) return { kind: 'unavailable' };
  if (isOneOf(CONNECTION_LOST)) return { kind: 'unknown' };
  if (constraint === undefined || !isOneOf([GUARD, INTEGRITY])) return { kind: 'fault' };
  if (constraint === 'stale' || DONE_MEANWHILE.includes(constraint)) return { kind: 'stale' };
  if (constraint === 'idempotency_keys_pkey') return { kind: 'replay' };
  const problem = sqlState === GUARD ? constraint : problemOfConstraint(constraint);
  if (problem === undefined || !isProblemCode(problem)) return { kind: 'fault' };
  return { kind: 'problem', problem: new Problem(problem) };
}

/** What a caller is told of a batch that failed for good. */
export function problemOf(failure: Failure): Problem {
  switch (failure.kind) {
    case 'problem':
      return failure.problem;
    case 'unknown':
      return new Problem('outcome-unknown', { retryAfter: 1 });
    case 'unavailable':
      return new Problem('database-unavailable', { retryAfter: 1 });
    case 'stale':
    case 'replay':
      return new Problem('conflict', { retryAfter: 1 });
  }
}

/** Runs a read and turns a refused guard into its problem and any way of not being answered into `database-unavailable`. */
export async function translated<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind === 'problem') throw failure.problem;
    if (failure.kind === 'fault' || failure.kind === 'replay') throw error;
    throw problemOf({ kind: 'unavailable' });
  }
}

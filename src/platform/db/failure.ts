import { isProblemCode, Problem, type ProblemCode } from '../../kernel/problem.ts';
import { problemOfConstraint } from './constraints.ts';
import { DatabaseError } from './db.ts';

/**
 * What a failed batch means:
 * - `problem`: a guard or a constraint refused it; nothing was written;
 * - `replay`: its Idempotency-Key was used before; nothing was written;
 * - `stale`: what it was decided on has changed (or a deadlock was broken); nothing was written, decide again;
 * - `unknown`: the answer was lost; it may have been committed;
 * - `fault`: a mistake of ours (bad SQL, an unforeseen constraint); nothing was written.
 */
export type Failure = { kind: 'problem'; problem: Problem } | { kind: 'replay' | 'stale' | 'unknown' | 'fault' };

const GUARD = 'IK409';
const INTEGRITY = '23';
const RETRYABLE = new Set(['40P01', '40001']);
// Classes of SQLSTATE in which the server says that it ended the connection itself: the commit may have happened.
const CONNECTION_LOST = ['08', '57P'];

/** Translates the error that a batch was rejected with. Guards and constraints share one table, name → problem. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof DatabaseError)) return { kind: 'fault' };
  const { sqlState: code, constraint } = error;
  if (code === undefined) return { kind: 'unknown' };
  if (RETRYABLE.has(code)) return { kind: 'stale' };
  if (CONNECTION_LOST.some((prefix) => code.startsWith(prefix))) return { kind: 'unknown' };
  if (constraint === undefined || !(code === GUARD || code.startsWith(INTEGRITY))) return { kind: 'fault' };
  if (constraint === 'stale') return { kind: 'stale' };
  if (constraint === 'idempotency_keys_pkey') return { kind: 'replay' };
  const problem = code === GUARD ? constraint : problemOfConstraint(constraint);
  if (problem === undefined || !isProblemCode(problem)) return { kind: 'fault' };
  return { kind: 'problem', problem: new Problem(problem satisfies ProblemCode) };
}

/** Runs a read and turns a refused guard into its problem and a lost answer into `database-unavailable`. */
export async function translated<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind === 'problem') throw failure.problem;
    if (failure.kind === 'unknown') throw new Problem('database-unavailable', { retryAfter: 1 });
    throw error;
  }
}

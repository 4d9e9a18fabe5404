import { type CompiledQuery, sql } from 'kysely';
import { type Query, statement } from './query.ts';

/** The SQLSTATE of a statement that was ended, since it took too long. */
export const CANCELLED = '57014';

/**
 * What goes before and after a statement that the database is to end so many milliseconds after the batch began: several
 * in one batch have them together, and what comes after them has all the time that it has alone.
 */
export function within(milliseconds: number): { bound: Query; unbound: Query } {
  return {
    bound: statement(sql`select bound_statements(${milliseconds})`),
    unbound: statement(sql`set local statement_timeout to default`),
  };
}

const BOUND = within(1).bound.compile().sql;

/** Whether these end one of theirs that takes too long. */
export function areBounded(queries: readonly CompiledQuery[]): boolean {
  return queries.some((query) => query.sql === BOUND);
}

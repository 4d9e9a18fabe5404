import {
  type CompiledQuery,
  DummyDriver,
  type Expression,
  Kysely,
  type OperationNodeSource,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from 'kysely';
import type { BookingId } from '../../kernel/ids.ts';
import type { JsonParameter, RangeParameter } from './tables/heart.ts';
import type { Database } from './tables/index.ts';

/**
 * Builds queries; it has no connection and cannot run them. What it builds are plain values that `Db` sends.
 * Names are as in the database (snake_case).
 */
export const q = new Kysely<Database>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** A statement that `Db` can send; `Row` is what one row of its answer looks like. */
export interface Query<Row = unknown> {
  compile(): CompiledQuery<Row>;
}

/** A statement that changes something. Built ones go into a decision's `writes`; one that isn't returned is lost. */
export type Write = Query;

/** A statement written as SQL text, sendable like a built one. */
export function statement<Row = unknown>(text: RawBuilder<Row>): Query<Row> {
  return { compile: () => text.compile(q) };
}

/** A value as a jsonb parameter (drivers would send a bare array as a Postgres array). */
export function json(value: unknown): RawBuilder<JsonParameter> {
  return sql`${JSON.stringify(value)}::text::jsonb`;
}

/** A range of days `[from, to)` as a daterange parameter. */
export function daterange(from: string, to: string): RawBuilder<RangeParameter> {
  return sql`daterange(${from}::date, ${to}::date)`;
}

/** Fails the whole batch with `problem` unless `condition` holds when the statement runs. */
export function guard(condition: RawBuilder<unknown>, problem: string): Query {
  return statement(sql`select guard(${condition}, ${problem})`);
}

/** Fails the whole batch with `problem` unless this select finds a row. */
export function guardExists(select: Part, problem: string): Query {
  return statement(sql`with found as (${part(select)}) select guard(exists (select from found), ${problem})`);
}

/** Makes the batch stale unless the booking has the version in which it was loaded. */
export function guardBooking({ id, version }: { id: BookingId; version: number }): Query {
  return guard(sql`exists (select from bookings where id = ${id} and version = ${version})`, 'stale');
}

/** Runs an update, insert or delete without `returning`; fails the whole batch with `problem` unless it changed a row. */
export function guarded(change: Part, problem = 'stale'): Query {
  return statement(
    sql`with changed as (${part(change)} returning 1) select guard(exists (select from changed), ${problem})`,
  );
}

/** A built statement or raw SQL that becomes part of a larger statement. */
type Part = OperationNodeSource;

/** Embeds a built statement in raw SQL, its parameters included. Kysely takes only selects for expressions. */
function part(source: Part): Expression<unknown> {
  return { expressionType: undefined, toOperationNode: () => source.toOperationNode() };
}

import type { CompiledQuery } from 'kysely';
import { Problem } from '../../kernel/problem.ts';
import type { Query } from './query.ts';

/**
 * Sends statements in one round trip: a single one as it is, several as one transaction (Read Committed).
 * Resolves with the rows of each; rejects with the driver's error, and then nothing was committed, unless the
 * error says that the outcome is unknown (see `outcomeOf`), or with the problem for which it did not send them.
 */
export type Send = (queries: readonly CompiledQuery[]) => Promise<unknown[][]>;

/** What the database or the way to it answered; `sqlState` is missing when the server's answer never came. */
export class DatabaseError extends Error {
  readonly sqlState: string | undefined;
  readonly constraint: string | undefined;

  constructor(cause: unknown) {
    super('the database refused or did not answer', { cause });
    this.name = 'DatabaseError';
    this.sqlState = textAt(cause, 'code', /^(?=.*\d)[0-9A-Z]{5}$/);
    this.constraint = textAt(cause, 'constraint', /./);
  }
}

type RowOf<Q> = Q extends Query<infer Row> ? Row : never;
export type RowsOf<Qs extends readonly Query[]> = { -readonly [K in keyof Qs]: RowOf<Qs[K]>[] };

/** What a request's work has cost so far. */
export interface Meter {
  trips: number;
  queries: number;
}

/** The database as one request sees it: every call is one round trip. */
export interface Db {
  /** All statements in one transaction; the rows of each, in order. */
  batch<const Qs extends readonly Query[]>(queries: Qs): Promise<RowsOf<Qs>>;
  /** The rows of one statement. */
  all<Row>(query: Query<Row>): Promise<Row[]>;
  readonly meter: Meter;
}

/**
 * A database for one request.
 * @param preamble statements that go first in every batch, so that no caller can forget them: the guard that the
 *   actor's session is still alive. Their rows are dropped.
 * @param meter where the cost is counted, for one that several share
 */
export function createDb(send: Send, preamble: readonly Query[] = [], meter: Meter = { trips: 0, queries: 0 }): Db {
  async function run(queries: readonly Query[]): Promise<unknown[][]> {
    const compiled = [...preamble, ...queries].map((query) => query.compile());
    meter.trips += 1;
    meter.queries += compiled.length;
    try {
      return (await send(compiled)).slice(preamble.length);
    } catch (error) {
      throw error instanceof Problem ? error : new DatabaseError(error);
    }
  }

  return {
    meter,
    async batch<const Qs extends readonly Query[]>(queries: Qs) {
      return rowsOf<Qs>(await run(queries));
    },
    async all<Row>(query: Query<Row>) {
      const [rows] = rowsOf<readonly [Query<Row>]>(await run([query]));
      return rows;
    },
  };
}

// True because `Send` answers each statement in order, and Kysely typed each statement against the schema,
// which a test compares with the migrated database.
function rowsOf<Qs extends readonly Query[]>(rows: unknown[][]): RowsOf<Qs> {
  return rows as RowsOf<Qs>;
}

// Both drivers' errors carry SQLSTATE and constraint under the same names. Node's own codes (ECONNRESET, EPIPE) have no
// digit; every SQLSTATE has one.
function textAt(cause: unknown, key: 'code' | 'constraint', form: RegExp): string | undefined {
  if (typeof cause !== 'object' || cause === null || !(key in cause)) return undefined;
  const value: unknown = Reflect.get(cause, key);
  return typeof value === 'string' && form.test(value) ? value : undefined;
}

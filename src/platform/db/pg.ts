import pg from 'pg';
import type { Send } from './db.ts';
import { types } from './types.ts';

const TIMEOUT_MS = 10_000;

/**
 * Sends over PostgreSQL's own protocol from Node. The statements of a batch are pipelined between BEGIN and COMMIT on
 * one pooled connection, so that a batch takes one round trip here too.
 */
export function pgSend(url: string, options: { max?: number } = {}): { send: Send; close(): Promise<void> } {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    pipeline: true,
    types,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  // A connection that breaks fails the batch that uses it; an idle one is replaced. Unheard, it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));

  const send: Send = async (queries) => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      const [first, ...more] = queries;
      if (first === undefined) return [];
      if (more.length === 0) return [(await client.query(first.sql, [...first.parameters])).rows];
      const begun = client.query('begin isolation level read committed');
      const sent = queries.map((query) => client.query(query.sql, [...query.parameters]));
      const committed = client.query('commit');
      const results = await Promise.allSettled([begun, ...sent, committed]);
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
      return (await Promise.all(sent)).map((result) => result.rows);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) broken = error instanceof Error ? error : new Error(String(error));
      throw error;
    } finally {
      client.release(broken);
    }
  };
  return { send, close: () => pool.end() };
}

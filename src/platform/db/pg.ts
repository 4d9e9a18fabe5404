import pg from 'pg';
import type { Send } from './db.ts';
import { types } from './types.ts';

const TIMEOUT_MS = 10_000;
/** Statements that have a name. The service has fewer; what is made up as one goes along must not fill the server. */
const MAX_NAMES = 1_000;

/**
 * Sends over PostgreSQL's own protocol from Node. The statements of a batch are pipelined between BEGIN and COMMIT on
 * one pooled connection, so that a batch takes one round trip here too. Each connection parses a statement once: it is
 * sent by its name.
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

  let named = createNames();
  const query = (client: pg.PoolClient, { sql, parameters }: Parameters<Send>[0][number]) =>
    client.query({ ...named(sql), values: [...parameters] });

  const send: Send = async (queries) => {
    try {
      return await sendOnce(queries);
    } catch (error) {
      if (!isOutdated(error)) throw error;
      // A migration has changed what a statement gives back, so that its batch came to nothing.
      named = createNames();
      return sendOnce(queries);
    }
  };

  const sendOnce: Send = async (queries) => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      const [first, ...more] = queries;
      if (first === undefined) return [];
      if (more.length === 0) return [(await query(client, first)).rows];
      // In one write.
      client.connection.stream.cork();
      const begun = client.query('begin isolation level read committed');
      const sent = queries.map((each) => query(client, each));
      const committed = client.query('commit');
      client.connection.stream.uncork();
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

let generations = 0;

/** Gives each text a name of its own, which no connection knows from before. */
function createNames(): (text: string) => { text: string; name?: string } {
  const names = new Map<string, string>();
  generations += 1;
  const generation = generations;
  return (text) => {
    const known = names.get(text);
    if (known !== undefined) return { text, name: known };
    if (names.size === MAX_NAMES) return { text };
    const name = `innkeep_${generation}_${names.size}`;
    names.set(text, name);
    return { text, name };
  };
}

function isOutdated(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '0A000' && error.routine === 'RevalidateCachedQuery';
}

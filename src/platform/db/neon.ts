import { neon, neonConfig } from '@neondatabase/serverless';
import type { CompiledQuery } from 'kysely';
import type { Send } from './db.ts';
import { asPlanned } from './planned.ts';
import { types } from './types.ts';

const TIMEOUT_MS = 10_000;

/**
 * Sends through Neon's HTTP protocol: one round trip, whatever the number of statements. Hot ones are called by the
 * functions that keep their plans.
 * @param url the connection string, `postgresql://…`
 * @param endpoint where to send instead of Neon's own address for that host, for a database that isn't Neon's
 */
export function neonSend(url: string, endpoint?: string): Send {
  if (endpoint !== undefined) neonConfig.fetchEndpoint = endpoint;
  const run = neon(url);
  return async (queries) => {
    const fetchOptions = { signal: AbortSignal.timeout(TIMEOUT_MS) };
    const built = (query: CompiledQuery, options = {}) =>
      run.query(asPlanned(query.sql), [...query.parameters], { types, ...options });
    const [first, ...more] = queries;
    if (first === undefined) return [];
    if (more.length === 0) return [await built(first, { fetchOptions })];
    return run.transaction(
      queries.map((query) => built(query)),
      { isolationLevel: 'ReadCommitted', fetchOptions },
    );
  };
}

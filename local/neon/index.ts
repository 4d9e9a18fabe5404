import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { Faults, type StandInRequest, type StandInResponse, serveWithFaults } from '../faults.ts';
import { type Prepared, pipeline, type Result, type Statement } from './pipeline.ts';

export type Neon = {
  url: string;
  /** What `neonConfig.fetchEndpoint` is set to. */
  endpoint: string;
  faults: Faults;
  /** Requests acted upon, and the statements in them, since the start. */
  requests: { single: number; batch: number; statements: number };
  /** Serves no more; cuts off its connections to PostgreSQL, but for those that were lent to it. */
  close(): Promise<void>;
};

/** Connections to PostgreSQL, for stand-ins that come one after another. */
export type Pools = {
  /** The connections to what this connection string names. */
  of(connectionString: string): pg.Pool;
  /** What this connection has prepared; undefined where nothing is kept. */
  preparedBy(client: pg.PoolClient): Prepared | undefined;
  /** Whether a request is still being acted upon. */
  readonly isBusy: boolean;
  close(): Promise<void>;
};

/**
 * At most `size` (20) connections to each database. With `prepares` a connection parses and plans each statement once,
 * whatever its parameters, where Neon does so each time.
 */
export function createPools({ size = 20, prepares = false }: { size?: number; prepares?: boolean } = {}): Pools {
  const pools = new Map<string, pg.Pool>();
  const prepared = new WeakMap<pg.PoolClient, Prepared>();
  return {
    of(connectionString) {
      const existing = pools.get(connectionString);
      if (existing) return existing;
      const options = prepares ? { options: '-c plan_cache_mode=force_generic_plan' } : {};
      const pool = new pg.Pool({ connectionString, max: size, allowExitOnIdle: true, ...options });
      // A connection that dies, because its database is dropped, fails the request that uses it and nothing else.
      pool.on('error', () => undefined);
      pool.on('connect', (client) => client.on('error', () => undefined));
      pools.set(connectionString, pool);
      return pool;
    },
    preparedBy(client) {
      if (!prepares) return undefined;
      const known = prepared.get(client) ?? new Map();
      prepared.set(client, known);
      return known;
    },
    get isBusy() {
      return [...pools.values()].some(
        ({ totalCount, idleCount, waitingCount }) => totalCount > idleCount || waitingCount > 0,
      );
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
}

/**
 * Speaks Neon's SQL over HTTP in front of the PostgreSQL that a request's connection string names, by these connections
 * or its own. `delayMs` is added to every request, to measure what a round trip costs.
 */
export async function startNeon(
  options: { port?: number | undefined; faults?: Faults; pools?: Pools; delayMs?: number } = {},
): Promise<Neon> {
  const { port, faults = new Faults(), pools = createPools(), delayMs = 0 } = options;
  const requests = { single: 0, batch: 0, statements: 0 };

  const server = await serveWithFaults({
    port,
    faults,
    handle: async (request) => {
      if (request.path !== '/sql' || request.method !== 'POST') return json(404, { message: 'Not found' });
      if (delayMs > 0) await delay(delayMs);
      return answer(request);
    },
  });
  return {
    url: server.url,
    endpoint: `${server.url}/sql`,
    faults,
    requests,
    close: async () => {
      await server.close();
      if (options.pools === undefined) await pools.close();
    },
  };

  async function answer({ headers, body }: StandInRequest): Promise<StandInResponse> {
    const input = parse(body);
    const connectionString = headers['neon-connection-string'];
    if (!input || typeof connectionString !== 'string') return json(400, { message: 'Malformed request' });
    const statements = 'queries' in input ? input.queries : [input];
    requests.statements += statements.length;
    requests['queries' in input ? 'batch' : 'single'] += 1;
    try {
      const client = await pools.of(connectionString).connect();
      const prepared = pools.preparedBy(client);
      try {
        if ('queries' in input)
          return json(200, { results: await transaction(client, beginning(headers), statements, prepared) });
        return json(200, (await pipeline(client, statements, prepared))[0]);
      } finally {
        client.release();
      }
    } catch (error) {
      if (error instanceof pg.DatabaseError) return json(400, describe(error));
      return json(500, { message: error instanceof Error ? error.message : String(error) });
    }
  }
}

async function transaction(
  client: pg.PoolClient,
  begin: string,
  statements: Statement[],
  prepared: Prepared | undefined,
): Promise<Result[]> {
  const bare = (text: string) => ({ text, params: [] });
  try {
    return (await pipeline(client, [bare(begin), ...statements, bare('COMMIT')], prepared)).slice(1, -1);
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

const isolationLevels = new Map([
  ['ReadUncommitted', 'READ UNCOMMITTED'],
  ['ReadCommitted', 'READ COMMITTED'],
  ['RepeatableRead', 'REPEATABLE READ'],
  ['Serializable', 'SERIALIZABLE'],
]);

function beginning(headers: IncomingHttpHeaders): string {
  const isolation = isolationLevels.get(String(headers['neon-batch-isolation-level']));
  return [
    'BEGIN',
    isolation && `ISOLATION LEVEL ${isolation}`,
    headers['neon-batch-read-only'] === 'true' && 'READ ONLY',
    headers['neon-batch-deferrable'] === 'true' && 'DEFERRABLE',
  ]
    .filter(Boolean)
    .join(' ');
}

// The driver has made strings of all parameters; by hand one may send JSON.
const paramSchema = z
  .unknown()
  .transform((value) => (typeof value === 'string' || value === null ? value : JSON.stringify(value)));
const statementSchema = z
  .object({ query: z.string(), params: z.array(paramSchema).default([]) })
  .transform(({ query, params }) => ({ text: query, params }));
const inputSchema = z.union([z.object({ queries: z.array(statementSchema) }), statementSchema]);

function parse(body: string): z.infer<typeof inputSchema> | undefined {
  try {
    return inputSchema.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}

function describe(error: pg.DatabaseError): object {
  return {
    message: error.message,
    ...Object.fromEntries(errorFields.map((field) => [field, error[field] ?? null])),
  };
}

const errorFields = [
  'severity',
  'code',
  'detail',
  'hint',
  'position',
  'internalPosition',
  'internalQuery',
  'where',
  'schema',
  'table',
  'column',
  'dataType',
  'constraint',
  'file',
  'line',
  'routine',
] as const;

function json(status: number, body: unknown): StandInResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

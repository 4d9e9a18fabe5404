import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { Faults, type StandInRequest, type StandInResponse, serveWithFaults } from '../faults.ts';
import { pipeline, type Result, type Statement } from './pipeline.ts';

export type Neon = {
  url: string;
  /** What `neonConfig.fetchEndpoint` is set to. */
  endpoint: string;
  faults: Faults;
  /** Requests acted upon, and the statements in them, since the start. */
  requests: { single: number; batch: number; statements: number };
  /** Cuts off all its connections to PostgreSQL. */
  close(): Promise<void>;
};

/**
 * Speaks Neon's SQL over HTTP in front of the PostgreSQL that a request's connection string names, with at most `poolSize` (20)
 * connections to each database. `delayMs` is added to every request, to measure what a round trip costs.
 */
export async function startNeon(
  options: { port?: number | undefined; faults?: Faults; poolSize?: number; delayMs?: number } = {},
): Promise<Neon> {
  const { port, faults = new Faults(), poolSize = 20, delayMs = 0 } = options;
  const pools = new Map<string, pg.Pool>();
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
      await Promise.all([...pools.values()].map((pool) => pool.end()));
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
      const client = await poolOf(connectionString).connect();
      try {
        if ('queries' in input)
          return json(200, { results: await transaction(client, beginning(headers), statements) });
        return json(200, (await pipeline(client, statements))[0]);
      } finally {
        client.release();
      }
    } catch (error) {
      if (error instanceof pg.DatabaseError) return json(400, describe(error));
      return json(500, { message: error instanceof Error ? error.message : String(error) });
    }
  }

  function poolOf(connectionString: string): pg.Pool {
    const existing = pools.get(connectionString);
    if (existing) return existing;
    const pool = new pg.Pool({ connectionString, max: poolSize, allowExitOnIdle: true });
    // A connection that dies, because its database is dropped, fails the request that uses it and nothing else.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    pools.set(connectionString, pool);
    return pool;
  }
}

async function transaction(client: pg.PoolClient, begin: string, statements: Statement[]): Promise<Result[]> {
  const bare = (text: string) => ({ text, params: [] });
  try {
    return (await pipeline(client, [bare(begin), ...statements, bare('COMMIT')])).slice(1, -1);
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

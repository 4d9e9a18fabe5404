import type { Context } from 'hono';
import type { Ctx, IdempotencyClaim } from '../../context.ts';
import type { Actor } from '../../kernel/actor.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Reply } from '../commit.ts';
import { createDb, translated } from '../db/index.ts';
import { sha256 } from '../hash.ts';
import { createLog } from '../log.ts';
import { createContext, type Runtime } from './context.ts';
import { readInput } from './input.ts';
import { problemResponse } from './problem-response.ts';
import { both, type Limiter } from './rate-limit.ts';
import type { RawInput, Route } from './route.ts';

/** The platform's parts that every route needs. */
export interface Edge {
  runtime: Runtime;
  limiter: Limiter;
}

/**
 * Answers one request to one route: who is it, is the input good, run the verb, write the answer. The rate limit is
 * asked beside the verb's load and has the last word before anything is committed or answered.
 */
export async function handle(c: Context, edge: Edge, { spec, run }: Route): Promise<Response> {
  const started = performance.now();
  const requestId = crypto.randomUUID();
  let ctx: Ctx | undefined;
  let response: Response;
  try {
    const now = await edge.runtime.now();
    const actor = await actorOf(c, edge, spec, now);
    const caller = actor.kind === 'person' ? actor.personId : clientAddress(c);
    const admission = edge.limiter.ask(spec.limit, caller, now, createDb(edge.runtime.send), createLog({ requestId }));
    const role = spec.auth === 'admin' || spec.auth === 'support' ? { role: spec.auth } : {};
    ctx = createContext(edge.runtime, {
      actor,
      ...role,
      now,
      requestId,
      admission,
      waitUntil: (work) => c.executionCtx.waitUntil(work),
    });
    const { input, idempotencyKey } = await readInput(c, spec);
    const subject = spec.limitBy?.(input.body);
    if (subject !== undefined) {
      const key = await sha256(`${spec.operationId} ${subject}`);
      ctx.admission = both(admission, edge.limiter.ask('subject', key, now, createDb(edge.runtime.send), ctx.log));
    }
    if (idempotencyKey !== undefined) ctx.idempotency = await claimFor(caller, spec, idempotencyKey, input);
    const reply = await translated(run(ctx, input));
    await translated(ctx.admission.admitted());
    response = written(reply);
  } catch (error) {
    response = problemResponse(error, requestId, ctx?.log ?? createLog({ requestId }));
  }
  for (const [name, value] of await standingHeaders(ctx)) response.headers.set(name, value);
  const ms = Math.round(performance.now() - started);
  const meter = ctx?.db.meter ?? { trips: 0, queries: 0 };
  response.headers.set('server-timing', `db;desc="${meter.trips}", total;dur=${ms}`);
  response.headers.set('x-request-id', requestId);
  createLog({ requestId }).info('request', {
    operation: spec.operationId,
    status: response.status,
    ms,
    trips: meter.trips,
    queries: meter.queries,
  });
  return response;
}

/** The address that the platform in front of us saw the client at. */
export function clientAddress(c: Context): string {
  return c.req.header('cf-connecting-ip') ?? 'unknown';
}

async function actorOf(c: Context, edge: Edge, spec: Route['spec'], now: Date): Promise<Actor> {
  if (spec.auth === 'public') return { kind: 'anonymous' };
  const [scheme, token] = c.req.header('authorization')?.split(' ') ?? [];
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined) {
    throw new Problem('unauthenticated', { detail: 'Send an access token: Authorization: Bearer ….' });
  }
  return { kind: 'person', ...(await edge.runtime.services.tokens.verify(token, now)) };
}

async function claimFor(caller: string, spec: Route['spec'], key: string, input: RawInput): Promise<IdempotencyClaim> {
  const bodyHash = await sha256(JSON.stringify([input.params ?? null, input.query ?? null, input.body ?? null]));
  return { caller, operation: spec.operationId, key, bodyHash };
}

// Redis and Postgres both away: the answer goes out without the headers.
async function standingHeaders(ctx: Ctx | undefined): Promise<[string, string][]> {
  try {
    return Object.entries((await ctx?.admission.headers()) ?? {});
  } catch {
    return [];
  }
}

function written(reply: Reply<unknown>): Response {
  const headers = new Headers({ 'cache-control': 'no-store' });
  if (reply.replayed) headers.set('idempotent-replayed', 'true');
  if (reply.status === 204) return new Response(null, { status: 204, headers });
  headers.set('content-type', 'application/json');
  return new Response(JSON.stringify(reply.body), { status: reply.status, headers });
}

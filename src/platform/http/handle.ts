import type { Context } from 'hono';
import type { ProblemCode } from '../../kernel/problem.ts';
import type { Reply } from '../commit.ts';
import { sha256 } from '../hash.ts';
import { createLog } from '../log.ts';
import { clientAddress } from './client-address.ts';
import { knows } from './etag.ts';
import { readInput } from './input.ts';
import { type Call, type Edge, perform } from './perform.ts';
import { asProblem, problemResponse } from './problem-response.ts';
import { unlimited } from './rate-limit.ts';
import type { Route } from './route.ts';

/** Answers one request to one route: reads it, performs the operation, writes the answer. */
export async function handle(c: Context, edge: Edge, route: Route): Promise<Response> {
  const { spec } = route;
  const started = performance.now();
  const requestId = crypto.randomUUID();
  const log = createLog({ requestId });
  const call = await callOf(c, edge, { requestId, log });
  let response: Response;
  let code: ProblemCode | undefined;
  try {
    const reply = await perform(edge, route, call, () => readInput(c, spec));
    response = await written(reply, spec, c.req.header('if-none-match'));
  } catch (error) {
    const problem = asProblem(error, log);
    code = problem.code;
    response = problemResponse(problem, requestId);
  }
  for (const [name, value] of Object.entries(await call.admission.headers())) response.headers.set(name, value);
  const ms = Math.round(performance.now() - started);
  response.headers.set('server-timing', `db;desc="${call.meter.trips}", total;dur=${ms}`);
  response.headers.set('x-request-id', requestId);
  log.info('request', { operation: spec.operationId, status: response.status, code, ms, ...call.meter });
  return response;
}

/** A call as a request makes it. */
export async function callOf(c: Context, edge: Edge, named: Pick<Call, 'requestId' | 'log'>): Promise<Call> {
  return {
    ...named,
    authorization: c.req.header('authorization'),
    address: clientAddress(c.req.raw.headers),
    now: await edge.runtime.now(),
    meter: { trips: 0, queries: 0 },
    admission: unlimited,
    waitUntil: (work) => c.executionCtx.waitUntil(work),
  };
}

async function written(reply: Reply<unknown>, spec: Route['spec'], ifNoneMatch?: string): Promise<Response> {
  const headers = new Headers({ 'cache-control': spec.versioned ? 'private, no-cache' : 'no-store' });
  if (reply.replayed) headers.set('idempotent-replayed', 'true');
  if (reply.status === 204) return new Response(null, { status: 204, headers });
  const { media } = spec.reply;
  const text = media === undefined ? JSON.stringify(reply.body) : String(reply.body);
  if (spec.versioned) {
    const version = await sha256(text);
    headers.set('etag', `"${version}"`);
    if (knows(ifNoneMatch, version)) return new Response(null, { status: 304, headers });
  }
  headers.set('content-type', media === undefined ? 'application/json' : `${media}; charset=utf-8`);
  return new Response(text, { status: reply.status, headers });
}

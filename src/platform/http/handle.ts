import type { Context } from 'hono';
import type { ProblemCode } from '../../kernel/problem.ts';
import { cacheControl } from '../cache/index.ts';
import type { Reply } from '../commit.ts';
import { sha256 } from '../hash.ts';
import { createLog } from '../log.ts';
import { clientAddress } from './client-address.ts';
import { knows } from './etag.ts';
import { readInput } from './input.ts';
import { type Call, type Edge, perform } from './perform.ts';
import { asProblem, problemResponse } from './problem-response.ts';
import { unlimited } from './rate-limit.ts';
import { isIdempotentWrite, type Route } from './route.ts';
import { throughCopies } from './through-copies.ts';

/** Answers one request to one route: reads it, performs the operation, writes the answer. */
export async function handle(c: Context, edge: Edge, route: Route): Promise<Response> {
  const { spec } = route;
  const started = performance.now();
  const call = await callOf(c, edge);
  const { requestId, log } = call;
  let response: Response;
  let code: ProblemCode | undefined;
  try {
    const { cache } = spec;
    const answered = cache === undefined || cache === 'text' ? route : throughCopies(route, cache, call);
    const reply = await perform(edge, answered, call, () => readInput(c, spec));
    response = await written(reply, spec, c.req.header('if-none-match'));
    if (isIdempotentWrite(spec)) response.headers.set('innkeep-revision', await revisionOf(edge));
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
export async function callOf(c: Context, edge: Edge): Promise<Call> {
  const requestId = crypto.randomUUID();
  return {
    requestId,
    log: createLog({ requestId }),
    authorization: c.req.header('authorization'),
    revision: c.req.header('innkeep-revision'),
    address: clientAddress(c.req.raw.headers),
    now: await edge.runtime.now(),
    meter: { trips: 0, queries: 0 },
    admission: unlimited,
    waitUntil: (work) => c.executionCtx.waitUntil(work),
  };
}

/** What a write answers so that its caller's next reads show it. */
export async function revisionOf({ runtime }: Edge): Promise<string> {
  return runtime.services.revisions.give(await runtime.now());
}

async function written(reply: Reply<unknown>, spec: Route['spec'], ifNoneMatch: string | undefined): Promise<Response> {
  const headers = new Headers({ 'cache-control': spec.cache === undefined ? 'no-store' : cacheControl[spec.cache] });
  if (reply.replayed) headers.set('idempotent-replayed', 'true');
  if (reply.status === 204) return new Response(null, { status: 204, headers });
  const { media } = spec.reply;
  const text = reply.copy?.text ?? (media === undefined ? JSON.stringify(reply.body) : String(reply.body));
  if (spec.cache !== undefined) {
    const version = reply.copy?.version ?? (await sha256(text));
    headers.set('etag', `"${version}"`);
    if (knows(ifNoneMatch, version)) return new Response(null, { status: 304, headers });
  }
  headers.set('content-type', media === undefined ? 'application/json' : `${media}; charset=utf-8`);
  return new Response(text, { status: reply.status, headers });
}

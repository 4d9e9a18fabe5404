import type { Context } from 'hono';
import type { IdempotencyClaim } from '../../context.ts';
import type { Actor } from '../../kernel/actor.ts';
import { Problem, type ProblemCode } from '../../kernel/problem.ts';
import type { Reply } from '../commit.ts';
import { createDb, type Meter, translated } from '../db/index.ts';
import { sha256 } from '../hash.ts';
import { createLog } from '../log.ts';
import { API_KEY_PREFIX, readApiKey } from './api-key.ts';
import { clientAddress } from './client-address.ts';
import { createContext, type Runtime } from './context.ts';
import { knows } from './etag.ts';
import { readInput } from './input.ts';
import { asProblem, problemResponse } from './problem-response.ts';
import { both, type Limiter, type LimitPolicy, unlimited } from './rate-limit.ts';
import type { RawInput, Route } from './route.ts';
import { scopeOf } from './scopes.ts';

/** The platform's parts that every route needs. */
export interface Edge {
  runtime: Runtime;
  limiter: Limiter;
}

/**
 * Answers one request to one route: who is it, is the input good, run the verb, write the answer. The rate limit is
 * asked beside the verb's load and has the last word before anything is committed or answered, a refusal included.
 */
export async function handle(c: Context, edge: Edge, { spec, run }: Route): Promise<Response> {
  const started = performance.now();
  const requestId = crypto.randomUUID();
  const log = createLog({ requestId });
  const meter: Meter = { trips: 0, queries: 0 };
  let admission = unlimited;
  let response: Response;
  let code: ProblemCode | undefined;
  try {
    const now = await edge.runtime.now();
    const actor = await actorOf(c, edge, spec, now);
    const ask = (policy: LimitPolicy, whom: string) =>
      edge.limiter.ask(policy, whom, { now, log, db: createDb(edge.runtime.send, [], meter) });
    admission = ask(spec.limit, callerOf(actor, c));

    const perform = async () => {
      const { input, idempotencyKey } = await readInput(c, spec);
      const scope = scopeOf(spec);
      if (spec.limitBy) {
        const subject = await sha256(`${spec.operationId} ${spec.limitBy(input.body)}`);
        admission = both(admission, ask('subject', subject));
      }
      const ctx = createContext(edge.runtime, {
        actor,
        ...(spec.auth === 'admin' || spec.auth === 'support' ? { role: spec.auth } : {}),
        ...(scope === undefined ? {} : { scope }),
        now,
        requestId,
        meter,
        admission,
        ...(idempotencyKey === undefined ? {} : { idempotency: await claimFor(actor, spec, idempotencyKey, input) }),
        waitUntil: (work) => c.executionCtx.waitUntil(work),
      });
      return run(ctx, input);
    };
    const [outcome] = await Promise.allSettled([translated(perform())]);
    await translated(admission.admitted());
    if (outcome.status === 'rejected') throw outcome.reason;
    response = await written(outcome.value, spec, c.req.header('if-none-match'));
  } catch (error) {
    const problem = asProblem(error, log);
    code = problem.code;
    response = problemResponse(problem, requestId);
  }
  for (const [name, value] of Object.entries(await admission.headers())) response.headers.set(name, value);
  const ms = Math.round(performance.now() - started);
  response.headers.set('server-timing', `db;desc="${meter.trips}", total;dur=${ms}`);
  response.headers.set('x-request-id', requestId);
  log.info('request', { operation: spec.operationId, status: response.status, code, ms, ...meter });
  return response;
}

async function actorOf(c: Context, edge: Edge, spec: Route['spec'], now: Date): Promise<Actor> {
  if (spec.auth === 'public') return { kind: 'anonymous' };
  const [scheme, token] = c.req.header('authorization')?.split(' ') ?? [];
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined) {
    throw new Problem('unauthenticated', { detail: 'Send an access token or an API key: Authorization: Bearer ….' });
  }
  const { tokens, config } = edge.runtime.services;
  if (!token.startsWith(API_KEY_PREFIX)) return { kind: 'person', ...(await tokens.verify(token, now)) };
  const key = await readApiKey(config.integrationSecret, token);
  if (key === undefined) throw new Problem('unauthenticated', { detail: 'The API key is not valid.' });
  if (scopeOf(spec) === undefined) throw new Problem('scope-missing', { detail: 'No API key can do this; sign in.' });
  return { kind: 'person', ...key };
}

// Each key is counted by itself: one program that runs wild does not lock out its person, nor the others.
function callerOf(actor: Actor, c: Context): string {
  if (actor.kind !== 'person') return clientAddress(c.req.raw.headers);
  return 'apiKeyId' in actor ? actor.apiKeyId : actor.personId;
}

// Callers whom nobody knows share their keys, which are random: a retry may come from another address.
async function claimFor(actor: Actor, spec: Route['spec'], key: string, input: RawInput): Promise<IdempotencyClaim> {
  const caller = actor.kind === 'person' ? actor.personId : actor.kind;
  const bodyHash = await sha256(JSON.stringify([input.params ?? null, input.query ?? null, input.body ?? null]));
  return { caller, operation: spec.operationId, key, bodyHash };
}

async function written(reply: Reply<unknown>, spec: Route['spec'], ifNoneMatch?: string): Promise<Response> {
  const headers = new Headers({ 'cache-control': spec.versioned ? 'private, no-cache' : 'no-store' });
  if (reply.replayed) headers.set('idempotent-replayed', 'true');
  if (reply.status === 204) return new Response(null, { status: 204, headers });
  const text = JSON.stringify(reply.body);
  if (spec.versioned) {
    const version = await sha256(text);
    headers.set('etag', `"${version}"`);
    if (knows(ifNoneMatch, version)) return new Response(null, { status: 304, headers });
  }
  headers.set('content-type', 'application/json');
  return new Response(text, { status: reply.status, headers });
}

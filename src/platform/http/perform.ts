import type { IdempotencyClaim } from '../../context.ts';
import type { Actor } from '../../kernel/actor.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Reply } from '../commit.ts';
import { createDb, type Meter, type Query, translated } from '../db/index.ts';
import { sha256 } from '../hash.ts';
import type { Log } from '../log.ts';
import { inItsTime } from '../test-clock.ts';
import { API_KEY_PREFIX, readApiKey } from './api-key.ts';
import { createContext, type Runtime } from './context.ts';
import type { ReadInput } from './input.ts';
import { type Admission, both, inTurn, type Limiter, type LimitPolicy, limitPolicies } from './rate-limit.ts';
import type { RawInput, Route } from './route.ts';
import { scopeOf } from './scopes.ts';

/** The platform's parts that every route needs. */
export interface Edge {
  runtime: Runtime;
  limiter: Limiter;
}

/** One call of an operation, whichever way it came. */
export interface Call {
  /** The `Authorization` header. */
  authorization: string | undefined;
  /** The `Innkeep-Revision` header, of a write of the caller's. */
  revision: string | undefined;
  /** By which limits count those whom nobody knows. */
  address: string;
  now: Date;
  requestId: string;
  log: Log;
  meter: Meter;
  /** What the limits say of it; set once they have been asked. */
  admission: Admission;
  waitUntil(work: Promise<void>): void;
}

/**
 * Runs one operation: who is it, is the input good, run the verb. The rate limit is asked beside the verb's load and has
 * the last word before anything is committed or answered, a refusal included. Throws problems.
 */
export async function perform(
  edge: Edge,
  { spec, run }: Route,
  call: Call,
  read: () => Promise<ReadInput>,
): Promise<Reply<unknown>> {
  const { now, requestId, meter } = call;
  const actor = await actorOf(call, edge, spec);
  const ask = (policy: LimitPolicy, whom: string) => askLimit(edge, call, policy, whom);
  call.admission = ask(spec.limit, callerOf(actor, call, spec.limit));

  const work = async () => {
    const { input, idempotencyKey } = await read();
    const scope = scopeOf(spec);
    if (spec.limitBy) {
      const subject = await subjectOf(spec.operationId, spec.limitBy(input.body));
      const counted = spec.isGuess
        ? inTurn(ask('subject', guesserOf(subject, call)), () => ask('guesses', subject))
        : ask('subject', subject);
      call.admission = both(call.admission, counted);
    }
    const { admission } = call;
    const idempotency =
      idempotencyKey === undefined ? {} : { idempotency: await claimFor(actor, spec, idempotencyKey, input) };
    const contextWith = (preamble: readonly Query[]) =>
      createContext(edge.runtime, {
        actor,
        ...(spec.auth === 'admin' || spec.auth === 'support' ? { role: spec.auth } : {}),
        ...(scope === undefined ? {} : { scope }),
        now,
        requestId,
        meter,
        preamble,
        admission,
        forgive: async (operationId, whom) =>
          edge.limiter.forget('subject', guesserOf(await subjectOf(operationId, whom), call)),
        ...idempotency,
        waitUntil: call.waitUntil,
      });
    if (spec.inRealTime) return run(contextWith([]), input);
    return inItsTime(edge.runtime.services.config, contextWith, input.params, (ctx) => run(ctx, input));
  };
  const [outcome] = await Promise.allSettled([translated(work())]);
  await translated(call.admission.admitted());
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

// Whom or what an operation acts on.
function subjectOf(operationId: string, whom: string): Promise<string> {
  return sha256(`${operationId} ${whom}`);
}

// Who guesses at it, from where.
function guesserOf(subject: string, { address }: Call): string {
  return `${subject} ${address}`;
}

/** Counts a call by a limit, of whomever it is asked. */
export function askLimit(edge: Edge, { now, log, meter }: Call, policy: LimitPolicy, whom: string): Admission {
  return edge.limiter.ask(policy, whom, { now, log, db: createDb(edge.runtime.send, [], meter) });
}

async function actorOf({ authorization, now }: Call, edge: Edge, spec: Route['spec']): Promise<Actor> {
  if (spec.auth === 'public') return { kind: 'anonymous' };
  const [scheme, token] = authorization?.split(' ') ?? [];
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

// Each key is counted by itself: one program that runs wild does not lock out its person, nor the others. Where counting
// must never fail it is the person's: keys are made faster than cards may be tried.
function callerOf(actor: Actor, { address }: Call, policy: LimitPolicy): string {
  if (actor.kind !== 'person') return address;
  const isByKey = 'apiKeyId' in actor && limitPolicies[policy].whenDown === 'open';
  return isByKey ? actor.apiKeyId : actor.personId;
}

// Callers whom nobody knows share their keys, which are random: a retry may come from another address.
async function claimFor(actor: Actor, spec: Route['spec'], key: string, input: RawInput): Promise<IdempotencyClaim> {
  const caller = actor.kind === 'person' ? actor.personId : actor.kind;
  const bodyHash = await sha256(JSON.stringify([input.params ?? null, input.query ?? null, input.body ?? null]));
  return { caller, operation: spec.operationId, key, bodyHash };
}

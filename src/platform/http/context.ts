import type { Context } from 'hono';
import { sql } from 'kysely';
import type { Ctx, IdempotencyClaim, Services } from '../../context.ts';
import type { Actor, Role } from '../../kernel/actor.ts';
import { createDb, type Meter, type Query, type Send, statement } from '../db/index.ts';
import { createLog, errorFields } from '../log.ts';
import type { Assets } from './docs.ts';
import { type Admission, unlimited } from './rate-limit.ts';

/** What an entry point gives the app. */
export interface Runtime {
  services: Services;
  send: Send;
  /** The files that are deployed beside the service. */
  assets: Assets;
  /** The instant that a request which arrives now is decided at. */
  now(): Date | Promise<Date>;
}

export interface ContextOptions {
  actor: Actor;
  /** The role without which the actor's guard refuses. */
  role?: Role;
  /** The scope without which the guard of an API key refuses; a key without one to ask for opens nothing. */
  scope?: string;
  now: Date;
  requestId: string;
  /** Where round trips are counted that belong to this request beside the context's own. */
  meter?: Meter;
  /** Statements that go before each of its batches, after the actor's guard. */
  preamble?: readonly Query[];
  admission?: Admission;
  forgive?: Ctx['forgive'];
  idempotency?: IdempotencyClaim;
  waitUntil(work: Promise<void>): void;
}

/** A context for one request or job. A person's session, or key, is guarded first in every one of its batches. */
export function createContext(runtime: Runtime, options: ContextOptions): Ctx {
  const { actor, now, requestId, meter, preamble = [], idempotency, waitUntil } = options;
  const log = createLog({ requestId });
  const later = (): Ctx => createContext(runtime, { actor: { kind: 'system' }, now, requestId, waitUntil });
  return {
    ...runtime.services,
    db: createDb(runtime.send, [...(actor.kind === 'person' ? [guardPerson(actor, options)] : []), ...preamble], meter),
    actor,
    now,
    realNow: now,
    requestId,
    log,
    ...(idempotency === undefined ? {} : { idempotency }),
    admission: options.admission ?? unlimited,
    forgive: options.forgive ?? (async () => {}),
    after(work) {
      waitUntil(
        // The answer, and what it still asks for, goes first.
        new Promise((resolve) => setTimeout(resolve))
          .then(() => work(later()))
          .catch((error: unknown) => log.warn('after.failed', errorFields(error))),
      );
    },
  };
}

/** A context for a request that is no operation of the contract. */
export async function contextOf(c: Context, runtime: Runtime, actor: Actor): Promise<Ctx> {
  return createContext(runtime, {
    actor,
    now: await runtime.now(),
    requestId: crypto.randomUUID(),
    waitUntil: (work) => c.executionCtx.waitUntil(work),
  });
}

function guardPerson(
  actor: Extract<Actor, { kind: 'person' }>,
  { role = null, scope = null, now }: { role?: Role | null; scope?: string | null; now: Date },
): Query {
  if ('sessionId' in actor) {
    return statement(sql`select guard_session(${actor.sessionId}, ${actor.personId}, ${role}, ${now})`);
  }
  const { apiKeyId, hash, personId } = actor;
  return statement(sql`select guard_api_key(${apiKeyId}, ${hash}, ${personId}, ${scope}, ${role}, ${now})`);
}

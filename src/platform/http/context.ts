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
  /** The role without which the session's guard refuses. */
  role?: Role;
  now: Date;
  requestId: string;
  /** Where round trips are counted that belong to this request beside the context's own. */
  meter?: Meter;
  admission?: Admission;
  idempotency?: IdempotencyClaim;
  waitUntil(work: Promise<void>): void;
}

/** A context for one request or job. A person's session is guarded first in every one of its batches. */
export function createContext(runtime: Runtime, options: ContextOptions): Ctx {
  const { actor, role, now, requestId, meter, idempotency, waitUntil } = options;
  const log = createLog({ requestId });
  const later = (): Ctx => createContext(runtime, { actor: { kind: 'system' }, now, requestId, waitUntil });
  return {
    ...runtime.services,
    db: createDb(runtime.send, actor.kind === 'person' ? [guardSession(actor, role, now)] : [], meter),
    actor,
    now,
    requestId,
    log,
    ...(idempotency === undefined ? {} : { idempotency }),
    admission: options.admission ?? unlimited,
    after(work) {
      waitUntil(
        Promise.resolve()
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

function guardSession(actor: Extract<Actor, { kind: 'person' }>, role: Role | undefined, now: Date): Query {
  return statement(sql`select guard_session(${actor.sessionId}, ${actor.personId}, ${role ?? null}, ${now})`);
}

import type { JobId, PersonId, SessionId } from './ids.ts';

export type Role = 'admin' | 'support';

/** Who acts: nobody known, a signed-in person, or the system itself in a job. */
export type Actor =
  | { kind: 'anonymous' }
  | { kind: 'person'; personId: PersonId; sessionId: SessionId }
  | { kind: 'system'; jobId?: JobId };

/** The person who acts. Throws a plain error for any other actor: then the route's `auth` is a mistake of ours. */
export function personOf(actor: Actor): Extract<Actor, { kind: 'person' }> {
  if (actor.kind !== 'person') throw new Error('only a signed-in person can do this');
  return actor;
}

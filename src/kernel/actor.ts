import type { ApiKeyId, PersonId, SessionId } from './ids.ts';

export type Role = 'admin' | 'support';

/** Whose part somebody has in a stay. */
export type Side = 'guest' | 'host';

/** Who acts: nobody known, a person who is signed in, a program by a person's key, or the system itself in a job. */
export type Actor =
  | { kind: 'anonymous' }
  | { kind: 'person'; personId: PersonId; sessionId: SessionId }
  | { kind: 'person'; personId: PersonId; apiKeyId: ApiKeyId; hash: string }
  | { kind: 'system' };

/** The person who acts, in person or by a key. Throws a plain error for any other actor: then the route's `auth` is a mistake of ours. */
export function personOf(actor: Actor): Extract<Actor, { kind: 'person' }> {
  if (actor.kind !== 'person') throw new Error('only a signed-in person can do this');
  return actor;
}

/** The session of the person who acts. Throws a plain error for a key: then the operation's chapter is a mistake of ours. */
export function sessionOf(actor: Actor): Extract<Actor, { sessionId: SessionId }> {
  const person = personOf(actor);
  if (!('sessionId' in person)) throw new Error('only a person who is signed in can do this');
  return person;
}

/** On which side of a stay or a thread of theirs the acting person is; nobody is on both, since hosts can't book their own listings. */
export function sideOf(actor: Actor, { guest_id }: { guest_id: PersonId }): Side {
  return personOf(actor).personId === guest_id ? 'guest' : 'host';
}

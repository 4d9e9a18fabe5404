import type { JobId, PersonId, SessionId } from './ids.ts';

export type Role = 'admin' | 'support';

/** Who acts: nobody known, a signed-in person, or the system itself in a job. */
export type Actor =
  | { kind: 'anonymous' }
  | { kind: 'person'; personId: PersonId; sessionId: SessionId }
  | { kind: 'system'; jobId?: JobId };

import type { Selectable } from 'kysely';
import { DAY_MS } from '../../kernel/durations.ts';
import type { PersonId, SessionId } from '../../kernel/ids.ts';
import { guarded, q, type Write } from '../../platform/db/index.ts';
import type { AccountTables } from '../../platform/db/tables/accounts.ts';

/** Ended sessions, and the refresh tokens that were used, are remembered for so long. */
const KEEP_ENDED_MS = 30 * DAY_MS;
/** Sessions of a person that live at a time. */
const MAX_SESSIONS = 50;

export function insertSession(session: Omit<Selectable<AccountTables['sessions']>, 'revoked_at'>): Write {
  return q.insertInto('sessions').values(session);
}

/** Forgets this person's sessions that ended long ago. */
export function forgetEndedSessions(personId: PersonId, now: Date): Write {
  const horizon = new Date(now.getTime() - KEEP_ENDED_MS);
  return q
    .deleteFrom('sessions')
    .where('person_id', '=', personId)
    .where((is) => is.or([is('expires_at', '<', horizon), is('revoked_at', '<', horizon)]));
}

/**
 * Ends those of this person's sessions that were not used for longest, so that with the next one there are no more than can be
 * told at once.
 */
export function endLeastRecentlyUsed(personId: PersonId, now: Date): Write {
  const beyond = q
    .selectFrom('sessions')
    .select('id')
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('expires_at', 'desc')
    .orderBy('id', 'desc')
    .offset(MAX_SESSIONS - 1);
  return q.updateTable('sessions').set({ revoked_at: now }).where('id', 'in', beyond);
}

/** The sessions that can still be used, newest first. */
export function selectLiveSessions(personId: PersonId, now: Date) {
  return q
    .selectFrom('sessions')
    .select(['id', 'created_at', 'expires_at'])
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('id', 'desc');
}

/** Ends one session of this person; `not-found` unless it was live. */
export function revokeSession(id: SessionId, personId: PersonId, now: Date): Write {
  return guarded(
    q
      .updateTable('sessions')
      .set({ revoked_at: now })
      .where('id', '=', id)
      .where('person_id', '=', personId)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now),
    'not-found',
  );
}

/** Ends a session; fine also when it has ended. */
export function endSession(id: SessionId, now: Date): Write {
  return q.updateTable('sessions').set({ revoked_at: now }).where('id', '=', id).where('revoked_at', 'is', null);
}

/** Ends all sessions of this person, but for the one to keep. */
export function revokeSessions(personId: PersonId, now: Date, keep: SessionId | null = null): Write {
  return q
    .updateTable('sessions')
    .set({ revoked_at: now })
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .where('id', 'is distinct from', keep);
}

/** A refresh token by its hash, with its session and whether its person is suspended. */
export function selectRefreshToken(hash: string) {
  return q
    .selectFrom('refresh_tokens as t')
    .innerJoin('sessions as s', 's.id', 't.session_id')
    .innerJoin('people as p', 'p.id', 's.person_id')
    .select(['t.session_id', 't.used_at', 's.person_id', 's.revoked_at', 's.expires_at', 'p.suspended_at'])
    .where('t.hash', '=', hash);
}

export function insertRefreshToken(hash: string, sessionId: SessionId): Write {
  return q.insertInto('refresh_tokens').values({ hash, session_id: sessionId });
}

/** Marks a refresh token used; stale when another request was first. */
export function useRefreshToken(hash: string, now: Date): Write {
  return guarded(
    q.updateTable('refresh_tokens').set({ used_at: now }).where('hash', '=', hash).where('used_at', 'is', null),
  );
}

/** Forgets this session's refresh tokens that were used long ago: one that lives for years would have tens of thousands. */
export function forgetUsedTokens(id: SessionId, now: Date): Write {
  return q
    .deleteFrom('refresh_tokens')
    .where('session_id', '=', id)
    .where('used_at', '<', new Date(now.getTime() - KEEP_ENDED_MS));
}

/** Prolongs a session that has not been revoked meanwhile; else the batch is stale. */
export function prolongSession(id: SessionId, until: Date): Write {
  return guarded(
    q.updateTable('sessions').set({ expires_at: until }).where('id', '=', id).where('revoked_at', 'is', null),
  );
}

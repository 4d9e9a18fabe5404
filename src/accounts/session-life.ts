import { DAY_MS } from '../kernel/durations.ts';
import type { PersonId, SessionId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';

/** A session ends when it wasn't refreshed for 30 days; there is no end to one that is. */
const SESSION_MS = 30 * DAY_MS;

/** For so long a used refresh token still brings its successor: the answer to the first use may have been lost. */
const GRACE_MS = 10_000;

/** When a session ends that was opened or refreshed now. */
export function sessionEnd(now: Date): Date {
  return new Date(now.getTime() + SESSION_MS);
}

/** A refresh token as it is stored, with its session. */
export interface StoredRefreshToken {
  session_id: SessionId;
  person_id: PersonId;
  used_at: Date | null;
  revoked_at: Date | null;
  expires_at: Date;
  suspended_at: Date | null;
}

/**
 * What presenting a refresh token means: `rotate` on its first use; `repeat` within the grace, for the same successor;
 * `reused` after it, so either the token or its successor is in wrong hands.
 * Throws `session-ended` when the session has.
 */
export function judgeRefresh(token: StoredRefreshToken, now: Date): 'rotate' | 'repeat' | 'reused' {
  if (token.revoked_at !== null || token.expires_at <= now || token.suspended_at !== null) {
    throw new Problem('session-ended', { detail: 'Sign in again.' });
  }
  if (token.used_at === null) return 'rotate';
  return now.getTime() - token.used_at.getTime() <= GRACE_MS ? 'repeat' : 'reused';
}

import type { Ctx } from '../context.ts';
import { newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { randomSecret, sha256 } from '../platform/hash.ts';
import { guardUnchanged, selectCredentials } from './queries/people.ts';
import { endLeastRecentlyUsed, forgetEndedSessions, insertRefreshToken, insertSession } from './queries/sessions.ts';
import type { Tokens } from './schemas.ts';
import { sessionEnd } from './session-life.ts';
import { viewTokens } from './views.ts';

/** The operation that opens sessions. */
export const SIGN_IN = 'sessions_signIn';

/**
 * Opens a session. Everyone who cannot sign in gets the same `invalid-credentials` after the same work: an unknown
 * address, a wrong password, a suspended account, and one whose address isn't verified (to let that one in would tell
 * who signs up with another's address whether it had an account).
 */
export function signIn(ctx: Ctx, input: { email: string; password: string }): Promise<Reply<Tokens>> {
  return decideAndCommit(ctx, async () => {
    const [person] = await ctx.db.all(selectCredentials(input.email));
    await ctx.admission.admitted();
    const matches = await ctx.passwords.verify(person?.password_hash, input.password);
    if (!matches || person === undefined || person.email_verified_at === null || person.suspended_at !== null) {
      throw new Problem('invalid-credentials', {
        detail: 'Check both. A new account can be used once its e-mail address is verified.',
      });
    }
    const session = { personId: person.id, sessionId: newId('session') };
    const refreshToken = randomSecret();
    return {
      reply: { status: 201, body: viewTokens(await ctx.tokens.sign(session, ctx.now), refreshToken) },
      writes: [
        guardUnchanged(person.id, person.version),
        forgetEndedSessions(person.id, ctx.now),
        endLeastRecentlyUsed(person.id, ctx.now),
        insertSession({
          id: session.sessionId,
          person_id: person.id,
          created_at: ctx.now,
          expires_at: sessionEnd(ctx.now),
        }),
        insertRefreshToken(await sha256(refreshToken), session.sessionId),
      ],
    };
  });
}

import type { Ctx } from '../context.ts';
import { Problem } from '../kernel/problem.ts';
import { audit } from '../platform/audit.ts';
import { commitOrThrow, decideAndCommit, type Reply } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import { hmac, sha256 } from '../platform/hash.ts';
import {
  endSession,
  forgetUsedTokens,
  insertRefreshToken,
  prolongSession,
  selectRefreshToken,
  useRefreshToken,
} from './queries/sessions.ts';
import type { Tokens } from './schemas.ts';
import { judgeRefresh, type StoredRefreshToken, sessionEnd } from './session-life.ts';
import { viewTokens } from './views.ts';

/**
 * Trades a refresh token for its successor and an access token. The successor is an HMAC of the one presented, so that
 * a retry within the grace gets the same one; a token that is used after it ends the whole session. Throws
 * `invalid-token` for one that nobody was given, `session-ended` for one that is over.
 */
export async function refreshSession(ctx: Ctx, presented: string): Promise<Reply<Tokens>> {
  const hash = await sha256(presented);
  const successor = await hmac(ctx.config.refreshTokenSecret, presented);
  return decideAndCommit(ctx, async () => {
    const [token] = await ctx.db.all(selectRefreshToken(hash));
    if (token === undefined) throw new Problem('invalid-token', { detail: 'Sign in again.' });
    const meaning = judgeRefresh(token, ctx.now);
    if (meaning === 'reused') return endReused(ctx, token);
    const session = { personId: token.person_id, sessionId: token.session_id };
    const rotation: Write[] = [
      useRefreshToken(hash, ctx.now),
      insertRefreshToken(await sha256(successor), token.session_id),
      forgetUsedTokens(token.session_id, ctx.now),
    ];
    return {
      reply: { status: 200, body: viewTokens(await ctx.tokens.sign(session, ctx.now), successor) },
      writes: [...(meaning === 'rotate' ? rotation : []), prolongSession(token.session_id, sessionEnd(ctx.now))],
    };
  });
}

// Committed although the request is refused: the session must not outlive the refusal.
async function endReused(ctx: Ctx, { session_id, person_id }: StoredRefreshToken): Promise<never> {
  await commitOrThrow(ctx, [
    endSession(session_id, ctx.now),
    audit(ctx, 'session.refresh-token-reused', session_id, { personId: person_id }),
  ]);
  throw new Problem('session-ended', { detail: 'The refresh token was used before, so its session was ended.' });
}

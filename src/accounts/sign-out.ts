import type { Ctx } from '../context.ts';
import { personOf, sessionOf } from '../kernel/actor.ts';
import type { SessionId } from '../kernel/ids.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import { endSession, revokeSession, revokeSessions } from './queries/sessions.ts';

/** Ends one session of who is signed in: this one unless another is named. `not-found` when that isn't live or theirs. */
export function signOut(ctx: Ctx, other?: SessionId): Promise<Reply<null>> {
  const { personId, sessionId } = sessionOf(ctx.actor);
  return end(ctx, other === undefined ? endSession(sessionId, ctx.now) : revokeSession(other, personId, ctx.now));
}

/** Ends all sessions of who is signed in, this one included. */
export function signOutEverywhere(ctx: Ctx): Promise<Reply<null>> {
  return end(ctx, revokeSessions(personOf(ctx.actor).personId, ctx.now));
}

function end(ctx: Ctx, revocation: Write): Promise<Reply<null>> {
  return decideAndCommit(ctx, async () => ({ reply: { status: 204, body: null }, writes: [revocation] }));
}

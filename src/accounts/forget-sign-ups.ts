import type { Ctx } from '../context.ts';
import { DAY_MS } from '../kernel/durations.ts';
import { commitOrThrow } from '../platform/commit.ts';
import { forgetUnverified } from './unverified-queries.ts';

/** Whoever has not verified their address by then signs up anew, which takes no longer. */
const KEEP_UNVERIFIED_MS = 30 * DAY_MS;
/** Sign-ups that one hour forgets: what an outage has left must not make the next one fail as well. */
const FORGET_AT_ONCE = 10_000;

/** Forgets, every hour, sign-ups whose address nobody has verified: it may be anybody's, whom nobody has asked. */
export async function forgetSignUps(ctx: Ctx): Promise<void> {
  const before = new Date(ctx.now.getTime() - KEEP_UNVERIFIED_MS);
  await commitOrThrow(ctx, forgetUnverified({ before, now: ctx.now, limit: FORGET_AT_ONCE }));
}

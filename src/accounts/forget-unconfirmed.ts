import type { Ctx } from '../context.ts';
import { DAY_MS } from '../kernel/durations.ts';
import { commitOrThrow } from '../platform/commit.ts';
import { deleteOverEmailChanges } from './queries/email-changes.ts';
import { forgetUnverified } from './queries/unverified.ts';

/** A letter that tells of a change waits for a week at most. */
const KEEP_CHANGES_MS = 7 * DAY_MS;
/** Whoever has not verified their address by then signs up anew, which takes no longer. */
const KEEP_SIGN_UPS_MS = 30 * DAY_MS;
/** Rows of each that one hour forgets: what an outage has left must not make the next one fail as well. */
const FORGET_AT_ONCE = 10_000;

/**
 * Forgets, every hour, changes of addresses that were never made, and those that support has undone, and sign-ups that nobody
 * has verified: the addresses may be anybody's, whom nobody has asked. What was made is kept with the account: its owner is
 * found by it.
 */
export async function forgetUnconfirmed(ctx: Ctx): Promise<void> {
  const { now } = ctx;
  const ago = (ms: number) => new Date(now.getTime() - ms);
  await commitOrThrow(ctx, [
    deleteOverEmailChanges(ago(KEEP_CHANGES_MS), FORGET_AT_ONCE),
    ...forgetUnverified({ before: ago(KEEP_SIGN_UPS_MS), now, limit: FORGET_AT_ONCE }),
  ]);
}

import type { Ctx } from '../context.ts';
import { DAY_MS } from '../kernel/durations.ts';
import { deleteOverEmailChanges } from './email-change-queries.ts';

/** A letter that tells of a change waits for a week at most. */
const KEEP_OVER_MS = 7 * DAY_MS;
/** Rows that one hour forgets: what an outage has left must not make the next one fail as well. */
const FORGET_AT_ONCE = 10_000;

/**
 * Forgets, every hour, changes of addresses that were never made, and those that support has undone: the addresses may be
 * anybody's, whom nobody has asked. What was made is kept with the account: its owner is found by it.
 */
export async function forgetEmailChanges(ctx: Ctx): Promise<void> {
  await ctx.db.all(deleteOverEmailChanges(new Date(ctx.now.getTime() - KEEP_OVER_MS), FORGET_AT_ONCE));
}

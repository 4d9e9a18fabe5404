import type { Ctx } from '../context.ts';
import { addDays, todayIn } from '../kernel/dates.ts';
import { renewSearchRows } from './queries.ts';

/**
 * Days after which a row's window moves on. A window has 1,024 nights, of which 731 can be searched at a time: there are
 * half a year's days left to move it in.
 */
const LASTS_DAYS = 100;
/** A window begins before today, which it still is somewhere. */
const BEGINS_BEFORE = 2;
/** Rows of one minute: enough for a million in four days, and few to hold up bookings with. */
const ROWS_AT_ONCE = 200;

/** Moves the windows of some search rows on, every minute; which rows it finds first does not matter. */
export async function renewRows(ctx: Ctx): Promise<void> {
  const today = todayIn('UTC', ctx.now);
  const [until, start] = [addDays(today, -LASTS_DAYS), addDays(today, -BEGINS_BEFORE)];
  await ctx.db.all(renewSearchRows(until, start, ROWS_AT_ONCE));
}

import type { Ctx } from '../context.ts';
import { addDays, type PlainDate, todayIn } from '../kernel/dates.ts';
import type { Query } from '../platform/db/index.ts';
import { renewSearchRows, selectAgedRow } from './queries.ts';

/**
 * Days after which a row's window moves on. A window has 1,024 nights, of which 731 can be searched at a time: there are
 * half a year's days left to move it in.
 */
const LASTS_DAYS = 100;
/** A window begins before today, which it still is somewhere. */
const BEGINS_BEFORE = 2;
/** Rows of one minute: enough for a million in four days, and few to hold up bookings with. */
const ROWS_AT_ONCE = 200;

/** Whether there are rows whose window has to move on. */
export function agedRows(ctx: Ctx): Query {
  return selectAgedRow(agedBefore(ctx));
}

/**
 * Moves the windows of some search rows on, every minute; which rows it finds first does not matter.
 * @param aged the rows of `agedRows`
 */
export async function renewRows(ctx: Ctx, aged: readonly unknown[]): Promise<void> {
  if (aged.length === 0) return;
  const start = addDays(todayIn('UTC', ctx.now), -BEGINS_BEFORE);
  await ctx.db.all(renewSearchRows(agedBefore(ctx), start, ROWS_AT_ONCE));
}

function agedBefore({ now }: Ctx): PlainDate {
  return addDays(todayIn('UTC', now), -LASTS_DAYS);
}

import type { Ctx } from '../context.ts';
import { personOf, sideOf } from '../kernel/actor.ts';
import type { BookingId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { selectLedgerOf } from './queries/ledger.ts';
import type { BookingLedger } from './schemas.ts';
import { type PostedRow, viewLedger } from './views.ts';

/** The booking's postings that the acting person may see. Throws `not-found` for strangers. */
export async function loadLedger(ctx: Ctx, bookingId: BookingId): Promise<z.input<typeof BookingLedger>> {
  const by = personOf(ctx.actor);
  const rows = await ctx.db.all(selectLedgerOf(bookingId, by));
  const [booking] = rows;
  if (booking === undefined) throw new Problem('not-found');
  return viewLedger(bookingId, booking.is_operator ? 'operator' : sideOf(ctx.actor, booking), rows.filter(isPosted));
}

// True because no column of a posting is null but its owner: either the whole entry is there or nothing of it.
function isPosted<Row extends { effect: string | null }>(row: Row): row is Row & PostedRow {
  return row.effect !== null;
}

import type { Ctx } from '../context.ts';
import type { PersonId } from '../kernel/ids.ts';
import type { z } from '../kernel/zod.ts';
import { decodeCursor, page } from '../platform/http/page.ts';
import { BookingCursor, BookingCursorByDate, type BookingQuery } from './list-schemas.ts';
import { isByDate, type ListedBooking, selectBookingPage } from './queries/lists.ts';

/** In which order lists of bookings come, for the contract. */
export const listOrder =
  'Newest first; with `when`, `only`, `from` or `to` by check-in, the earliest first, of stays that are over (`past`, ' +
  '`reviewable`) the latest.';

/** A page of a person's bookings, from one side, in one round trip. */
export async function listBookings<Item extends object>(
  ctx: Ctx,
  personId: PersonId,
  { as: side, cursor, limit, ...filter }: z.output<typeof BookingQuery>,
  view: (row: ListedBooking) => Item,
): Promise<{ data: Item[]; nextCursor: string | null }> {
  const isInOrderOfStays = isByDate(filter);
  const after = decodeCursor(cursor, isInOrderOfStays ? BookingCursorByDate : BookingCursor);
  const rows = await ctx.db.all(selectBookingPage(ctx, personId, { side, ...filter, after, limit }));
  return page(rows, limit, view, (row) => (isInOrderOfStays ? [row.check_in, row.id] : [row.id]));
}

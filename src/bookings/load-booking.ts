import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import type { BookingId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { type BookingRow, type Side, selectBookingsOf } from './queries/bookings.ts';

/** The acting person's booking, as its guest or its host (either one without `side`). Throws `not-found` for others. */
export async function loadBooking(ctx: Ctx, bookingId: BookingId, side?: Side): Promise<BookingRow> {
  const { personId } = personOf(ctx.actor);
  const [booking] = await ctx.db.all(selectBookingsOf(personId, side).where('bookings.id', '=', bookingId));
  if (booking === undefined) throw new Problem('not-found');
  return booking;
}

/** The side on which the acting person is; nobody is on both, since hosts can't book their own listings. */
export function sideOf(ctx: Ctx, booking: Pick<BookingRow, 'guest_id'>): Side {
  return personOf(ctx.actor).personId === booking.guest_id ? 'guest' : 'host';
}

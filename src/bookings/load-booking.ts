import type { RawBuilder } from 'kysely';
import type { Ctx } from '../context.ts';
import { personOf, type Side } from '../kernel/actor.ts';
import type { BookingId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import {
  type BookingRow,
  type BookingToCancel,
  selectBooking,
  selectBookingsOf,
  toCancel,
} from './queries/bookings.ts';

/** The acting person's booking, as its guest or its host (either one without `side`). Throws `not-found` for others. */
export async function loadBooking(ctx: Ctx, bookingId: BookingId, side?: Side): Promise<BookingRow> {
  const [booking] = await ctx.db.all(selectOwn(ctx, bookingId, side));
  if (booking === undefined) throw new Problem('not-found');
  return booking;
}

/** The same as a query, for a batch. */
export function selectOwn(ctx: Ctx, bookingId: BookingId | RawBuilder<BookingId>, side?: Side) {
  return selectBookingsOf(personOf(ctx.actor).personId, side).where('bookings.id', '=', bookingId);
}

/** A booking to be cancelled: of the acting person, as its host only, or anybody's, for support. Else `not-found`. */
export async function loadToCancel(
  ctx: Ctx,
  bookingId: BookingId,
  whose: 'party' | 'host' | 'anybody',
): Promise<BookingToCancel> {
  const side = whose === 'host' ? 'host' : undefined;
  const bookings = whose === 'anybody' ? selectBooking(bookingId) : selectOwn(ctx, bookingId, side);
  const [booking] = await ctx.db.all(toCancel(bookings, ctx.now));
  if (booking === undefined) throw new Problem('not-found');
  return booking;
}

/** The same, refused with `invalid-transition` unless it is confirmed. */
export async function loadCancellable(...which: Parameters<typeof loadToCancel>): Promise<BookingToCancel> {
  const booking = await loadToCancel(...which);
  if (booking.state === 'confirmed') return booking;
  throw new Problem('invalid-transition', { detail: 'Only a confirmed booking can be cancelled.' });
}

import type { Ctx } from '../context.ts';
import type { BookingId } from '../kernel/ids.ts';
import { cancelPayment, hearPayment } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { alterationLife, nextAlteration } from './alteration.ts';
import { fallWrites } from './answer-alteration.ts';
import { checkOutOf, eventOf, phaseOf } from './booking.ts';
import { ending, endWrites, stepWrites } from './move.ts';
import { selectAlterationsOf } from './queries/alterations.ts';
import { selectBooking, updateBooking } from './queries/bookings.ts';
import { nextState } from './state.ts';

type OfBooking = { bookingId: BookingId };

/**
 * Job: expires a hold or request whose time is up. One that another booking has pushed aside is expired already, and one
 * that was paid in time is its payment's to move, heard of or not.
 */
export async function onExpireBooking(ctx: Ctx, { bookingId }: OfBooking): Promise<readonly Write[]> {
  const [booking] = await ctx.db.all(selectBooking(bookingId));
  if (booking === undefined) return [];
  if (booking.state === 'expired') return [enqueue(ctx, cancelPayment, { paymentId: booking.payment_id })];
  if (booking.expires_at === null || booking.expires_at > ctx.now) return [];
  if (booking.state === 'held') {
    if (booking.payments[0].state !== 'pending') return [];
    const heard = await hearPayment(ctx, booking.payment_id);
    if (heard.length > 0) return heard;
  }
  return endWrites(ctx, booking, ending(nextState(phaseOf(booking), 'expire', 'clock'), 'system', ctx.now));
}

/** Job: reminds the host of a request that is not answered yet. */
export async function onRemindHost(ctx: Ctx, { bookingId }: OfBooking): Promise<readonly Write[]> {
  const [booking] = await ctx.db.all(selectBooking(bookingId));
  if (booking === undefined || phaseOf(booking) !== 'requested') return [];
  if (booking.expires_at === null || booking.expires_at <= ctx.now) return [];
  const { guestId: _, ...toHost } = eventOf('booking.reminder', booking, {
    expiresAt: booking.expires_at.toISOString(),
  });
  return [updateBooking(booking, {}), emit(ctx, toHost)];
}

/** Job: completes a booking at check-out. What is still proposed for it falls: there is nothing left to alter. */
export async function onCompleteBooking(ctx: Ctx, { bookingId }: OfBooking): Promise<readonly Write[]> {
  const [[booking], alterations] = await ctx.db.batch([selectBooking(bookingId), selectAlterationsOf(bookingId)]);
  if (booking?.state !== 'confirmed' || checkOutOf(booking) > ctx.now) return [];
  const move = nextState('confirmed', 'complete', 'clock');
  const open = alterations.filter((alteration) => alterationLife[alteration.state].expire !== undefined);
  return [
    ...stepWrites(ctx, booking, { move, change: { ended_at: ctx.now, ended_by: 'system' } }, []),
    ...open.flatMap((alteration) =>
      fallWrites(ctx, booking, alteration, nextAlteration(alteration, 'expire', 'clock')),
    ),
  ];
}

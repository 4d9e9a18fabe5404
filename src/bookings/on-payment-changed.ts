import { guardActive } from '../accounts/index.ts';
import { guardNoStaleFeed } from '../channels/index.ts';
import type { Ctx } from '../context.ts';
import type { PaymentId } from '../kernel/ids.ts';
import { cancelPayment } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { onDifferenceChanged } from './alteration-jobs.ts';
import { answerUntil, arrivalDayOver, checkInOf, eventOf, phaseOf, refundedOf } from './booking.ts';
import { lateWrites } from './late-payment.ts';
import { confirmation, confirmWrites, ending, endWrites, stepWrites, timerWrites } from './move.ts';
import { effectOfPayment } from './payment-effect.ts';
import { type BookingRow, selectBookingPaidBy, updateBooking } from './queries/bookings.ts';
import {
  freeExpired,
  guardFree,
  keepClaim,
  lockNightsOnSale,
  nightsOfBooking,
  releaseClaim,
  reviveClaim,
  selectCanReturn,
} from './queries/nights.ts';
import { onRestChanged } from './rest-jobs.ts';
import { clocks, nextState } from './state.ts';

/** Job: a payment was authorised, captured or cancelled; its booking follows. */
export async function onPaymentChanged(ctx: Ctx, { paymentId }: { paymentId: PaymentId }): Promise<readonly Write[]> {
  const [booking] = await ctx.db.all(selectBookingPaidBy(paymentId));
  if (booking === undefined) {
    return [...(await onDifferenceChanged(ctx, paymentId)), ...(await onRestChanged(ctx, paymentId))];
  }
  switch (effectOfPayment(booking)) {
    case 'confirm':
      return confirmWrites(ctx, booking, nextState(phaseOf(booking), 'capture', 'payment'));
    case 'request':
      return requestWrites(ctx, booking);
    case 'end': {
      const { move, change } = ending(nextState(phaseOf(booking), 'fail', 'payment'), 'system', ctx.now);
      const step = { move, change: { ...change, is_cut_short: isCutShort(ctx, booking) } };
      return stepWrites(ctx, booking, step, [releaseClaim(booking.id)]);
    }
    case 'give-back':
      return reviveOrGiveBack(ctx, booking);
    case 'cancel-payment':
      return [enqueue(ctx, cancelPayment, { paymentId })];
    case undefined:
      return [];
  }
}

// Whether its host could still have answered.
function isCutShort({ now }: Ctx, { state, expires_at: expiresAt }: BookingRow): boolean {
  return state === 'requested' && expiresAt !== null && expiresAt > now;
}

// Where no time to answer is left it never becomes a request: its host would have let it pass.
function requestWrites(ctx: Ctx, booking: BookingRow): Write[] {
  const end = Math.min(ctx.now.getTime() + clocks.answer, arrivalDayOver(booking).getTime());
  const expiresAt = answerUntil(end, booking.payments[0]);
  if (expiresAt <= ctx.now) {
    return endWrites(ctx, booking, ending(nextState(phaseOf(booking), 'fail', 'payment'), 'system', ctx.now));
  }
  const move = nextState(phaseOf(booking), 'authorise', 'payment');
  return [
    ...stepWrites(ctx, booking, { move, change: { requested_at: ctx.now, expires_at: expiresAt } }, [
      keepClaim(booking.id, expiresAt),
    ]),
    ...timerWrites(ctx, 'requested', { ...booking, expires_at: expiresAt }),
  ];
}

async function reviveOrGiveBack(ctx: Ctx, booking: BookingRow): Promise<Write[]> {
  if (refundedOf(booking) > 0) return [];
  if (await canReturn(ctx, booking)) return reviveWrites(ctx, booking);
  // Its booking moves with it: a twin of this job must not revive what is refunded here.
  return lateWrites(ctx, booking, booking.payments[0]);
}

// What a person has ended stays ended, no host is given a guest unasked, and nobody a stay that has begun, or for money
// that their bank takes back; nothing new begins with who is suspended.
async function canReturn(ctx: Ctx, booking: BookingRow): Promise<boolean> {
  const { state, ended_by, mode } = booking;
  if (booking.is_disputed) return false;
  if (state !== 'expired' || ended_by !== 'system' || mode !== 'instant' || checkInOf(booking) <= ctx.now) return false;
  const [listing] = await ctx.db.all(selectCanReturn(nightsOfBooking(booking), booking.guest_id, ctx.realNow));
  return listing?.can_return === true;
}

function reviveWrites(ctx: Ctx, booking: BookingRow): Write[] {
  const move = nextState('expired', 'revive', 'payment');
  const nights = nightsOfBooking(booking);
  return [
    guardActive([booking.guest_id], 'stale'),
    lockNightsOnSale(booking.listing_id, 'stale'),
    guardNoStaleFeed(booking.listing_id, ctx.realNow),
    freeExpired(nights, ctx.realNow),
    guardFree(nights),
    updateBooking(booking, { ...confirmation(move, ctx.now).change, state: 'confirmed' }),
    reviveClaim(booking.id),
    emit(ctx, eventOf(move.tells, booking)),
    emit(ctx, eventOf('booking.confirmed', booking)),
    ...timerWrites(ctx, 'confirmed', booking),
  ];
}

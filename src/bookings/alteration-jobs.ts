import type { Ctx } from '../context.ts';
import { isStanding } from '../kernel/booking-state.ts';
import type { AlterationId, PaymentId } from '../kernel/ids.ts';
import { plus } from '../kernel/price.ts';
import { portionsOf, sharesIn } from '../kernel/shares.ts';
import { cancelPayment, capturePayment, hearPayment, paymentChanged } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { acceptWrites, selectCanMove, stayOf } from './accept-alteration.ts';
import { costsWhatItSays, nextAlteration, obstacleTo } from './alteration.ts';
import { endAlterationWrites } from './answer-alteration.ts';
import { answerUntil, eventOfAlteration } from './booking.ts';
import { expireAlteration } from './jobs.ts';
import { lateWrites } from './late-payment.ts';
import { leftOf } from './left.ts';
import {
  type AlterationRow,
  bookingOf,
  bookingOfPayment,
  selectAlteration,
  selectAlterationPaidBy,
  updateAlteration,
} from './queries/alterations.ts';
import {
  type BookingRow,
  type BookingWithShares,
  type PaymentOfBooking,
  selectBooking,
  withShares,
} from './queries/bookings.ts';
import { moveBooking } from './queries/nights.ts';
import { clocks } from './state.ts';

/** Job: ends a proposal that nobody has answered, or paid for, in time. One that was paid is its payment's to move. */
export async function onExpireAlteration(
  ctx: Ctx,
  { alterationId }: { alterationId: AlterationId },
): Promise<readonly Write[]> {
  const [[booking], [alteration]] = await ctx.db.batch([
    selectBooking(bookingOf(alterationId)),
    selectAlteration(alterationId),
  ]);
  if (booking === undefined || alteration === undefined) return [];
  if (alteration.expires_at === null || alteration.expires_at > ctx.now) return [];
  const payment = paymentOf(booking, alteration);
  if (payment !== undefined && alteration.state !== 'proposed') {
    if (payment.state === 'authorised') return [];
    const heard = payment.state === 'pending' ? await hearPayment(ctx, payment.id) : [];
    if (heard.length > 0) return heard;
  }
  return endAlterationWrites(ctx, booking, alteration, nextAlteration(alteration, 'expire', 'clock'));
}

/** What a payment's new state does to the proposal that it is for; nothing for payments of anything else. */
export async function onDifferenceChanged(ctx: Ctx, paymentId: PaymentId): Promise<readonly Write[]> {
  const [[booking], [alteration]] = await ctx.db.batch([
    withShares(selectBooking(bookingOfPayment(paymentId))),
    selectAlterationPaidBy(paymentId),
  ]);
  if (booking === undefined || alteration === undefined) return [];
  const payment = paymentOf(booking, alteration);
  switch (payment?.state) {
    case 'authorised':
      return authorised(ctx, booking, alteration, payment);
    case 'captured':
      return captured(ctx, booking, alteration, payment);
    case 'cancelled':
      return cancelled(ctx, booking, alteration);
    default:
      return [];
  }
}

async function authorised(
  ctx: Ctx,
  booking: BookingWithShares,
  alteration: AlterationRow,
  payment: PaymentOfBooking,
): Promise<Write[]> {
  const { id, state } = alteration;
  if (state === 'unpaid') {
    const { to, tells } = nextAlteration(alteration, 'authorise', 'payment');
    const expiresAt = answerUntil(alteration.created_at.getTime() + clocks.alteration, payment);
    return [
      ...moveBooking(booking),
      updateAlteration(alteration, { state: to, expires_at: expiresAt }),
      emit(ctx, eventOfAlteration(tells, booking, id)),
      enqueue(ctx, expireAlteration, { alterationId: id }, expiresAt),
    ];
  }
  if (state === 'accepting') {
    nextAlteration(alteration, 'authorise', 'payment');
    const [nights] = await ctx.db.all(selectCanMove(booking, alteration, ctx.realNow));
    const isAsAgreed = nights?.are_free === true && costsWhatItSays(alteration, booking);
    if (isAsAgreed && obstacleTo(booking, stayOf(alteration), ctx.now) === undefined)
      return acceptWrites(ctx, booking, alteration);
    return endAlterationWrites(ctx, booking, alteration, nextAlteration(alteration, 'expire', 'payment'));
  }
  const isOver = state !== 'accepted' && state !== 'proposed';
  if (isOver) return [enqueue(ctx, cancelPayment, { paymentId: payment.id })];
  return state === 'accepted' ? [enqueue(ctx, capturePayment, { paymentId: payment.id })] : [];
}

// Counted once: what is captured for a booking that is over by then goes back whole. So does what somebody captures in the
// Dashboard before the proposal is agreed on. That ends first, and the job after sees to the money: left open, it could be
// accepted for nothing.
function captured(ctx: Ctx, booking: BookingRow, alteration: AlterationRow, payment: PaymentOfBooking): Write[] {
  if (alteration.settled_at !== null) return [];
  if (isOpen(alteration)) {
    return [...lost(ctx, booking, alteration), enqueue(ctx, paymentChanged, { paymentId: payment.id })];
  }
  const isWanted = alteration.state === 'accepted' && isStanding(booking.state);
  if (!isWanted) {
    return [...lateWrites(ctx, booking, payment), updateAlteration(alteration, { settled_at: ctx.now })];
  }
  return [
    ...moveBooking(booking, { kept: plus(leftOf(booking), portionsOf(sharesIn(payment))) }),
    updateAlteration(alteration, { settled_at: ctx.now }),
  ];
}

function cancelled(ctx: Ctx, booking: BookingRow, alteration: AlterationRow): Write[] {
  const { state, settled_at } = alteration;
  if (isOpen(alteration)) return lost(ctx, booking, alteration);
  if (state !== 'accepted' || settled_at !== null || booking.state === 'cancelled') return [];
  const { to, tells } = nextAlteration(alteration, 'fail', 'payment');
  return [
    updateAlteration(alteration, { state: to, settled_at: ctx.now }),
    emit(ctx, eventOfAlteration(tells, booking, alteration.id)),
  ];
}

function lost(ctx: Ctx, booking: BookingRow, alteration: AlterationRow): Write[] {
  return endAlterationWrites(ctx, booking, alteration, nextAlteration(alteration, 'fail', 'payment'));
}

function isOpen({ state }: AlterationRow): boolean {
  return state === 'unpaid' || state === 'proposed' || state === 'accepting';
}

function paymentOf({ payments }: BookingRow, { payment_id }: AlterationRow): PaymentOfBooking | undefined {
  return payments.find(({ id }) => id === payment_id);
}

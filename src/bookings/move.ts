import type { Ctx } from '../context.ts';
import { lookAtDeposit } from '../deposits/index.ts';
import type { Side } from '../kernel/actor.ts';
import type { BookingId } from '../kernel/ids.ts';
import { cancelPayment } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { type BookingTold, checkOutOf, eventOf } from './booking.ts';
import { chargeRest, completeBooking, expireBooking, remindHost } from './jobs.ts';
import type { BookingChange, BookingRow } from './queries/bookings.ts';
import { keepClaim, moveBooking, releaseClaim } from './queries/nights.ts';
import { type Move, type Phase, timers } from './state.ts';

/** A move of a booking with what it changes beside the state. */
export type Step = { move: Move; change: BookingChange };

/** The booking as it is after the step, as it was loaded. */
export function moved<B extends BookingRow>(booking: B, { move, change }: Step): B {
  // What its host has of it is worked out anew after the step.
  return { ...booking, ...change, state: move.to === 'accepted' ? 'requested' : move.to, payout: null };
}

/**
 * The writes of a step: the listing's lock, the row, what becomes of its nights, and the event. Refused as stale when
 * the booking has changed.
 */
export function stepWrites(
  ctx: Ctx,
  booking: BookingRow,
  step: Step,
  nights: readonly Write[],
  told: BookingTold = {},
): Write[] {
  return [
    ...moveBooking(booking, { ...step.change, state: moved(booking, step).state }),
    ...nights,
    emit(ctx, eventOf(step.move.tells, booking, told)),
  ];
}

/** The step that confirms a booking, now that it is paid. */
export function confirmation(move: Move, now: Date): Step {
  return { move, change: { expires_at: null, confirmed_at: now, ended_at: null, ended_by: null } };
}

/** The writes that confirm a booking whose nights are still its own. */
export function confirmWrites(ctx: Ctx, booking: BookingRow, move: Move): Write[] {
  return [
    ...stepWrites(ctx, booking, confirmation(move, ctx.now), [keepClaim(booking.id, null)]),
    ...timerWrites(ctx, 'confirmed', booking),
  ];
}

/** The jobs of the clocks that run in this phase of a booking. */
export function timerWrites(ctx: Ctx, phase: Phase, booking: Timed): Write[] {
  const bookingId = booking.id;
  const deadline = booking.expires_at ?? ctx.now;
  const instants = {
    deadline,
    'half-time': new Date((ctx.now.getTime() + deadline.getTime()) / 2),
    'check-out': checkOutOf(booking),
  };
  const jobs = { expire: expireBooking, remind: remindHost, complete: completeBooking };
  return [
    ...(timers[phase] ?? []).map(({ does, at }) => enqueue(ctx, jobs[does], { bookingId }, instants[at])),
    ...(phase === 'confirmed' ? [...depositWrites(ctx, booking), ...restWrites(ctx, booking)] : []),
  ];
}

/** The writes that have the damage deposit of a booking, if there is one, follow the booking. */
export function depositWrites(ctx: Ctx, { id, deposit }: { id: BookingId; deposit?: BookingRow['deposit'] }): Write[] {
  return deposit == null ? [] : [enqueue(ctx, lookAtDeposit, { bookingId: id })];
}

// At once, where it was due before the booking was confirmed.
function restWrites(ctx: Ctx, { id, rest }: Pick<Timed, 'id' | 'rest'>): Write[] {
  if (rest == null || rest.payment_id !== null) return [];
  return [enqueue(ctx, chargeRest, { bookingId: id }, new Date(rest.due_at))];
}

type Timed = Pick<BookingRow, 'id' | 'expires_at' | 'check_out' | 'check_out_by' | 'time_zone'> &
  Partial<Pick<BookingRow, 'deposit' | 'rest'>>;

/** The step that ends a booking which never was confirmed. */
export function ending(move: Move, by: Side | 'system', now: Date): Step {
  return { move, change: { expires_at: null, ended_at: now, ended_by: by } };
}

/** Its writes: the nights are free again, and nobody can pay any more. */
export function endWrites(ctx: Ctx, booking: BookingRow, step: Step): Write[] {
  return [
    ...stepWrites(ctx, booking, step, [releaseClaim(booking.id)]),
    enqueue(ctx, cancelPayment, { paymentId: booking.payment_id }),
  ];
}

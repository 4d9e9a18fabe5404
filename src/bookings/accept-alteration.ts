import type { Ctx } from '../context.ts';
import { addedNights } from '../kernel/added-nights.ts';
import type { Stay } from '../kernel/dates.ts';
import { type Shares, sharesOf, totalOf } from '../kernel/shares.ts';
import { capturePayment, hostShareChanged, postMoved, promiseRefunds } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { settlementOf } from './alteration.ts';
import { eventOf, eventOfAlteration } from './booking.ts';
import { countedOf } from './left.ts';
import { timerWrites } from './move.ts';
import { type AlterationRow, updateAlteration } from './queries/alterations.ts';
import { type BookingRow, type BookingWithShares, updateBooking } from './queries/bookings.ts';
import {
  freeExpired,
  guardNotClosed,
  lockNights,
  moveClaim,
  type Nights,
  nightsBeside,
  nightsFor,
  selectAreFree,
} from './queries/nights.ts';

/** The stay that is proposed. */
export function stayOf({ check_in, check_out }: Pick<AlterationRow, 'check_in' | 'check_out'>): Stay {
  return { checkIn: check_in, checkOut: check_out };
}

/** The proposal as it is once accepted. */
export function accepted(alteration: AlterationRow, now: Date): AlterationRow {
  return { ...alteration, ...acceptedAt(now) };
}

/**
 * The writes that make a booking what was agreed: its nights are swapped in one batch, what it costs less goes back, what
 * it costs more is captured. Refused with `nights-unavailable` when another has a night of it. Throws `payment-disputed`
 * where a bank has taken what would go back.
 */
export function acceptWrites(ctx: Ctx, booking: BookingWithShares, alteration: AlterationRow): Write[] {
  const { check_in, check_out, adults, children, infants, pets, price, cancellation_policy } = alteration;
  const { from, kept } = settlementOf(booking, price.totals);
  const changed = { ...booking, check_in, check_out };
  const stay = stayOf(alteration);
  return [
    lockNights(booking.listing_id),
    freeExpired(nightsFor(booking, stay), ctx.realNow),
    ...nightsAdded(booking, stay).map(guardNotClosed),
    updateBooking(booking, {
      ...{ check_in, check_out, adults, children, infants, pets, price, cancellation_policy },
      kept,
    }),
    moveClaim(booking.id, stay),
    updateAlteration(alteration, acceptedAt(ctx.now)),
    ...settle(ctx, booking, alteration, sharesOf(from)),
    emit(ctx, eventOfAlteration('alteration.accepted', booking, alteration.id)),
    emit(ctx, eventOf('booking.altered', changed, { alterationId: alteration.id })),
    ...timerWrites(ctx, 'confirmed', changed),
    // Other nights are due to the host at another time, also where the sum stays the same.
    enqueue(ctx, hostShareChanged, { subject: booking.id }),
    ...(alteration.payment_id === null ? [] : [enqueue(ctx, capturePayment, { paymentId: alteration.payment_id })]),
  ];
}

function acceptedAt(now: Date) {
  return { state: 'accepted', expires_at: null, ended_at: now } as const;
}

// Where the sum stays the same each may still have another part of it.
function settle(ctx: Ctx, booking: BookingRow, { id }: AlterationRow, from: Shares): Write[] {
  if (totalOf(from) > 0) return promiseRefunds(ctx, countedOf(booking), { reason: 'alteration', from });
  return postMoved(ctx, booking.payments, {
    effect: `alteration:${id}`,
    subject: booking.id,
    currency: booking.price.currency,
    host: booking.host_id,
    from,
  });
}

/** Whether nothing live has a night that a booking would get, nor one that is kept free around it: as it is guarded above. */
export function selectCanMove(booking: BookingRow, alteration: AlterationRow, now: Date) {
  const stay = stayOf(alteration);
  return selectAreFree(booking, { all: nightsFor(booking, stay), added: nightsAdded(booking, stay) }, now);
}

/** Whether the booking gets nights that it does not have. */
export function addsNights(booking: BookingRow, alteration: AlterationRow): boolean {
  return nightsAdded(booking, stayOf(alteration)).length > 0;
}

function nightsAdded(booking: BookingRow, stay: Stay): Nights[] {
  const own = { checkIn: booking.check_in, checkOut: booking.check_out };
  return addedNights(own, stay).map((added) => nightsBeside(booking, added));
}

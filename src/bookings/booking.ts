import { addDays, instantAt } from '../kernel/dates.ts';
import type { AlterationEventType, BookingEventType, DomainEvent, EventData } from '../kernel/events.ts';
import type { AlterationId } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import type { BookedStay } from '../pricing/index.ts';
import { leftOf } from './left.ts';
import type { BookingRow, PaymentOfBooking } from './queries/bookings.ts';
import { clocks, type Phase } from './state.ts';

/** Days of the calendar, from check-out, for which both sides may review a stay. */
export const REVIEW_DAYS = 14;

/** The state of a booking, a request that was accepted and waits for its capture told apart. */
export function phaseOf({ state, accepted_at }: Pick<BookingRow, 'state' | 'accepted_at'>): Phase {
  return state === 'requested' && accepted_at !== null ? 'accepted' : state;
}

/** When the check-in opens. */
export function checkInOf(booking: Pick<BookingRow, 'check_in' | 'check_in_from' | 'time_zone'>): Date {
  return instantAt(booking.check_in, booking.check_in_from, booking.time_zone);
}

/** When the day of check-in is over where the listing is: from then on nobody can agree to the stay, nor be quoted it. */
export function arrivalDayOver({ check_in, time_zone }: Pick<BookingRow, 'check_in' | 'time_zone'>): Date {
  return instantAt(addDays(check_in, 1), '00:00', time_zone);
}

/** When the guest has to be out, which completes the booking. */
export function checkOutOf(booking: Pick<BookingRow, 'check_out' | 'check_out_by' | 'time_zone'>): Date {
  return instantAt(booking.check_out, booking.check_out_by, booking.time_zone);
}

/** Until when there is time for an answer that would end then: early enough to capture what is authorised. */
export function answerUntil(end: number, { capture_before }: Pick<PaymentOfBooking, 'capture_before'>): Date {
  const captureBefore = capture_before === null ? Number.POSITIVE_INFINITY : Date.parse(capture_before);
  return new Date(Math.min(end, captureBefore - clocks.beforeCapture));
}

/** What a refund is decided on; before the booking is confirmed, as if it were as soon as it was made. */
export function bookedStayOf(booking: BookingRow): BookedStay {
  return {
    policy: booking.cancellation_policy,
    price: booking.price,
    checkIn: booking.check_in,
    timeZone: booking.time_zone,
    checkInTime: booking.check_in_from,
    bookedAt: booking.created_at,
    confirmedAt: booking.confirmed_at ?? booking.created_at,
    left: leftOf(booking),
  };
}

/** What all payments for a stay have given back, paid by Stripe or not yet. */
export function refundedOf({ payments }: Pick<BookingRow, 'payments'>): number {
  return sum(payments.filter(({ is_of_stay: isOfStay }) => isOfStay).map((payment) => payment.refunded_amount));
}

/** What an event of a booking tells beside its stay. */
export type BookingTold = Omit<EventData<BookingEventType>, 'listingId' | 'checkIn' | 'checkOut'>;

/** The event that tells of a proposal to alter a booking. */
export function eventOfAlteration(
  type: AlterationEventType,
  booking: Pick<BookingRow, 'id' | 'guest_id' | 'host_id'>,
  alterationId: AlterationId,
): DomainEvent<AlterationEventType> {
  const { id: bookingId, guest_id: guestId, host_id: hostId } = booking;
  return { type, subject: alterationId, guestId, hostId, data: { bookingId } };
}

/** The event that tells of a booking: what both sides may know of it, nothing about people. */
export function eventOf(
  type: BookingEventType,
  booking: Pick<BookingRow, 'id' | 'listing_id' | 'guest_id' | 'host_id' | 'check_in' | 'check_out'>,
  told: BookingTold = {},
): DomainEvent<BookingEventType> {
  return {
    type,
    subject: booking.id,
    guestId: booking.guest_id,
    hostId: booking.host_id,
    data: { listingId: booking.listing_id, checkIn: booking.check_in, checkOut: booking.check_out, ...told },
  };
}

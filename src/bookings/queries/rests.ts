import { type Insertable, type RawBuilder, sql } from 'kysely';
import { chargedBy } from '../../cards/index.ts';
import type { BookingId, PaymentId } from '../../kernel/ids.ts';
import { guarded, q, type Write } from '../../platform/db/index.ts';
import type { BookingTables } from '../../platform/db/tables/bookings.ts';
import type { BookingRow } from './bookings.ts';

/** The id of the booking that a payment is the rest of, as SQL. */
export function bookingOfRest(paymentId: PaymentId): RawBuilder<BookingId> {
  return sql`(select booking_id from booking_rests where payment_id = ${paymentId})`;
}

/** The rest of a booking with its card: the payment method is null once that was removed. */
export function selectRest(bookingId: BookingId) {
  return q
    .selectFrom('booking_rests')
    .innerJoin('bookings', 'bookings.id', 'booking_rests.booking_id')
    .selectAll('booking_rests')
    .select(chargedBy('booking_rests.card_id', 'bookings.guest_id'))
    .where('booking_rests.booking_id', '=', bookingId);
}

/** The write that agrees with a booking to pay the rest later. */
export function insertRest(rest: Insertable<BookingTables['booking_rests']>): Write {
  return q.insertInto('booking_rests').values(rest);
}

/** Opens the rest's payment, once. */
export function openRestPayment(bookingId: BookingId, paymentId: PaymentId, payBy: Date): Write {
  return guarded(
    q
      .updateTable('booking_rests')
      .set({ payment_id: paymentId, pay_by: payBy })
      .where('booking_id', '=', bookingId)
      .where('payment_id', 'is', null),
  );
}

/** Counts what was paid, once. */
export function settleRest({ id }: Pick<BookingRow, 'id'>, now: Date): Write {
  return guarded(
    q
      .updateTable('booking_rests')
      .set({ settled_at: now })
      .where('booking_id', '=', id)
      .where('settled_at', 'is', null),
  );
}

import type { Ctx } from '../context.ts';
import { minus, plus } from '../kernel/price.ts';
import { portionsOf, sharesIn } from '../kernel/shares.ts';
import { giveBackLate } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import { leftOf } from './left.ts';
import type { BookingRow, PaymentOfBooking } from './queries/bookings.ts';
import { moveBooking } from './queries/nights.ts';

/**
 * The writes that give back what was captured for a booking that is over. What a bank has taken of it is not given twice: it
 * counts as kept, except of the payment that a booking begins with, since one that was never confirmed keeps nothing.
 */
export function lateWrites(ctx: Ctx, booking: BookingRow, payment: PaymentOfBooking): Write[] {
  const captured = sharesIn(payment);
  const { given, writes } = giveBackLate(ctx, payment, captured);
  const kept = minus(plus(leftOf(booking), portionsOf(captured)), portionsOf(given));
  const isKept = !payment.is_counted && payment.disputed_amount > 0;
  return [...moveBooking(booking, isKept ? { kept } : {}), ...writes];
}

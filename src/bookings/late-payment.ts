import type { Ctx } from '../context.ts';
import { minus } from '../kernel/price.ts';
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
  const { host_share: host, platform_share: platform, tax_share: tax } = payment;
  const { given, writes } = giveBackLate(ctx, payment, { host, platform, tax });
  const kept = minus(leftOf(booking), {
    hostReceives: given.host - host,
    platformKeeps: given.platform - platform,
    taxes: given.tax - tax,
  });
  const isKept = !payment.is_counted && payment.disputed_amount > 0;
  return [...moveBooking(booking, isKept ? { kept } : {}), ...writes];
}

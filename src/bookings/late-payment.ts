import type { Ctx } from '../context.ts';
import { minus } from '../kernel/price.ts';
import { giveBackLate } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import { leftOf } from './left.ts';
import type { BookingRow, PaymentOfBooking } from './queries/bookings.ts';
import { moveBooking } from './queries/nights.ts';

/**
 * The writes that give back what was captured for a booking that has no use for it any more. What a bank has taken of it
 * already does not go back a second time: it counts as kept, as of any payment, but for the payment that a booking begins
 * with. That never made it one of which something is kept.
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

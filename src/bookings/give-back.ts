import type { Ctx } from '../context.ts';
import type { Shares } from '../kernel/shares.ts';
import { guardPayments, promiseRefunds } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import type { RefundReason } from '../platform/db/tables/payments.ts';
import { countedOf } from './left.ts';
import type { BookingRow } from './queries/bookings.ts';

/**
 * The writes that promise a refund of what was paid for a booking; they throw as `promiseRefunds` does. Nothing goes back of
 * what is captured and not counted yet, but it is guarded: what is lost of it takes of the shares of all.
 */
export function giveBack(ctx: Ctx, booking: BookingRow, refund: { reason: RefundReason; from: Shares }): Write[] {
  const uncounted = booking.payments.filter((payment) => !payment.is_counted && payment.captured_amount > 0);
  return [...guardPayments(ctx, uncounted), ...promiseRefunds(ctx, countedOf(booking), refund)];
}

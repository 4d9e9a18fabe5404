import type { Ctx } from '../context.ts';
import { sharesIn } from '../kernel/shares.ts';
import { promiseRefunds } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import type { BookingRow, PaymentOfBooking } from './queries/bookings.ts';
import { moveBooking } from './queries/nights.ts';

/** The writes that give back whole what was captured for a booking that is over: no bank takes of it for good before. */
export function lateWrites(ctx: Ctx, booking: BookingRow, payment: PaymentOfBooking): Write[] {
  return [
    ...moveBooking(booking),
    ...promiseRefunds(ctx, [payment], { reason: 'late-payment', from: sharesIn(payment) }),
  ];
}

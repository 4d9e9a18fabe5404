import type { Ctx } from '../context.ts';
import { isStanding } from '../kernel/booking-state.ts';
import { type BookingId, newId, type PaymentId } from '../kernel/ids.ts';
import { CARD_REMOVED, type CardToCharge, cancelPayment, chargeWrites, PAYMENT_DISPUTED } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { checkOutOf } from './booking.ts';
import { cancelUnpaid } from './cancel-booking.ts';
import { lateWrites } from './late-payment.ts';
import { type BookingRow, type PaymentOfBooking, selectBooking, toCancel } from './queries/bookings.ts';
import { moveBooking } from './queries/nights.ts';
import { bookingOfRest, openRestPayment, selectRest, settleRest } from './queries/rests.ts';
import { isTakenBack, leftOncePaid, type Rest } from './rest.ts';
import { clocks } from './state.ts';

/** Job: the rest of a booking is due: its payment is opened, and charged to the saved card. */
export async function onChargeRest(ctx: Ctx, { bookingId }: { bookingId: BookingId }): Promise<readonly Write[]> {
  const [[booking], [rest]] = await ctx.db.batch([selectBooking(bookingId), selectRest(bookingId)]);
  // Should we be late, it is owed for a stay that is over, too.
  const isOwed = booking !== undefined && isStanding(booking.state);
  if (!isOwed || rest === undefined) return [];
  if (rest.payment_id !== null || rest.due_at > ctx.now) return [];
  const paymentId = newId('payment');
  // However late this is, there is time to pay it otherwise.
  const payBy = new Date(Math.max(rest.pay_by.getTime(), ctx.now.getTime() + clocks.payRest));
  const { amount, host_share, platform_share, tax_share, customer_id } = rest;
  const payment = {
    id: paymentId,
    subject: bookingId,
    payer_id: booking.guest_id,
    payee_id: booking.host_id,
    ...{ amount, host_share, platform_share, tax_share, customer_id },
    currency: booking.price.currency,
    capture: 'automatic',
    payable_until: payBy,
  } as const;
  return [
    ...moveBooking(booking),
    openRestPayment(bookingId, paymentId, payBy),
    ...chargeWrites(ctx, payment, cardToCharge(booking, rest.payment_method_id)),
    enqueue(ctx, cancelPayment, { paymentId }, payBy),
  ];
}

// Whose bank takes back what was paid is asked first.
function cardToCharge(booking: BookingRow, paymentMethodId: string | null): CardToCharge {
  if (booking.is_disputed || isTakenBack(booking)) return { error: PAYMENT_DISPUTED };
  return paymentMethodId === null ? { error: CARD_REMOVED } : { paymentMethodId };
}

/** What a payment's new state does to the booking that it is the rest of; nothing for payments of anything else. */
export async function onRestChanged(ctx: Ctx, paymentId: PaymentId): Promise<readonly Write[]> {
  const [booking] = await ctx.db.all(toCancel(selectBooking(bookingOfRest(paymentId)), ctx.now));
  if (booking === undefined || booking.rest === null || booking.rest.settled_at !== null) return [];
  const payment = booking.payments.find(({ id }) => id === paymentId);
  switch (payment?.state) {
    case 'captured':
      return captured(ctx, booking, booking.rest, payment);
    case 'cancelled':
      // One that is over stands, whether or not a job has noticed.
      return booking.state === 'confirmed' && checkOutOf(booking) > ctx.now
        ? cancelUnpaid(ctx, booking, booking.rest)
        : [];
    default:
      return [];
  }
}

// What is captured for a booking that is over by then goes back whole.
function captured(ctx: Ctx, booking: BookingRow, rest: Rest, payment: PaymentOfBooking): Write[] {
  const isWanted = isStanding(booking.state);
  return [
    ...(isWanted ? moveBooking(booking, { kept: leftOncePaid(booking, rest) }) : lateWrites(ctx, booking, payment)),
    settleRest(booking, ctx.now),
  ];
}

import type { Ctx } from '../context.ts';
import { asId, type PaymentId } from '../kernel/ids.ts';
import { minus, type Totals } from '../kernel/price.ts';
import { shareColumns, sharesOf } from '../kernel/shares.ts';
import type { z } from '../kernel/zod.ts';
import { clientSecretAgain, firstClientSecret, openPayment } from '../payments/index.ts';
import type { Reply } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import { paidPriceOf } from './alteration.ts';
import type { Alteration } from './alteration-schemas.ts';
import type { BookingRow } from './queries/bookings.ts';

type Answer = Reply<z.input<typeof Alteration>>;

/** The write that opens the payment of what a booking costs more: to be authorised, and captured on acceptance. */
export function openDifference(
  ctx: Ctx,
  booking: BookingRow,
  to: { paymentId: PaymentId; totals: Totals; payableUntil: Date },
): Write {
  const { paymentId, totals, payableUntil } = to;
  const more = minus(totals, paidPriceOf(booking));
  return openPayment(ctx, {
    id: paymentId,
    subject: booking.id,
    payer_id: booking.guest_id,
    payee_id: booking.host_id,
    amount: more.guestPays,
    currency: booking.price.currency,
    ...shareColumns(sharesOf(more)),
    capture: 'manual',
    payable_until: payableUntil,
  });
}

/** The answer with the secret by which the guest pays, where there is something to pay; a retry gets it again. */
export async function withSecret(ctx: Ctx, reply: Answer): Promise<Answer> {
  const { payment, state, currency, bookingId } = reply.body;
  if (payment === null || (state !== 'unpaid' && state !== 'accepting')) return reply;
  const id = asId('payment', payment.id);
  const clientSecret = reply.replayed
    ? await clientSecretAgain(ctx, id)
    : await firstClientSecret(ctx, {
        id,
        subject: bookingId,
        amount: payment.amount,
        currency,
        capture: 'manual',
        customer_id: null,
        created_at: ctx.realNow,
      });
  return { ...reply, body: { ...reply.body, payment: { ...payment, clientSecret } } };
}

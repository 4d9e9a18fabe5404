import type { Ctx } from '../context.ts';
import type { BookingId } from '../kernel/ids.ts';
import { minus } from '../kernel/price.ts';
import { Problem } from '../kernel/problem.ts';
import { sharesOf, totalOf } from '../kernel/shares.ts';
import type { z } from '../kernel/zod.ts';
import { promiseRefunds } from '../payments/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import { eventOf } from './booking.ts';
import { countedOf, givableOf, leftOf, mistakesOf, refuse, tooMuch, wasPaid } from './left.ts';
import { loadToCancel } from './load-booking.ts';
import { moveBooking } from './queries/nights.ts';
import type { SupportRefund, SupportRefunds } from './support-schemas.ts';

/**
 * Support gives a part of what was paid back without cancelling. Throws `invalid-transition` unless the booking is or was
 * confirmed, `invalid-input` for more than somebody still has.
 */
export function refundBooking(
  ctx: Ctx,
  bookingId: BookingId,
  { reason, from }: z.output<typeof SupportRefunds>,
): Promise<Reply<z.input<typeof SupportRefund>>> {
  return decideAndCommit(ctx, async () => {
    const booking = await loadToCancel(ctx, bookingId, 'anybody');
    if (!wasPaid(booking)) {
      throw new Problem('invalid-transition', { detail: `A booking that is ${booking.state} was not paid.` });
    }
    refuse(mistakesOf(booking, givableOf(booking), 'from', from));
    const left = leftOf(booking);
    // Where somebody has less than nothing, the others have more than there is to give back.
    if (totalOf(sharesOf(from)) > left.guestPays) refuse([tooMuch('/from', left.guestPays)]);
    const kept = minus(left, from);
    const refund = left.guestPays - kept.guestPays;
    const told = eventOf('booking.refunded', booking, { refund, currency: booking.price.currency });
    const { hostId: _, ...toGuest } = told;
    return {
      reply: { status: 201, body: { bookingId, currency: booking.price.currency, refund, kept } },
      writes: [
        ...moveBooking(booking, { kept }),
        ...promiseRefunds(ctx, countedOf(booking), { reason: 'support', from: sharesOf(from) }),
        emit(ctx, from.hostReceives > 0 ? told : toGuest),
        audit(ctx, 'bookings.refundBySupport', bookingId, { reason, from }),
      ],
    };
  });
}

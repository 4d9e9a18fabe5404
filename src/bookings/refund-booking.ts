import type { Ctx } from '../context.ts';
import type { BookingId } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { promiseRefunds, refundAgain, returnedOf, selectOwed } from '../payments/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import type { BookingState } from '../platform/db/tables/bookings.ts';
import { sharesOf } from './booking.ts';
import { countedOf, leftOf, minus, refuseMoreThanLeft, withSum } from './left.ts';
import { loadToCancel } from './load-booking.ts';
import { selectBooking, updateBooking } from './queries/bookings.ts';
import { lockListing } from './queries/nights.ts';
import type { SupportRefund, SupportRefunds } from './support-schemas.ts';

const paid: readonly BookingState[] = ['confirmed', 'completed', 'cancelled'];

/**
 * Support gives a part of what was paid back without cancelling, or with nothing to give pays once more what came back of
 * refunds that failed. Throws `invalid-transition` unless the booking is or was confirmed, `invalid-input` for more than
 * somebody still has, and where nothing came back.
 */
export function refundBooking(
  ctx: Ctx,
  bookingId: BookingId,
  { reason, from }: z.output<typeof SupportRefunds>,
): Promise<Reply<z.input<typeof SupportRefund>>> {
  if (from.hostReceives + from.platformKeeps + from.taxes === 0) return payReturned(ctx, bookingId, reason);
  return decideAndCommit(ctx, async () => {
    const booking = await loadToCancel(ctx, bookingId, 'anybody');
    if (!paid.includes(booking.state)) {
      throw new Problem('invalid-transition', { detail: `A booking that is ${booking.state} was not paid.` });
    }
    refuseMoreThanLeft(booking, 'from', from);
    const left = leftOf(booking);
    const kept = minus(left, from);
    const refund = left.guestPays - kept.guestPays;
    return {
      reply: { status: 201, body: { bookingId, currency: booking.price.currency, refund, kept } },
      writes: [
        lockListing(booking.listing_id),
        updateBooking(booking, { kept }),
        ...promiseRefunds(ctx, countedOf(booking), { reason: 'support', from: sharesOf(left, kept) }),
        audit(ctx, 'bookings.refundBySupport', bookingId, { reason, from }),
      ],
    };
  });
}

function payReturned(ctx: Ctx, bookingId: BookingId, reason: string): Promise<Reply<z.input<typeof SupportRefund>>> {
  return decideAndCommit(ctx, async () => {
    const [[booking], payments] = await ctx.db.batch([selectBooking(bookingId), selectOwed(bookingId)]);
    if (booking === undefined) throw new Problem('not-found');
    const refund = sum(payments.map(returnedOf));
    if (refund === 0) {
      const detail = 'is nothing, and nothing came back of what was given before';
      throw new Problem('invalid-input', { errors: [{ pointer: '/from', code: 'nothing-returned', detail }] });
    }
    const { currency } = booking.price;
    // Of what was paid too late nothing is kept.
    const kept = paid.includes(booking.state)
      ? leftOf(booking)
      : withSum({ hostReceives: 0, platformKeeps: 0, taxes: 0 });
    return {
      reply: { status: 201, body: { bookingId, currency, refund, kept } },
      writes: [...refundAgain(ctx, payments), audit(ctx, 'bookings.refundBySupport', bookingId, { reason, refund })],
    };
  });
}

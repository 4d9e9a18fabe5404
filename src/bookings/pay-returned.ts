import type { Ctx } from '../context.ts';
import { refundDepositAgain, selectOwedOfDeposit } from '../deposits/index.ts';
import type { BookingId } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { refundAgain, returnedOf, selectOwed } from '../payments/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { selectBooking } from './queries/bookings.ts';
import type { PayReturned, ReturnedPaid } from './support-schemas.ts';

/**
 * Support has what came back of refunds that failed paid once more, of the booking's payments and of its deposit, each as
 * a refund of its own. Throws `not-found`, and `invalid-transition` where nothing came back.
 */
export function payReturned(
  ctx: Ctx,
  bookingId: BookingId,
  { reason }: z.output<typeof PayReturned>,
): Promise<Reply<z.input<typeof ReturnedPaid>>> {
  return decideAndCommit(ctx, async () => {
    const [[booking], payments, deposits] = await ctx.db.batch([
      selectBooking(bookingId),
      selectOwed(bookingId),
      selectOwedOfDeposit(bookingId),
    ]);
    if (booking === undefined) throw new Problem('not-found');
    const refund = sum([...payments, ...deposits].map(returnedOf));
    if (refund === 0) {
      throw new Problem('invalid-transition', { detail: 'Nothing came back of what was given before.' });
    }
    return {
      reply: { status: 201, body: { bookingId, currency: booking.price.currency, refund } },
      writes: [
        ...refundAgain(ctx, payments),
        ...deposits.flatMap((deposit) => refundDepositAgain(ctx, deposit)),
        audit(ctx, 'bookings.payReturned', bookingId, { reason, refund }),
      ],
    };
  });
}

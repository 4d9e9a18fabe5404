import type { Ctx } from '../context.ts';
import { type BookingId, newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { insertRefund, of, payRefund, post } from '../payments/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { decideGivingBack } from './deposit.ts';
import { loadDeposit, updateDeposit } from './queries.ts';
import type { DepositRefund, RefundDeposit } from './schemas.ts';

/**
 * Support gives a captured deposit back, whole or in part, at the cost of the host who was awarded it; a job has Stripe pay
 * it. Throws `not-found` where the booking has no deposit, and what `decideGivingBack` says.
 */
export function refundDeposit(
  ctx: Ctx,
  bookingId: BookingId,
  { amount, reason }: z.output<typeof RefundDeposit>,
): Promise<Reply<z.input<typeof DepositRefund>>> {
  return decideAndCommit(ctx, async () => {
    const loaded = await loadDeposit(ctx, { bookingId });
    if (loaded === undefined) throw new Problem('not-found');
    const { deposit } = loaded;
    const left = decideGivingBack(deposit, amount);
    const { id: depositId, guest_id: guestId, host_id: host, currency } = deposit;
    const id = newId('refund');
    return {
      reply: { status: 201, body: { bookingId, currency, refund: amount, left } },
      writes: [
        updateDeposit(deposit, { refunded_amount: deposit.refunded_amount + amount }, ctx.now),
        insertRefund({ id, payment_id: null, deposit_id: depositId, amount, currency, reason: 'deposit' }, ctx.realNow),
        ...post(ctx, `deposit-refund-promised:${id}`, bookingId, currency, {
          host: of(host, amount),
          guest: of(guestId, 0 - amount),
        }),
        emit(ctx, {
          type: 'refund.created',
          subject: id,
          guestId,
          data: { subject: bookingId, amount, currency, reason: 'deposit' },
        }),
        enqueue(ctx, payRefund, { refundId: id }),
        audit(ctx, 'deposits.refundBySupport', bookingId, { reason, amount }),
      ],
    };
  });
}

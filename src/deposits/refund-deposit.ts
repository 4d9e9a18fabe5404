import type { Ctx } from '../context.ts';
import { type BookingId, newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { of, openRefund, post } from '../payments/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
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
    const { id: depositId, guest_id: guest, host_id: host, currency } = deposit;
    const id = newId('refund');
    return {
      reply: { status: 201, body: { bookingId, currency, refund: amount, left } },
      writes: [
        updateDeposit(deposit, { refunded_amount: deposit.refunded_amount + amount }, ctx.now),
        ...openRefund(
          ctx,
          { subject: bookingId, payer_id: guest },
          { id, payment_id: null, deposit_id: depositId, amount, currency, reason: 'deposit' },
        ),
        ...post(ctx, `deposit-refund-promised:${id}`, bookingId, currency, {
          host: of(host, amount),
          guest: of(guest, 0 - amount),
        }),
        audit(ctx, 'deposits.refundBySupport', bookingId, { reason, amount }),
      ],
    };
  });
}

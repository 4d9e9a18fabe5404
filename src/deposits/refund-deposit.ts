import type { Ctx } from '../context.ts';
import { type BookingId, newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { of, openRefund, post, returnedOf } from '../payments/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { decideRefund } from './deposit.ts';
import { loadDeposit, selectOwedOfDeposit, updateDeposit } from './queries.ts';
import type { DepositRefund, RefundDeposit } from './schemas.ts';

/**
 * Support gives a captured deposit back, whole or in part, at the cost of the host who was awarded it; a job has Stripe pay
 * it. Nothing of it: what came back of refunds that failed is paid once more. Throws `not-found` where the booking has no
 * deposit, what `decideRefund` says, and `invalid-input` where nothing came back.
 */
export function refundDeposit(
  ctx: Ctx,
  bookingId: BookingId,
  { amount, reason }: z.output<typeof RefundDeposit>,
): Promise<Reply<z.input<typeof DepositRefund>>> {
  if (amount === 0) return payReturned(ctx, bookingId, reason);
  return decideAndCommit(ctx, async () => {
    const loaded = await loadDeposit(ctx, { bookingId });
    if (loaded === undefined) throw new Problem('not-found');
    const { deposit } = loaded;
    const left = decideRefund(deposit, amount);
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

function payReturned(ctx: Ctx, bookingId: BookingId, reason: string): Promise<Reply<z.input<typeof DepositRefund>>> {
  return decideAndCommit(ctx, async () => {
    const [deposit] = await ctx.db.all(selectOwedOfDeposit(bookingId));
    if (deposit === undefined) throw new Problem('not-found');
    const left = decideRefund(deposit, 0);
    const amount = returnedOf(deposit);
    if (amount === 0) {
      const detail = 'is nothing, and nothing came back of what was given before';
      throw new Problem('invalid-input', { errors: [{ pointer: '/amount', code: 'nothing-returned', detail }] });
    }
    const { id: depositId, guest_id: guest, currency } = deposit;
    return {
      reply: { status: 201, body: { bookingId, currency, refund: amount, left } },
      writes: [
        // Unchanged, but guarded: neither another refund nor a lost dispute may pay the same money.
        updateDeposit(deposit, {}, ctx.now),
        ...openRefund(
          ctx,
          { subject: bookingId, payer_id: guest },
          { id: newId('refund'), payment_id: null, deposit_id: depositId, amount, currency, reason: 'deposit' },
        ),
        audit(ctx, 'deposits.refundBySupport', bookingId, { reason, amount }),
      ],
    };
  });
}

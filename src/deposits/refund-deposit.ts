import type { Ctx } from '../context.ts';
import { type BookingId, newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { type Owed, of, openRefund, post, returnedOf } from '../payments/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import { decideRefund } from './deposit.ts';
import { type DepositTable, loadDeposit, updateDeposit } from './queries.ts';
import type { DepositRefund, RefundDeposit } from './schemas.ts';
import { tellDeposit } from './tell-deposit.ts';

/**
 * Support gives a captured deposit back, whole or in part, at the cost of the host who was awarded it; a job has Stripe pay
 * it. Throws `not-found` where the booking has no deposit, and what `decideRefund` says.
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
    const left = decideRefund(deposit, amount);
    const { id: deposit_id, guest_id: guest, host_id: host, currency } = deposit;
    const id = newId('refund');
    return {
      reply: { status: 201, body: { bookingId, currency, refund: amount, left } },
      writes: [
        updateDeposit(deposit, { refunded_amount: deposit.refunded_amount + amount }, ctx.now),
        ...openRefund(
          ctx,
          { subject: bookingId, payer_id: guest },
          { id, payment_id: null, deposit_id, amount, currency, reason: 'deposit' },
        ),
        ...post(ctx, `deposit-refund-promised:${id}`, bookingId, currency, {
          host: of(host, amount),
          guest: of(guest, 0 - amount),
        }),
        tellDeposit(ctx, 'deposit.refunded', deposit, amount),
        audit(ctx, 'deposits.refundBySupport', bookingId, { reason, amount }),
      ],
    };
  });
}

/** The writes that have what came back of refunds of a deposit paid once more; stale when it has changed. */
export function refundDepositAgain(ctx: Ctx, deposit: DepositTable & Owed): Write[] {
  const amount = returnedOf(deposit);
  if (amount === 0) return [];
  const { id: deposit_id, booking_id: subject, guest_id: payer_id, currency } = deposit;
  return [
    // Unchanged, but guarded: neither another refund nor a lost dispute may pay the same money.
    updateDeposit(deposit, {}, ctx.now),
    ...openRefund(
      ctx,
      { subject, payer_id },
      { id: newId('refund'), payment_id: null, deposit_id, amount, currency, reason: 'deposit' },
    ),
  ];
}

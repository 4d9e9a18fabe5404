import type { Ctx } from '../context.ts';
import { newId } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import type { Write } from '../platform/db/index.ts';
import { openRefund, type Refundable } from './promise-refund.ts';
import { updatePayment } from './queries/payments.ts';
import type { Owed } from './queries/refunds.ts';

/** What came back of refunds that failed, in minor units: it is owed as before, and nobody is going to pay it. */
export function returnedOf({ owed, open }: Owed): number {
  return Math.max(0, owed - sum(open.map(({ amount }) => amount)));
}

/** The writes that have what came back to these payments paid once more; stale when one of them has changed. */
export function refundAgain(ctx: Ctx, payments: readonly (Refundable & Owed)[]): Write[] {
  return payments.flatMap((payment) => {
    const amount = returnedOf(payment);
    if (amount === 0) return [];
    const { id: payment_id, currency } = payment;
    return [
      // Unchanged, but guarded: neither another refund nor a lost dispute may pay the same money.
      updatePayment(payment, {}, ctx.now),
      ...openRefund(ctx, payment, {
        id: newId('refund'),
        payment_id,
        deposit_id: null,
        amount,
        currency,
        reason: 'support',
      }),
    ];
  });
}

import type { Ctx } from '../context.ts';
import { newId } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import { Problem } from '../kernel/problem.ts';
import { type Shares, totalOf } from '../kernel/shares.ts';
import type { Write } from '../platform/db/index.ts';
import type { RefundReason } from '../platform/db/tables/payments.ts';
import { promiseRefund, type Refundable } from './promise-refund.ts';
import { updatePayment } from './queries/payments.ts';

/** What one payment gives back. */
type Part<P extends Refundable> = { payment: P; from: Shares };

/**
 * The writes that promise a refund out of all payments for one subject; stale when one of them has changed. Throws
 * RangeError when it is more than was captured and not given back before, `payment-disputed` where a bank has taken what is
 * missing.
 * @param from what host, platform and tax authorities give back, in minor units; the payer gets the sum
 */
export function promiseRefunds(
  ctx: Ctx,
  payments: readonly Refundable[],
  { reason, from }: { reason: RefundReason; from: Shares },
): Write[] {
  const parts = divideRefund(payments, from);
  // Those that give nothing are guarded all the same: what is lost of one of them takes of the shares of all.
  const others = payments.filter(({ id }) => parts.every(({ payment }) => payment.id !== id));
  return [
    ...guardPayments(ctx, others),
    ...parts.flatMap(({ payment, from: part }) =>
      promiseRefund(ctx, payment, { id: newId('refund'), reason, from: part }),
    ),
  ];
}

/** Refuses the batch as stale where one of these payments has changed. */
export function guardPayments(ctx: Pick<Ctx, 'now'>, payments: readonly Refundable[]): Write[] {
  return payments.map((payment) => updatePayment(payment, {}, ctx.now));
}

/**
 * Divides a refund among payments, the last one first, so that each is refunded in as few pieces as can be. Nothing comes
 * out of what a bank has taken back for good. Which share of it comes out of which payment is of no account: only their
 * sums are. Throws as `promiseRefunds` does.
 */
export function divideRefund<P extends Refundable>(payments: readonly P[], from: Shares): Part<P>[] {
  const open = { ...from };
  const paid = payments.filter((payment) => leftOf(payment) > 0);
  const parts = paid.toReversed().map((payment) => {
    let left = leftOf(payment);
    const take = (share: keyof Shares) => {
      const taken = Math.min(left, open[share]);
      left -= taken;
      open[share] -= taken;
      return taken;
    };
    // A share that gets instead of giving comes first: the others may have to give more than there is without it.
    const taken = { host: 0, platform: 0, tax: 0 };
    for (const share of inOrder(open)) taken[share] = take(share);
    return { payment, from: taken };
  });
  const missing = totalOf(open);
  const takenBack = sum(payments.map(({ disputed_amount: amount }) => amount));
  if (0 < missing && missing <= takenBack) throw new Problem('payment-disputed');
  if (missing !== 0) throw new RangeError(`${missing} more than is left would be refunded`);
  return parts.filter((part) => totalOf(part.from) > 0);
}

/** What of a payment neither went back nor was lost. */
export function leftOf(payment: Refundable): number {
  return payment.captured_amount - payment.refunded_amount - payment.disputed_amount;
}

function inOrder(open: Shares): (keyof Shares)[] {
  const shares: (keyof Shares)[] = ['host', 'platform', 'tax'];
  return shares.toSorted((a, b) => open[a] - open[b]);
}

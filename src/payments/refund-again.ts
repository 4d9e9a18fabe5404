import type { Ctx } from '../context.ts';
import { newId } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import { commit } from '../platform/commit.ts';
import { problemOf, type Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { payRefund } from './jobs.ts';
import { openRefund, type Refundable } from './promise-refund.ts';
import { type Owed, selectForgottenRefunds, updatePayment } from './queries.ts';

const HOUR_MS = 3_600_000;
const AT_ONCE = 100;

/** What came back of refunds that failed, in minor units: it is owed as before, and nobody is going to pay it. */
export function returnedOf({ owed, open }: Owed): number {
  return Math.max(0, owed - sum(open.map(({ amount }) => amount)));
}

/** The writes that have what came back to these payments paid once more; stale when one of them has changed. */
export function refundAgain(ctx: Ctx, payments: readonly (Refundable & Owed)[]): Write[] {
  return payments.flatMap((payment) => {
    const amount = returnedOf(payment);
    if (amount === 0) return [];
    const { id, currency } = payment;
    return [
      // Unchanged, but guarded: neither another refund nor a lost dispute may pay the same money.
      updatePayment(payment, {}, ctx.now),
      ...openRefund(ctx, payment, {
        id: newId('refund'),
        ...{ payment_id: id, deposit_id: null },
        ...{ amount, currency, reason: 'support' },
      }),
    ];
  });
}

/** Has jobs pay refunds that wait for none, every hour: a version that did not know their kind has run those they had. */
export async function resumeRefunds(ctx: Ctx): Promise<void> {
  const forgotten = await ctx.db.all(selectForgottenRefunds(new Date(ctx.now.getTime() - HOUR_MS), AT_ONCE));
  if (forgotten.length === 0) return;
  const failure = await commit(
    ctx,
    forgotten.map(({ id: refundId }) => enqueue(ctx, payRefund, { refundId })),
  );
  if (failure !== undefined) throw problemOf(failure);
  ctx.log.warn('refunds.resumed', { refunds: forgotten.length });
}

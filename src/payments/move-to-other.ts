import type { Ctx } from '../context.ts';
import { newId } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { payRefund } from './jobs.ts';
import { of, post } from './ledger.ts';
import { promiseRefund } from './promise-refund.ts';
import {
  type OtherPayment,
  selectOthers,
  selectUncounted,
  setRefundAmount,
  takeBackPromise,
} from './queries/outside-refunds.ts';
import { type RefundOfIntent, updateRefund } from './queries/refunds.ts';
import { leftOf } from './refund-payments.ts';
import { isOutside, madeOf } from './stripe-refunds.ts';
import { tellRefund } from './tell-refund.ts';

/**
 * The writes by which a refund comes out of another payment for the same stay, as far as somebody has given that one back
 * outside and nothing of it is to be refunded itself: there it counts. None where no other payment has anything to count.
 */
export async function moveToOther(ctx: Ctx, refund: RefundOfIntent, isRefused: boolean): Promise<Write[]> {
  if (refund.payment_id === null) return [];
  for (const other of await ctx.db.all(selectOthers(refund, ctx.realNow))) {
    const given = await givenOutside(ctx, refund, other, isRefused);
    const amount = Math.min(refund.amount, given, leftOf(other));
    if (amount > 0) return moveWrites(ctx, refund, other, amount);
  }
  return [];
}

// What is owed of it less than nothing support has closed against the guest; what is owed of it, promised or come back, counts
// first.
async function givenOutside(
  ctx: Ctx,
  refund: RefundOfIntent,
  other: OtherPayment,
  isRefused: boolean,
): Promise<number> {
  const outside = (await madeOf(ctx, other.intent_id)).filter(isOutside);
  if (outside.length === 0 || other.owed < 0) return 0 - Math.min(0, other.owed);
  const uncounted = await ctx.db.all(selectUncounted(outside, refund, isRefused || refund.reason === 'cancellation'));
  return sum(uncounted.map(({ amount }) => amount)) - Math.max(other.owed, sum(other.open.map(({ amount }) => amount)));
}

// Nobody gives more or less than was promised: what one payment is relieved of is promised of the other.
function moveWrites(ctx: Ctx, refund: RefundOfIntent, other: OtherPayment, amount: number): Write[] {
  const { id, subject, currency, payer_id: guest, reason } = refund;
  const to = newId('refund');
  const isWhole = amount === refund.amount;
  return [
    setRefundAmount(refund, isWhole ? amount : refund.amount - amount),
    takeBackPromise(refund, amount, ctx.now),
    ...post(ctx, `refund-promised:${id}:to-${to}`, subject, currency, {
      guest: of(guest, amount),
      platform: 0 - amount,
    }),
    ...promiseRefund(ctx, other, { id: to, reason, from: { host: 0, platform: amount, tax: 0 } }),
    ...(isWhole
      ? [updateRefund(refund, { state: 'failed' }, ctx.now), tellRefund(ctx, 'refund.superseded', refund)]
      : [enqueue(ctx, payRefund, { refundId: id })]),
  ];
}

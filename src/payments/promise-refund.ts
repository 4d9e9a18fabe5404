import type { Ctx } from '../context.ts';
import type { RefundId } from '../kernel/ids.ts';
import { type Shares, totalOf } from '../kernel/shares.ts';
import type { Write } from '../platform/db/index.ts';
import type { RefundReason } from '../platform/db/tables/payments.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { payRefund } from './jobs.ts';
import { post, promisePostings } from './ledger.ts';
import { type Payment, updatePayment } from './queries/payments.ts';
import { insertRefund, type NewRefund } from './queries/refunds.ts';
import { tellRefund } from './tell-refund.ts';

/** A payment as far as a refund of it has to know. */
export type Refundable = Pick<
  Payment,
  | 'id'
  | 'version'
  | 'subject'
  | 'payer_id'
  | 'payee_id'
  | 'currency'
  | 'captured_amount'
  | 'refunded_amount'
  | 'disputed_amount'
>;

/**
 * The writes that promise a refund; a job has Stripe pay it once they are committed. They are refused as stale when the
 * payment has changed, and more than was captured can't be promised.
 * @param from what host, platform and tax authorities give back, in minor units; the payer gets the sum
 */
export function promiseRefund(
  ctx: Ctx,
  payment: Refundable,
  { id, reason, from }: { id: RefundId; reason: RefundReason; from: Shares },
): Write[] {
  const { subject, currency } = payment;
  const parties = { guest: payment.payer_id, host: payment.payee_id };
  const amount = totalOf(from);
  return [
    updatePayment(payment, { refunded_amount: payment.refunded_amount + amount }, ctx.now),
    ...openRefund(ctx, payment, { id, payment_id: payment.id, deposit_id: null, amount, currency, reason }),
    ...post(ctx, `refund-promised:${id}`, subject, currency, promisePostings(parties, from)),
  ];
}

/** The writes that open a refund, of what is owed to its guest by then; a job has Stripe pay it once they are committed. */
export function openRefund(
  ctx: Ctx,
  { subject, payer_id }: Pick<Refundable, 'subject' | 'payer_id'>,
  refund: NewRefund,
): Write[] {
  return [
    insertRefund(refund, ctx.realNow),
    tellRefund(ctx, 'refund.created', { ...refund, subject, payer_id }),
    enqueue(ctx, payRefund, { refundId: refund.id }),
  ];
}

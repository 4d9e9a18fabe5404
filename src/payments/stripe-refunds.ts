import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import type { RefundOfIntent } from './queries/refunds.ts';

/** All refunds of an intent at Stripe: a payment may be given back in more parts than a page has. */
export async function madeOf({ stripe }: Ctx, intentId: string): Promise<Stripe.Refund[]> {
  const made: Stripe.Refund[] = [];
  for await (const refund of stripe.refunds.list({ payment_intent: intentId, limit: 100 })) made.push(refund);
  return made;
}

/** Whether Stripe has made one of these refunds of an intent, recorded here or not. */
export async function hasMadeRefund(ctx: Ctx, intentId: string, refundIds: readonly string[]): Promise<boolean> {
  return (await madeOf(ctx, intentId)).some(isOf(...refundIds));
}

/** Whether a refund at Stripe is one of these of ours. */
export function isOf(...refundIds: readonly string[]): (made: Stripe.Refund) => boolean {
  return ({ metadata }) => refundIds.includes(metadata?.refundId ?? '');
}

export function makeRefund({ stripe }: Ctx, refund: RefundOfIntent, idempotencyKey: string): Promise<Stripe.Refund> {
  return stripe.refunds.create(
    { payment_intent: refund.intent_id, amount: refund.amount, metadata: { refundId: refund.id } },
    { idempotencyKey },
  );
}

/** Whether Stripe has decided about a refund; one that had succeeded may fail all the same. */
export function isOver({ status }: Pick<Stripe.Refund, 'status'>): boolean {
  return status === 'succeeded' || hasFailed({ status });
}

/** Whether nothing is given by it, or nothing any more. */
export function hasFailed({ status }: Pick<Stripe.Refund, 'status'>): boolean {
  return status === 'failed' || status === 'canceled';
}

/** Whether a refund was made outside, and stands. One that waits until the balance has enough is taken off what can be refunded. */
export function isOutside(refund: Stripe.Refund): boolean {
  return refund.metadata?.refundId === undefined && !hasFailed(refund) && !isRelease(refund);
}

/** Whether nothing came back by it: the release of what was authorised is a refund without a movement, and at once. */
export function isRelease({ status, balance_transaction: moved }: Stripe.Refund): boolean {
  return moved === null && status === 'succeeded';
}

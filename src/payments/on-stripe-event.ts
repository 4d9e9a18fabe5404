import { enqueue } from '../platform/jobs/index.ts';
import { syncIntent, syncRefund, undoIntent } from './jobs.ts';
import type { StripeListener } from './stripe-webhook.ts';

/** What payments listen to. */
export const onPaymentEvent: StripeListener = (ctx, event) => {
  switch (event.type) {
    case 'payment_intent.amount_capturable_updated':
    case 'payment_intent.canceled':
    case 'payment_intent.payment_failed':
    case 'payment_intent.succeeded': {
      const { id: intentId } = event.data.object;
      return { objectId: intentId, job: enqueue(ctx, syncIntent, { intentId }) };
    }
    case 'refund.failed':
    case 'refund.updated': {
      const { id: stripeRefundId, metadata } = event.data.object;
      const undone = metadata?.undoneIntentId;
      const job =
        undone === undefined
          ? enqueue(ctx, syncRefund, { stripeRefundId })
          : enqueue(ctx, undoIntent, { intentId: undone });
      return { objectId: stripeRefundId, job };
    }
    default:
      return undefined;
  }
};

import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { commitOrThrow } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import type { Webhook } from '../platform/http/webhook.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { readStripeEvent } from '../platform/stripe/index.ts';
import { syncIntent, syncRefund, undoIntent } from './jobs.ts';
import { insertStripeEvent } from './queries.ts';

/** What an event of Stripe's brings about: the object that it tells of, and the job that asks Stripe for the truth. */
type StripeEffect = { objectId: string; job: Write };

/** The effect of the events that a module listens to; none of all others. */
export type StripeListener = (ctx: Ctx, event: Stripe.Event) => StripeEffect | undefined;

/**
 * Where Stripe tells of what happened. An event is stored together with the job of its effect; as the job asks Stripe
 * for the current truth, events may come twice and in any order.
 */
export function stripeWebhook(listeners: readonly StripeListener[]): Webhook {
  return {
    path: '/webhooks/stripe',
    async receive(ctx, { body, headers }) {
      const signature = headers.get('stripe-signature') ?? '';
      const event = await readStripeEvent(ctx.stripe, body, signature, ctx.config.stripe.webhookSecrets);
      const effects = listeners.flatMap((listen) => listen(ctx, event) ?? []);
      const writes = effects.flatMap(({ objectId, job }) => [
        insertStripeEvent({ id: event.id, type: event.type, objectId }, ctx.now),
        job,
      ]);
      if (writes.length > 0) await commitOrThrow(ctx, writes);
      ctx.log.info('stripe.event', { eventId: event.id, type: event.type, stored: writes.length > 0 });
    },
  };
}

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

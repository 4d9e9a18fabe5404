import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { commitOrThrow } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import type { Webhook } from '../platform/http/webhook.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { readStripeEvent } from '../platform/stripe/index.ts';
import { syncIntent, syncRefund } from './jobs.ts';
import { insertStripeEvent } from './queries.ts';

/**
 * Where Stripe tells of payments and refunds. An event is stored together with the job of its effect; as the job asks
 * Stripe for the current truth, events may come twice and in any order.
 */
export const stripeWebhook: Webhook = {
  path: '/webhooks/stripe',
  async receive(ctx, { body, headers }) {
    const signature = headers.get('stripe-signature') ?? '';
    const event = await readStripeEvent(ctx.stripe, body, signature, ctx.config.stripe.webhookSecret);
    const writes = writesOf(ctx, event);
    if (writes.length > 0) await commitOrThrow(ctx, writes);
    ctx.log.info('stripe.event', { eventId: event.id, type: event.type, stored: writes.length > 0 });
  },
};

function writesOf(ctx: Ctx, event: Stripe.Event): Write[] {
  const stored = (objectId: string) => insertStripeEvent({ id: event.id, type: event.type, objectId }, ctx.now);
  switch (event.type) {
    case 'payment_intent.amount_capturable_updated':
    case 'payment_intent.canceled':
    case 'payment_intent.payment_failed':
    case 'payment_intent.succeeded': {
      const { id: intentId } = event.data.object;
      return [stored(intentId), enqueue(ctx, syncIntent, { intentId })];
    }
    case 'refund.failed':
    case 'refund.updated': {
      const { id: stripeRefundId } = event.data.object;
      return [stored(stripeRefundId), enqueue(ctx, syncRefund, { stripeRefundId })];
    }
    default:
      return [];
  }
}

import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { commitOrThrow } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import type { Webhook } from '../platform/http/webhook.ts';
import { readStripeEvent } from '../platform/stripe/index.ts';
import { insertStripeEvent } from './queries/stripe-events.ts';

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

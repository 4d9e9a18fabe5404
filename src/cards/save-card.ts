import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import { asId, type CardSetupId, newId } from '../kernel/ids.ts';
import type { z } from '../kernel/zod.ts';
import { syncCustomer } from '../payments/index.ts';
import { commitOrThrow, decideAndCommit, type Reply } from '../platform/commit.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { createdSince, doneOnce, findMarked, isCustomerGone, orUnavailable } from '../platform/stripe/index.ts';
import { claimCustomer, insertSetup, recordCustomer, recordSetup, type SetupRow, selectSetup } from './queries.ts';
import type { CardSetup } from './schemas.ts';
import { stripeCustomerOf } from './stripe-customer.ts';

/**
 * Sets out to save a card: the answer's secret lets Stripe.js ask for it in its owner's browser. The card is there once
 * Stripe tells of it. A retry with the same Idempotency-Key gets the same secret, until a card was saved by it.
 * Throws `payment-unavailable` when Stripe does not answer.
 */
export async function saveCard(ctx: Ctx): Promise<Reply<z.input<typeof CardSetup>>> {
  const { personId } = personOf(ctx.actor);
  const id = newId('cardSetup');
  const reply = await decideAndCommit(ctx, async () => ({
    reply: { status: 201, body: { id, clientSecret: null } },
    writes: [
      claimCustomer({ id: newId('customer'), person_id: personId }, ctx.now),
      insertSetup({ id, person_id: personId }, ctx.now),
    ],
  }));
  const intent = await orUnavailable(ctx, setupIntentOf(ctx, asId('cardSetup', reply.body.id)));
  const isOpen = intent.status !== 'succeeded' && intent.status !== 'canceled';
  return { ...reply, body: { ...reply.body, clientSecret: isOpen ? intent.client_secret : null } };
}

async function setupIntentOf(ctx: Ctx, setupId: CardSetupId): Promise<Stripe.SetupIntent> {
  const [setup] = await ctx.db.all(selectSetup(setupId));
  if (setup === undefined) throw new Error(`${setupId} is not stored`);
  if (setup.setup_intent_id !== null) return ctx.stripe.setupIntents.retrieve(setup.setup_intent_id);
  const customer = await stripeCustomerOf(ctx, {
    id: setup.owner_id,
    person_id: setup.person_id,
    customer_id: setup.customer_id,
    attempt: setup.owner_attempt,
    attempted_at: setup.owner_attempted_at,
    created_at: setup.owner_created_at,
  });
  const intent = await doneOnce(ctx, 'card_setups', setup, {
    make: (idempotencyKey) => makeSetupIntent(ctx, setupId, customer, idempotencyKey),
    find: () => findSetupIntent(ctx, setup, customer),
  }).catch(async (error: unknown) => {
    // Nobody has told of it, or it was not known yet whose it was: asked for again, the card is saved for another customer.
    if (isCustomerGone(error)) {
      await commitOrThrow(ctx, [
        recordCustomer(setup.owner_id, customer),
        enqueue(ctx, syncCustomer, { customerId: customer }),
      ]);
    }
    throw error;
  });
  // Until then Stripe's own record says whose customer it is.
  ctx.after((later) =>
    commitOrThrow(later, [recordCustomer(setup.owner_id, customer), recordSetup(setupId, intent.id)]),
  );
  return intent;
}

function makeSetupIntent(
  { stripe }: Ctx,
  setupId: CardSetupId,
  customer: string,
  idempotencyKey: string,
): Promise<Stripe.SetupIntent> {
  return stripe.setupIntents.create(
    { customer, allowed_payment_method_types: ['card'], usage: 'off_session', metadata: { cardSetupId: setupId } },
    { idempotencyKey },
  );
}

function findSetupIntent(
  { stripe }: Ctx,
  { id, created_at }: Pick<SetupRow, 'id' | 'created_at'>,
  customer: string,
): Promise<Stripe.SetupIntent | undefined> {
  return findMarked(stripe.setupIntents.list({ customer, ...createdSince(created_at), limit: 100 }), 'cardSetupId', id);
}

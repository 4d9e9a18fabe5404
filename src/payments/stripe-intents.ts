import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { commitOrThrow } from '../platform/commit.ts';
import { enqueue } from '../platform/jobs/index.ts';
import {
  createdSince,
  doneOnce,
  expanded,
  findMarked,
  isCustomerGone,
  isUnexpectedState,
} from '../platform/stripe/index.ts';
import type { IntentFacts } from './intent.ts';
import { syncCustomer } from './jobs.ts';
import { withoutCustomer } from './queries/charge.ts';
import type { Payment } from './queries/payments.ts';

/** What is needed to make a payment's intent. */
export type ToPay = Pick<Payment, 'id' | 'subject' | 'amount' | 'capture' | 'customer_id' | 'created_at'> & {
  currency: string;
};
/** The same, and what to find one by that was made. */
export type Payable = ToPay & Pick<Payment, 'intent_id' | 'attempt'>;

/** Read with an intent: the charge, for how long it can be captured, and what Stripe keeps of it. */
const CHARGE = ['latest_charge.balance_transaction'] as const;

/**
 * The payment's intent: the recorded one, else it is made if nobody has. Everyone who asks gets the same one; of two who ask at
 * once a day later each may make one, of which one is undone.
 */
export async function intentOf(ctx: Ctx, payment: Payable): Promise<Stripe.PaymentIntent> {
  if (payment.intent_id !== null) return readIntent(ctx, payment.intent_id);
  const { id, attempt, created_at, customer_id: customerId } = payment;
  try {
    return await doneOnce(
      ctx,
      'payments',
      { id, attempt, attempted_at: created_at },
      {
        make: (idempotencyKey) => makeIntent(ctx, payment, idempotencyKey),
        find: () => findIntent(ctx, payment),
      },
    );
  } catch (error) {
    if (customerId === null || !isCustomerGone(error)) throw error;
    // Nobody has told of it: the payment is its payer's to make, and whoever keeps the cards finds out.
    await commitOrThrow(ctx, [withoutCustomer(customerId), enqueue(ctx, syncCustomer, { customerId })]);
    return intentOf(ctx, { ...payment, customer_id: null });
  }
}

/** An intent as Stripe has it now, with its charge and what Stripe keeps of that. */
export function readIntent(ctx: Ctx, intentId: string): Promise<Stripe.PaymentIntent> {
  return ctx.stripe.paymentIntents.retrieve(intentId, { expand: [...CHARGE] });
}

/**
 * Captures the intent, whole or so much of it, in minor units; one that can't be captured (any more) is returned as it is.
 */
export function captureIntent(ctx: Ctx, intentId: string, amount?: number): Promise<Stripe.PaymentIntent> {
  const params = { expand: [...CHARGE], ...(amount === undefined ? {} : { amount_to_capture: amount }) };
  return unlessMoved(ctx, intentId, () => ctx.stripe.paymentIntents.capture(intentId, params));
}

/** Cancels the intent; one that can't be cancelled (any more) is returned as it is. */
export function cancelIntent(ctx: Ctx, intentId: string): Promise<Stripe.PaymentIntent> {
  return unlessMoved(ctx, intentId, () => ctx.stripe.paymentIntents.cancel(intentId));
}

/**
 * The same for what is kept of them in the time of what was paid for: an authorisation lasts as long as Stripe says, from
 * now on.
 */
export function factsNow({ now, realNow }: Pick<Ctx, 'now' | 'realNow'>, intent: Stripe.PaymentIntent): IntentFacts {
  const facts = factsOf(intent);
  const { captureBefore: at } = facts;
  if (at === null) return facts;
  return { ...facts, captureBefore: new Date(at.getTime() + now.getTime() - realNow.getTime()) };
}

/** What matters of an intent. Of a status that Stripe adds some day it can still be paid, so far as we know. */
export function factsOf(intent: Stripe.PaymentIntent): IntentFacts {
  const { id, status, amount_received: received, latest_charge: charge, last_payment_error: failure } = intent;
  const captureBefore = expanded(charge)?.payment_method_details?.card?.capture_before;
  return {
    id,
    status: statuses[status] ?? 'payable',
    received,
    captureBefore: captureBefore === undefined ? null : new Date(captureBefore * 1000),
    error: failure?.decline_code ?? failure?.code ?? null,
  };
}

const statuses: Record<string, IntentFacts['status']> = {
  processing: 'processing',
  requires_capture: 'authorised',
  succeeded: 'captured',
  canceled: 'cancelled',
};

// By card only: other methods can take days to say whether they are paid, a hold lasts minutes.
function makeIntent({ stripe }: Ctx, payment: Payable, idempotencyKey: string): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.create(
    {
      amount: payment.amount,
      currency: payment.currency.toLowerCase(),
      capture_method: payment.capture,
      allowed_payment_method_types: ['card'],
      ...(payment.customer_id === null ? {} : { customer: payment.customer_id }),
      metadata: { paymentId: payment.id, subject: payment.subject },
    },
    { idempotencyKey },
  );
}

// Listed, as search lags behind; what was made since the payment was is little.
function findIntent({ stripe }: Ctx, { id, created_at }: ToPay): Promise<Stripe.PaymentIntent | undefined> {
  return findMarked(stripe.paymentIntents.list({ ...createdSince(created_at), limit: 100 }), 'paymentId', id);
}

async function unlessMoved(
  ctx: Ctx,
  intentId: string,
  move: () => Promise<Stripe.PaymentIntent>,
): Promise<Stripe.PaymentIntent> {
  try {
    return await move();
  } catch (error) {
    if (!isUnexpectedState(error)) throw error;
    return readIntent(ctx, intentId);
  }
}

import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { commitOrThrow } from '../platform/commit.ts';
import { isUnexpectedState, stripeFailureOf } from '../platform/stripe/index.ts';
import type { IntentFacts } from './intent.ts';
import { openNextAttempt, type Payment } from './queries.ts';

/** What is needed to make a payment's intent. */
export type ToPay = Pick<Payment, 'id' | 'subject' | 'amount' | 'capture' | 'customer_id' | 'created_at'> & {
  currency: string;
};
/** The same, and what to find one by that was made. */
export type Payable = ToPay & Pick<Payment, 'intent_id' | 'attempt'>;

/** Our clock and Stripe's are no further apart. */
const CLOCKS_APART_MS = 5 * 60_000;

/** Read with an intent: the charge, for how long it can be captured, and what Stripe keeps of it. */
const CHARGE = ['latest_charge.balance_transaction'] as const;

/** Stripe forgets a key after a day or so. */
const KEYS_LAST_MS = 20 * 3_600_000;

/**
 * The payment's intent: the recorded one, else the one under the current attempt's key, which is made if nobody has.
 * Everyone who asks gets the same one. A key that Stripe answers with an error for ever is left for the next, unless an
 * intent was made under it all the same; one that Stripe may have forgotten is not used before looking, either.
 */
export async function intentOf(ctx: Ctx, payment: Payable): Promise<Stripe.PaymentIntent> {
  if (payment.intent_id !== null) return readIntent(ctx, payment.intent_id);
  const forgotten = isForgotten(ctx, payment) ? await findIntent(ctx, payment) : undefined;
  if (forgotten !== undefined) return forgotten;
  try {
    return await makeIntent(ctx, payment);
  } catch (error) {
    if (stripeFailureOf(error) !== 'spent') throw error;
  }
  const made = await findIntent(ctx, payment);
  if (made !== undefined) return made;
  await commitOrThrow(ctx, [openNextAttempt(payment)]);
  return makeIntent(ctx, { ...payment, attempt: payment.attempt + 1 });
}

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

export function factsOf(intent: Stripe.PaymentIntent): IntentFacts {
  const { id, status, amount_received: received, latest_charge: charge, last_payment_error: failure } = intent;
  const captureBefore = typeof charge === 'object' ? charge?.payment_method_details?.card?.capture_before : undefined;
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
function makeIntent({ stripe }: Ctx, payment: Payable): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.create(
    {
      amount: payment.amount,
      currency: payment.currency.toLowerCase(),
      capture_method: payment.capture,
      allowed_payment_method_types: ['card'],
      ...(payment.customer_id === null ? {} : { customer: payment.customer_id }),
      metadata: { paymentId: payment.id, subject: payment.subject },
    },
    { idempotencyKey: `${payment.id}:${payment.attempt}` },
  );
}

function isForgotten({ realNow }: Ctx, { created_at }: ToPay): boolean {
  return realNow.getTime() - created_at.getTime() > KEYS_LAST_MS;
}

// Listed, as search lags behind; what was made since the payment was is little.
async function findIntent({ stripe }: Ctx, { id, created_at }: ToPay): Promise<Stripe.PaymentIntent | undefined> {
  const gte = Math.floor((created_at.getTime() - CLOCKS_APART_MS) / 1000);
  for await (const intent of stripe.paymentIntents.list({ created: { gte }, limit: 100 })) {
    if (intent.metadata.paymentId === id) return intent;
  }
  return undefined;
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

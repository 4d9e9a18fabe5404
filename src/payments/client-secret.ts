import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { MINUTE_MS } from '../kernel/durations.ts';
import type { PaymentId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { commit, commitOrThrow } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { orUnavailable } from '../platform/stripe/index.ts';
import { syncIntent } from './jobs.ts';
import {
  insertPayment,
  type NewPayment,
  type Payment,
  recordIntent,
  releaseLease,
  selectPayment,
  takeLease,
} from './queries/payments.ts';
import { factsOf, intentOf, type Payable, readIntent, type ToPay } from './stripe-intents.ts';

/** How long others wait for the maker of an intent before they take over; a call to Stripe is over long before. */
const LEASE_MS = MINUTE_MS;

/** The write that opens a payment; whoever commits it calls `firstClientSecret` next. */
export function openPayment(ctx: Pick<Ctx, 'realNow'>, payment: NewPayment): Write {
  return insertPayment(payment, leaseEnd(ctx), ctx.realNow);
}

/**
 * The secret by which the payer's browser pays a payment that was just committed. Throws `payment-unavailable` when
 * Stripe does not answer; the payment stays, and `clientSecretAgain` goes on.
 */
export async function firstClientSecret(ctx: Ctx, payment: ToPay): Promise<string> {
  const intent = await makeIntentNow(ctx, { ...payment, intent_id: null, attempt: 1 });
  if (intent.client_secret === null) throw new Error(`${intent.id} has no client secret`);
  return intent.client_secret;
}

/**
 * The same for a payment that was opened by an earlier request; null once it can't be paid any more.
 * Throws `request-in-progress` while another request is at it.
 */
export async function clientSecretAgain(ctx: Ctx, paymentId: PaymentId): Promise<string | null> {
  const [payment] = await ctx.db.all(selectPayment(paymentId));
  const intent = payment === undefined ? null : await intentToPay(ctx, payment);
  return intent !== null && factsOf(intent).status === 'payable' ? intent.client_secret : null;
}

/**
 * The intent of a payment that is open, as Stripe has it now, made if whoever opened the payment did not come to that;
 * null once it may not be paid any more. Throws `request-in-progress` while another request is making it.
 */
export async function intentToPay(ctx: Ctx, payment: Payment): Promise<Stripe.PaymentIntent | null> {
  if (payment.state !== 'pending' || payment.payable_until <= ctx.now) return null;
  if (payment.intent_id !== null) return orUnavailable(ctx, readIntent(ctx, payment.intent_id));
  if (payment.lease_until !== null && payment.lease_until > ctx.realNow) {
    throw new Problem('request-in-progress', { retryAfter: 1 });
  }
  await commitOrThrow(ctx, [takeLease(payment.id, leaseEnd(ctx), ctx.realNow)]);
  return makeIntentNow(ctx, payment);
}

async function makeIntentNow(ctx: Ctx, payment: Payable): Promise<Stripe.PaymentIntent> {
  let intent: Stripe.PaymentIntent;
  try {
    intent = await orUnavailable(ctx, intentOf(ctx, payment));
  } catch (error) {
    ctx.after(async (later) => {
      await later.db.all(releaseLease(payment.id));
    });
    throw error;
  }
  ctx.after((later) => record(later, payment.id, intent.id));
  return intent;
}

// Refused when the payment goes by another intent or is over: then what is to become of this one is decided as for
// any intent that Stripe tells of.
async function record(ctx: Ctx, paymentId: PaymentId, intentId: string): Promise<void> {
  const failure = await commit(ctx, [recordIntent(paymentId, intentId, ctx.now)]);
  if (failure !== undefined) await commitOrThrow(ctx, [enqueue(ctx, syncIntent, { intentId })]);
}

function leaseEnd({ realNow }: Pick<Ctx, 'realNow'>): Date {
  return new Date(realNow.getTime() + LEASE_MS);
}

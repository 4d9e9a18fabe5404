import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import type { PaymentId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { intentToPay } from './client-secret.ts';
import { selectPayment } from './queries/payments.ts';
import type { Payment } from './schemas.ts';
import { factsOf } from './stripe-intents.ts';

type NextAction = z.input<typeof Payment>['nextAction'];

/**
 * The acting person's payment, with what there is to do about it: Stripe is asked while it can be paid. Throws `not-found`
 * for payments of others, and `payment-unavailable` when Stripe does not answer.
 */
export async function seePayment(ctx: Ctx, paymentId: PaymentId): Promise<z.input<typeof Payment>> {
  const [payment] = await ctx.db.all(selectPayment(paymentId).where('payer_id', '=', personOf(ctx.actor).personId));
  if (payment === undefined) throw new Problem('not-found');
  const intent = await intentToPay(ctx, payment);
  const nextAction = intent === null ? null : nextActionOf(intent);
  return {
    id: payment.id,
    subject: payment.subject,
    state: payment.state,
    amount: payment.amount,
    refunded: payment.refunded_amount,
    currency: payment.currency,
    payableUntil: payment.payable_until.toISOString(),
    error: (intent === null ? null : factsOf(intent).error) ?? payment.last_error,
    nextAction,
    clientSecret: nextAction === null ? null : (intent?.client_secret ?? null),
  };
}

/** What a payer can do about an intent, as Stripe has it now. */
export function nextActionOf(intent: Stripe.PaymentIntent): NextAction {
  if (intent.status === 'requires_action') return 'authenticate';
  const { status } = factsOf(intent);
  if (status === 'processing') return 'wait';
  return status === 'payable' ? 'pay' : null;
}

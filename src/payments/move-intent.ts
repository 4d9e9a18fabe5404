import type { Ctx } from '../context.ts';
import type { PaymentId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { Write } from '../platform/db/index.ts';
import { isAlreadyRefunded, stripeFailureOf } from '../platform/stripe/index.ts';
import { applyIntent, paymentOf } from './apply-intent.ts';
import { selectPayment, updatePayment } from './queries.ts';
import { cancelIntent, captureIntent, factsOf, intentOf, readIntent } from './stripe-intents.ts';

type OfPayment = { paymentId: PaymentId };

/** Job: takes an authorised payment, whole. */
export async function onCapturePayment(ctx: Ctx, { paymentId }: OfPayment): Promise<readonly Write[]> {
  const [payment] = await ctx.db.all(selectPayment(paymentId));
  if (payment?.state !== 'authorised' || payment.intent_id === null) return [];
  return applyIntent(ctx, payment, await captureIntent(ctx, payment.intent_id));
}

/**
 * Job: ends a payment that isn't captured. One whose intent nobody recorded may have an intent all the same: the
 * attempt's key finds it, or makes it only to be cancelled. If it turns out to be paid, the payment is captured.
 */
export async function onCancelPayment(ctx: Ctx, { paymentId }: OfPayment): Promise<readonly Write[]> {
  const [payment] = await ctx.db.all(selectPayment(paymentId));
  if (payment === undefined || payment.state === 'captured' || payment.state === 'cancelled') return [];
  try {
    const intent = await cancelIntent(ctx, (await intentOf(ctx, payment)).id);
    if (factsOf(intent).status === 'processing') throw new Problem('payment-unavailable');
    return applyIntent(ctx, payment, intent);
  } catch (error) {
    // An amount that Stripe makes no intent for: nobody can have paid it.
    if (payment.intent_id === null && stripeFailureOf(error) === 'refused') {
      return [updatePayment(payment, { state: 'cancelled' }, ctx.now)];
    }
    throw error;
  }
}

/** Job: cancels an intent that is one too many, or gives back what was paid by it. */
export async function onUndoIntent(ctx: Ctx, { intentId }: { intentId: string }): Promise<readonly Write[]> {
  const payment = await paymentOf(ctx, await readIntent(ctx, intentId));
  if (payment?.intent_id === intentId) return [];
  const { status } = factsOf(await cancelIntent(ctx, intentId));
  if (status === 'processing') throw new Problem('payment-unavailable');
  if (status === 'captured') await refundWhole(ctx, intentId);
  return [];
}

async function refundWhole(ctx: Ctx, intentId: string): Promise<void> {
  try {
    await ctx.stripe.refunds.create({ payment_intent: intentId });
    ctx.log.warn('intent.refunded', { intentId });
  } catch (error) {
    // Done before. Any other refusal stands for money that is not given back: the job stays open.
    if (!isAlreadyRefunded(error)) throw error;
  }
}

import type { Ctx } from '../context.ts';
import type { PaymentId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { Write } from '../platform/db/index.ts';
import { isAlreadyRefunded, stripeFailureOf } from '../platform/stripe/index.ts';
import { applyIntent, paymentOf } from './apply-intent.ts';
import { of, post, selectIsPosted } from './ledger.ts';
import { type Payment, selectPayment, updatePayment } from './queries.ts';
import { feeWrites } from './stripe-fee.ts';
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
  if (payment === undefined || payment.intent_id === intentId) return [];
  const { status } = factsOf(await cancelIntent(ctx, intentId));
  if (status === 'processing') throw new Problem('payment-unavailable');
  if (status !== 'captured') return [];
  await refundWhole(ctx, intentId);
  return postStray(ctx, payment, intentId);
}

// Money that came by mistake and went back is in the books all the same, and so is what Stripe keeps of it.
async function postStray(ctx: Ctx, payment: Payment, intentId: string): Promise<Write[]> {
  const { subject, currency, payer_id: guest } = payment;
  const effect = `stray-capture:${intentId}` as const;
  const [posted] = await ctx.db.all(selectIsPosted(effect));
  if (posted?.is_posted === true) return [];
  const intent = await readIntent(ctx, intentId);
  const { data: refunds } = await ctx.stripe.refunds.list({ payment_intent: intentId, limit: 100 });
  return [
    ...post(ctx, effect, subject, currency, {
      stripe: of(guest, intent.amount_received),
      guest: of(guest, 0 - intent.amount_received),
    }),
    ...refunds.flatMap(({ id, amount }) =>
      post(ctx, `stray-refund:${id}`, subject, currency, { guest: of(guest, amount), stripe: of(guest, 0 - amount) }),
    ),
    ...feeWrites(ctx, payment, intent),
  ];
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

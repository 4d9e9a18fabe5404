import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { DAY_MS } from '../kernel/durations.ts';
import type { PaymentId } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import { Problem } from '../kernel/problem.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { isAlreadyRefunded, isDisputed, stripeFailureOf } from '../platform/stripe/index.ts';
import { applyIntent, paymentMoved, paymentOf } from './apply-intent.ts';
import { disputesOf, takenBy } from './charged-back.ts';
import { undoIntent } from './jobs.ts';
import { type Effect, of, post, selectPosted } from './ledger.ts';
import { type Payment, selectPayment, updatePayment } from './queries/payments.ts';
import { selectIsTold } from './queries/refunds.ts';
import { feeWrites } from './stripe-fee.ts';
import { cancelIntent, captureIntent, factsOf, intentOf, readIntent } from './stripe-intents.ts';
import { isOver, isRelease } from './stripe-refunds.ts';
import { tellRefund } from './tell-refund.ts';

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
    // Stripe makes no intent for it: nobody can have paid.
    if (payment.intent_id === null && stripeFailureOf(error) === 'refused') {
      return paymentMoved(ctx, payment, { state: 'cancelled' }, 'payment.cancelled');
    }
    throw error;
  }
}

/** Job: cancels an intent that is one too many, or gives back what was paid by it. */
export async function onUndoIntent(ctx: Ctx, { intentId }: { intentId: string }): Promise<readonly Write[]> {
  const payment = await paymentOf(ctx, await readIntent(ctx, intentId));
  if (payment === undefined || payment.intent_id === intentId) return [];
  const intent = await cancelIntent(ctx, intentId);
  const { status } = factsOf(intent);
  if (status === 'processing') throw new Problem('payment-unavailable');
  if (status !== 'captured') return [];
  return undoneWrites(ctx, payment, intent, await giveBackStray(ctx, intentId));
}

/**
 * The writes that post money that came by mistake, what Stripe keeps of it, and of its refunds what has become of each. One
 * that fails is not tried again, nor is what Stripe gives back no more once a bank has taken a part: it is owed, and told,
 * since an operator has to see to it.
 */
async function undoneWrites(
  ctx: Ctx,
  payment: Payment,
  intent: Stripe.PaymentIntent,
  { refunds, isWaiting, chargedBack }: GivenBack,
): Promise<Write[]> {
  const { subject, currency, payer_id: guest } = payment;
  const { id: intentId, amount_received: received } = intent;
  const captured = `stray-capture:${intentId}` as const;
  const effects = refunds.flatMap(({ id }): Effect[] => [`stray-refund:${id}`, `stray-refund-failed:${id}`]);
  const [rows, [told]] = await ctx.db.batch([selectPosted([captured, ...effects]), selectIsTold(intentId)]);
  const posted = new Set(rows.map(({ effect }) => effect));
  // From Stripe to the guest, or back.
  const move = (effect: Effect, amount: number) =>
    post(ctx, effect, subject, currency, { guest: of(guest, amount), stripe: of(guest, 0 - amount) });
  const tell = (id: string, amount: number) => {
    ctx.log.error('intent.refund-failed', { intentId, refundId: id });
    return tellRefund(ctx, 'refund.failed', { ...payment, id, amount, reason: 'duplicate' });
  };
  const writes = refunds.flatMap(({ id, amount, status }) => {
    // Also of one that has failed at once: what is posted says that it was told.
    const paid = posted.has(`stray-refund:${id}`) ? [] : move(`stray-refund:${id}`, amount);
    if (status === 'succeeded') return paid;
    if (!isOver({ status }) || posted.has(`stray-refund-failed:${id}`)) return [];
    return [...paid, ...move(`stray-refund-failed:${id}`, 0 - amount), tell(id, amount)];
  });
  const left = chargedBack === undefined ? 0 : received - chargedBack - sum(given(refunds));
  // No posting records that this was told: to move the payment's version makes the second of two such jobs stale.
  if (left > 0 && told?.is_told !== true) writes.push(updatePayment(payment, {}, ctx.now), tell(intentId, left));
  if (isWaiting) writes.push(enqueue(ctx, undoIntent, { intentId }, new Date(ctx.now.getTime() + DAY_MS)));
  if (posted.has(captured)) return writes;
  return [...move(captured, 0 - received), ...writes, ...feeWrites(ctx, payment, intent)];
}

/**
 * All refunds of an intent, and whether something has to be decided still: about one of them, or by the guest's bank. Where
 * Stripe gives nothing back any more, what banks have taken.
 */
type GivenBack = { refunds: Stripe.Refund[]; isWaiting: boolean; chargedBack?: number | undefined };

// One by us among them, unless a bank has taken it all. Stripe tells of ours by the intent that they carry.
async function giveBackStray(ctx: Ctx, intentId: string): Promise<GivenBack> {
  const list = async () => {
    const { data } = await ctx.stripe.refunds.list({ payment_intent: intentId, limit: 100 });
    const refunds = data.filter((refund) => !isRelease(refund));
    return { refunds, isWaiting: refunds.some((refund) => !isOver(refund)) };
  };
  const made = await list();
  if (made.refunds.some(({ metadata }) => metadata?.undoneIntentId === intentId)) return made;
  try {
    await ctx.stripe.refunds.create({ payment_intent: intentId, metadata: { undoneIntentId: intentId } });
    ctx.log.warn('intent.refunded', { intentId });
  } catch (error) {
    if (isDisputed(error)) {
      const chargedBack = takenBy(await disputesOf(ctx, intentId));
      const { refunds, isWaiting } = await list();
      return { refunds, isWaiting: isWaiting || chargedBack === undefined, chargedBack };
    }
    // Done before. Any other refusal stands for money that is not given back: the job stays open.
    if (!isAlreadyRefunded(error)) throw error;
  }
  return list();
}

// What has gone back, or is about to.
function given(refunds: readonly Stripe.Refund[]): number[] {
  return refunds.filter((refund) => !isOver(refund) || refund.status === 'succeeded').map(({ amount }) => amount);
}

import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import type { PaymentId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { declinedIntentOf, isUnexpectedState, stripeFailureOf } from '../platform/stripe/index.ts';
import { applyIntent, paymentMoved, tellPayment } from './apply-intent.ts';
import { chargePayment } from './jobs.ts';
import { CARD_REMOVED, selectToCharge } from './queries/charge.ts';
import { insertPayment, type NewPayment, type Payment } from './queries/payments.ts';
import { factsOf, intentOf, readIntent } from './stripe-intents.ts';

/** The card to charge, as Stripe names it, or why there is none. */
export type CardToCharge = { paymentMethodId: string } | { error: string };

/**
 * The writes that open a payment to be charged with a saved card, without its payer. Where there is none to charge, the
 * payer is told that it failed, and pays it as any other, until `payable_until`.
 */
export function chargeWrites(ctx: Ctx, payment: NewPayment, card: CardToCharge): Write[] {
  if ('paymentMethodId' in card) {
    return [
      insertPayment({ ...payment, payment_method_id: card.paymentMethodId }, null, ctx.realNow),
      enqueue(ctx, chargePayment, { paymentId: payment.id }),
    ];
  }
  return [
    insertPayment({ ...payment, last_error: card.error }, null, ctx.realNow),
    tellPayment(ctx, payment, 'payment.failed', card.error),
  ];
}

/**
 * Job: charges a payment with the saved card that it names, without its payer. One intent is paid once, so that whatever is
 * done twice is refused; one that was tried before is left to the payer. What could be paid until now is not charged
 * any more: whoever opened it has its intent cancelled then, and hears of it if an earlier try has paid it.
 */
export async function onChargePayment(ctx: Ctx, { paymentId }: { paymentId: PaymentId }): Promise<readonly Write[]> {
  const [payment] = await ctx.db.all(selectToCharge(paymentId));
  if (payment?.state !== 'pending' || payment.payment_method_id === null) return [];
  if (payment.payable_until <= ctx.now) return [];
  const { id } = await intentOf(ctx, payment);
  const intent = await readIntent(ctx, id);
  if (isUntried(intent) && payment.obstacle !== null) return failedWrites(ctx, payment, id, payment.obstacle);
  const charged = isUntried(intent) ? await charge(ctx, intent, payment.payment_method_id) : intent;
  if (charged === 'gone') return failedWrites(ctx, payment, id, CARD_REMOVED);
  if (factsOf(charged).status === 'processing') throw new Problem('payment-unavailable');
  return applyIntent(ctx, payment, charged);
}

function isUntried({ status, last_payment_error: error }: Stripe.PaymentIntent): boolean {
  return status === 'requires_payment_method' && error === null;
}

async function charge(ctx: Ctx, { id }: Stripe.PaymentIntent, card: string): Promise<Stripe.PaymentIntent | 'gone'> {
  try {
    await ctx.stripe.paymentIntents.confirm(id, { payment_method: card, off_session: true });
  } catch (error) {
    const isTried = declinedIntentOf(error) !== undefined || isUnexpectedState(error);
    if (!isTried && stripeFailureOf(error) === 'refused') return 'gone';
    if (!isTried) throw error;
  }
  return readIntent(ctx, id);
}

// Nothing was tried; the payer is told, and pays otherwise.
function failedWrites(ctx: Ctx, payment: Payment, intentId: string, error: string): Write[] {
  return paymentMoved(ctx, payment, { intent_id: intentId, last_error: error }, 'payment.failed');
}

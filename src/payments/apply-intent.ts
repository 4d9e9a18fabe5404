import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import type { PaymentEventType } from '../kernel/events.ts';
import { isId, type PaymentId } from '../kernel/ids.ts';
import { sharesIn } from '../kernel/shares.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { inTimeOf } from '../platform/test-clock.ts';
import { decideIntent } from './intent.ts';
import { paymentChanged, undoIntent } from './jobs.ts';
import { capturePostings, post } from './ledger.ts';
import { type Payment, type PaymentChange, selectPayment, updatePayment } from './queries/payments.ts';
import { feeWrites } from './stripe-fee.ts';
import { factsNow, factsOf, readIntent } from './stripe-intents.ts';

/** Job: asks Stripe what an intent is now, and moves its payment accordingly. */
export async function onSyncIntent(ctx: Ctx, { intentId }: { intentId: string }): Promise<readonly Write[]> {
  const intent = await readIntent(ctx, intentId);
  const payment = await paymentOf(ctx, intent);
  return payment === undefined ? [] : applyIntent(await inTimeOf(ctx, payment), payment, intent);
}

/**
 * The writes that bring a payment in line with Stripe when Stripe says that it was authorised, captured or cancelled;
 * none while it can still be paid. For those to whom the time matters at which a webhook may not have come yet.
 */
export async function hearPayment(ctx: Ctx, paymentId: PaymentId): Promise<readonly Write[]> {
  const [payment] = await ctx.db.all(selectPayment(paymentId));
  if (payment === undefined || payment.intent_id === null) return [];
  const intent = await readIntent(ctx, payment.intent_id);
  return factsOf(intent).status === 'payable' ? [] : applyIntent(ctx, payment, intent);
}

/** The payment that an intent was made for; none for those that others make in the same Stripe account. */
export async function paymentOf(ctx: Ctx, { metadata }: Stripe.PaymentIntent): Promise<Payment | undefined> {
  const { paymentId = '' } = metadata;
  if (!isId('payment', paymentId)) return undefined;
  const [payment] = await ctx.db.all(selectPayment(paymentId));
  return payment;
}

/** The writes that bring a payment in line with an intent at Stripe, with ledger, event and whatever depends on it. */
export function applyIntent(ctx: Ctx, payment: Payment, intent: Stripe.PaymentIntent): Write[] {
  const decision = decideIntent(payment, factsNow(ctx, intent));
  if (decision.kind === 'nothing') return [];
  if (decision.kind === 'undo') return [enqueue(ctx, undoIntent, { intentId: intent.id })];
  const { change, tells, undone } = decision;
  return [
    ...paymentMoved(ctx, payment, change, tells),
    ...(change.state === 'captured' ? [...postCapture(ctx, payment), ...feeWrites(ctx, payment, intent)] : []),
    ...(undone === undefined ? [] : [enqueue(ctx, undoIntent, { intentId: undone })]),
  ];
}

/** The writes that change a payment: its payer is told by an event, and by a job whatever it was made for, where its state is another. */
export function paymentMoved(ctx: Ctx, payment: Payment, change: PaymentChange, tells: PaymentEventType): Write[] {
  return [
    updatePayment(payment, change, ctx.now),
    tellPayment(ctx, payment, tells, change.last_error ?? null),
    ...(change.state === undefined ? [] : [enqueue(ctx, paymentChanged, { paymentId: payment.id })]),
  ];
}

/** The event that tells its payer of a payment. */
export function tellPayment(
  ctx: Ctx,
  payment: Pick<Payment, 'id' | 'payer_id' | 'subject' | 'amount' | 'currency'>,
  type: PaymentEventType,
  error: string | null,
): Write {
  const { id, payer_id: guestId, subject, amount, currency } = payment;
  return emit(ctx, { type, subject: id, guestId, data: { subject, amount, currency, error } });
}

function postCapture(ctx: Ctx, payment: Payment): Write[] {
  const { id, subject, currency } = payment;
  const parties = { guest: payment.payer_id, host: payment.payee_id };
  return post(ctx, `capture:${id}`, subject, currency, capturePostings(parties, sharesIn(payment)));
}

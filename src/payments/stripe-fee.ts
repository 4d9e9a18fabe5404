import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { type Currency, currencyOf } from '../kernel/currencies.ts';
import { MINUTE_MS } from '../kernel/durations.ts';
import type { PaymentId, PersonId } from '../kernel/ids.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { expanded } from '../platform/stripe/index.ts';
import { postStripeFee } from './jobs.ts';
import { type Effect, of, type Postings, post, selectPosted } from './ledger.ts';
import { type Payment, selectPayment } from './queries/payments.ts';
import { readIntent } from './stripe-intents.ts';

/** Stripe may take an hour to say what it keeps. */
const ASK_AGAIN_MS = 30 * MINUTE_MS;

/** The writes that post what Stripe keeps of what an intent captured, now or once Stripe says how much. */
export function feeWrites(ctx: Ctx, payment: Payment, intent: Stripe.PaymentIntent): Write[] {
  const transaction = transactionOf(intent);
  if (transaction === undefined) {
    const ask = { paymentId: payment.id, intentId: intent.id };
    return [enqueue(ctx, postStripeFee, ask, new Date(ctx.now.getTime() + ASK_AGAIN_MS))];
  }
  return postFee(ctx, `stripe-fee:${transaction.id}`, payment, transaction);
}

/** Job: asks Stripe what it keeps of what was captured. */
export async function onPostStripeFee(ctx: Ctx, given: { paymentId: PaymentId; intentId: string }): Promise<Write[]> {
  const [payment] = await ctx.db.all(selectPayment(given.paymentId));
  if (payment === undefined) return [];
  const intent = await readIntent(ctx, given.intentId);
  const transaction = transactionOf(intent);
  const [posted] = transaction === undefined ? [] : await ctx.db.all(selectPosted([`stripe-fee:${transaction.id}`]));
  return posted !== undefined ? [] : feeWrites(ctx, payment, intent);
}

/** The writes that post what a balance transaction adds to what it is of. */
export function postFee(
  ctx: Pick<Ctx, 'now' | 'realNow'>,
  effect: Effect,
  paid: Charged & { subject: string },
  transaction: Kept,
): Write[] {
  return feePostings(paid, transaction).flatMap(({ currency, postings }) =>
    post(ctx, effect, paid.subject, currency, postings),
  );
}

type Charged = Pick<Payment, 'amount' | 'currency'> & { payer_id: PersonId | null };
type Kept = Pick<Stripe.BalanceTransaction, 'amount' | 'fee' | 'currency'>;

/**
 * What a balance transaction adds to the capture, refund or dispute that it is of: Stripe's fee, and where it settles in
 * another currency the conversion of the whole.
 */
export function feePostings(
  { amount: charged, currency: paid, payer_id: guest }: Charged,
  { amount, fee, currency: settled }: Kept,
): { currency: Currency; postings: Postings }[] {
  const currency = currencyOf(settled);
  if (currency === paid) return [{ currency, postings: { 'stripe-fees': fee, stripe: 0 - fee } }];
  const gone = 0 - charged;
  return [
    { currency: paid, postings: { stripe: guest === null ? gone : of(guest, gone), exchange: charged } },
    { currency, postings: { stripe: amount - fee, exchange: 0 - amount, 'stripe-fees': fee } },
  ];
}

function transactionOf({ latest_charge: charge }: Stripe.PaymentIntent): Stripe.BalanceTransaction | undefined {
  return expanded(expanded(charge)?.balance_transaction);
}

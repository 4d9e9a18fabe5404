import Stripe from 'stripe';

/**
 * What a failed call to Stripe means:
 * - `refused`: Stripe understood and will not; nothing was done, and asking again brings the same;
 * - `spent`: the idempotency key answers with an error for ever; what was done under it is unknown, so look first, then
 *   go on under the next key;
 * - `unavailable`: no answer, or one that says "not now"; it may have been done, the same key may be sent again;
 * - `fault`: not Stripe's, a mistake of ours.
 */
type StripeFailure = 'refused' | 'spent' | 'unavailable' | 'fault';

const REFUSALS = new Set([400, 402, 404]);

/**
 * Classifies what a call to Stripe was rejected with. A 500 alone says nothing about its key; one that Stripe says it
 * replayed is saved. A key that was used with other parameters (by an earlier release) is spent as well. Of a 403 only that
 * for one connected account is about the call: any other is about our key.
 */
export function stripeFailureOf(error: unknown): StripeFailure {
  if (!(error instanceof Stripe.errors.StripeError)) return 'fault';
  const { statusCode = 0, rawType } = error;
  if (isAccountGone(error)) return 'refused';
  if (statusCode >= 500) return isReplayed(error) ? 'spent' : 'unavailable';
  if (statusCode === 400 && rawType === 'idempotency_error') return 'spent';
  return REFUSALS.has(statusCode) ? 'refused' : 'unavailable';
}

/** Whether Stripe only said again what it had answered under the same key: of now it says nothing. */
export function isReplayed(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError && error.headers?.['idempotent-replayed'] === 'true';
}

/** Whether Stripe refused because the intent is in another state than the call needs. */
export function isUnexpectedState(error: unknown): boolean {
  return codeOf(error) === 'payment_intent_unexpected_state';
}

/** The intent that stays, to be paid otherwise, when Stripe refused to charge a card for it. */
export function declinedIntentOf(error: unknown): string | undefined {
  return error instanceof Stripe.errors.StripeCardError ? error.payment_intent?.id : undefined;
}

/** Whether Stripe refused a refund because its charge is disputed. */
export function isDisputed(error: unknown): boolean {
  return codeOf(error) === 'charge_disputed';
}

/** Whether Stripe refused a refund because nothing is left to give back. */
export function isAlreadyRefunded(error: unknown): boolean {
  return codeOf(error) === 'charge_already_refunded';
}

/** Whether Stripe knows no such connected account of ours (any more). */
export function isAccountGone(error: unknown): boolean {
  return codeOf(error) === 'account_invalid';
}

/** Whether Stripe refused because it knows no such customer (any more), whom the call is for or about. */
export function isCustomerGone(error: unknown): boolean {
  if (!(error instanceof Stripe.errors.StripeError) || error.code !== 'resource_missing') return false;
  return error.param === 'customer' || error.param === 'id';
}

/** Why Stripe refused, in its own code. */
export function refusalOf(error: unknown): string {
  return codeOf(error) ?? 'refused';
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Stripe.errors.StripeError ? error.code : undefined;
}

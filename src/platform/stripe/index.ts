export { createStripe } from './client.ts';
export { isAlreadyRefunded, isDisputed, isUnexpectedState, type StripeFailure, stripeFailureOf } from './failure.ts';
export { readStripeEvent } from './webhook.ts';

export { createStripe } from './client.ts';
export { disputeStateOf, movementsOf, returnedOf } from './dispute-state.ts';
export {
  declinedIntentOf,
  isAccountGone,
  isAlreadyRefunded,
  isCustomerGone,
  isDisputed,
  isUnexpectedState,
  refusalOf,
  stripeFailureOf,
} from './failure.ts';
export { type Claimed, createdSince, doneOnce, findMarked, isForgotten, notSaid, openNextAttempt } from './once.ts';
export { orUnavailable } from './or-unavailable.ts';
export { expanded, idOf } from './reference.ts';
export type { StripeClient } from './resources.ts';
export { readStripeEvent } from './webhook.ts';

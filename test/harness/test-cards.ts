/** Stripe's test cards, by what becomes of them: docs.stripe.com/testing. */
export const GOOD_CARD = '4242424242424242';
export const MASTERCARD = '5555555555554444';
export const DECLINED_CARD = '4000000000000002';
/** Can be saved, and is declined when it is charged. */
export const DECLINES_CHARGES = '4000000000000341';
/** Its bank asks for 3-D Secure each time. */
export const CHALLENGED_CARD = '4000002760003184';
export const DISPUTED_CARD = '4000000000000259';
/** What is refunded to it is pending for a while. */
export const SLOW_REFUND_CARD = '4000000000007726';

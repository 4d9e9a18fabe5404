export { type CancellationPolicy, type PolicyCode, policyCodes, policyFor } from './cancellation-policy.ts';
export { type BookingMode, type QuoteContent, signQuote, verifyQuote } from './quote-token.ts';
export {
  type BookedStay,
  type Cancellation,
  type CancellationTerm,
  cancellationTerms,
  decideRefund,
  type Refund,
} from './refund.ts';

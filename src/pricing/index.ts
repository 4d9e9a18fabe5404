export { platformFees } from './price-stay.ts';
export {
  type BookingMode,
  type CancellationPolicyOfQuote,
  type QuoteContent,
  signQuote,
  verifyQuote,
} from './quote-token.ts';
export {
  type BookedStay,
  type Cancellation,
  type CancellationTerm,
  cancellationTerms,
  decideRefund,
  type Refund,
} from './refund.ts';
export { pricingRoutes } from './routes.ts';
export { CancellationTermsSchema, PartySchema, PriceLineSchema, TotalsSchema } from './schemas.ts';

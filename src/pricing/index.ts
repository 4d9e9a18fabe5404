export { isChargeable } from './decide-quote.ts';
export { platformFees } from './price-stay.ts';
export { perDollarOf, selectForQuote } from './queries.ts';
export {
  type QuoteContent,
  signQuote,
  stayOfQuote,
  verifyQuote,
} from './quote-token.ts';
export {
  type Canceller,
  cancellationTerms,
  decideRefund,
  type Refund,
  refundSteps,
} from './refund.ts';
export { repriceStay } from './reprice.ts';
export { pricingRoutes } from './routes.ts';
export { CancellationTermsSchema, ofStay, PartySchema, PriceLineSchema, TotalsSchema } from './schemas.ts';
export type { Split } from './split.ts';
export type { BookedStay } from './timeline.ts';

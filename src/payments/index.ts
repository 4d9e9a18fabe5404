export { hearPayment } from './apply-intent.ts';
export { type CardToCharge, chargeWrites } from './charge-payment.ts';
export { CARD_REMOVED, leaveToPayer, PAYMENT_DISPUTED, withoutCustomer } from './charge-queries.ts';
export { clientSecretAgain, firstClientSecret, openPayment } from './client-secret.ts';
export { excessOf } from './excess-queries.ts';
export { paymentJobs } from './handlers.ts';
export { postHostFee } from './host-fee.ts';
export type { IntentFacts } from './intent.ts';
export {
  cancelPayment,
  capturePayment,
  hostShareChanged,
  paymentChanged,
  syncCustomer,
  syncIntent,
  syncRefund,
  undoIntent,
} from './jobs.ts';
export {
  type Effect,
  guardBalance,
  of,
  type Parties,
  type Postings,
  post,
  selectPosted,
} from './ledger.ts';
export { postMoved } from './move-shares.ts';
export { columnsOf, effectOn, type Paid, type PaidColumn } from './paid.ts';
export { openRefund, type Refundable } from './promise-refund.ts';
export { addDisputed, type OpenRefund, type Owed, owedOf, selectOwed, sharesLeft, sumOwed } from './queries.ts';
export { refundAgain, returnedOf } from './refund-again.ts';
export { giveBackLate, promiseRefunds } from './refund-payments.ts';
export { resumeRefunds } from './resume-refunds.ts';
export { paymentRoutes } from './routes.ts';
export { nextActionOf } from './see-payment.ts';
export { tellSuperseded } from './settle-refund.ts';
export { postFee } from './stripe-fee.ts';
export { cancelIntent, captureIntent, factsNow, factsOf, readIntent } from './stripe-intents.ts';
export { hasMadeRefund } from './stripe-refunds.ts';
export { onPaymentEvent, type StripeListener, stripeWebhook } from './stripe-webhook.ts';

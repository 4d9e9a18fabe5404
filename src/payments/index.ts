import { handles, type JobBinding } from '../platform/jobs/index.ts';
import { onSyncIntent } from './apply-intent.ts';
import { onChargePayment } from './charge-payment.ts';
import {
  cancelPayment,
  capturePayment,
  chargePayment,
  payRefund,
  postStripeFee,
  syncIntent,
  syncRefund,
  undoIntent,
} from './jobs.ts';
import { onCancelPayment, onCapturePayment, onUndoIntent } from './move-intent.ts';
import { onPayRefund, onSyncRefund } from './pay-refund.ts';
import { onPostStripeFee } from './stripe-fee.ts';

export { hearPayment } from './apply-intent.ts';
export { type CardToCharge, chargeWrites } from './charge-payment.ts';
export { clientSecretAgain, firstClientSecret, openPayment } from './client-secret.ts';
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
  givenUp,
  guardBalance,
  of,
  type Parties,
  type Postings,
  post,
  selectPosted,
} from './ledger.ts';
export { postMoved } from './move-shares.ts';
export { onPaymentEvent } from './on-stripe-event.ts';
export { columnsOf, effectOn, type Paid, type PaidColumn } from './paid.ts';
export { openRefund, type Refundable } from './promise-refund.ts';
export { CARD_REMOVED, leaveToPayer, PAYMENT_DISPUTED, withoutCustomer } from './queries/charge.ts';
export { addDisputed, excessOf } from './queries/lost-disputes.ts';
export { reversedOutside } from './queries/outside-reversals.ts';
export { isUnheard, sharesLeft } from './queries/payments.ts';
export { type OpenRefund, type Owed, owedOf, selectOwed, sumOwed } from './queries/refunds.ts';
export { refundAgain, returnedOf } from './refund-again.ts';
export { promiseRefunds } from './refund-payments.ts';
export { resumeRefunds } from './resume-refunds.ts';
export { paymentRoutes } from './routes.ts';
export { nextActionOf } from './see-payment.ts';
export { postFee } from './stripe-fee.ts';
export { cancelIntent, captureIntent, factsNow, factsOf, readIntent } from './stripe-intents.ts';
export { hasMadeRefund } from './stripe-refunds.ts';
export { type StripeListener, stripeWebhook } from './stripe-webhook.ts';
export { tellRefund } from './tell-refund.ts';

/** The jobs of payments; `paymentChanged` is bound by whoever was paid for. */
export const paymentJobs: readonly JobBinding[] = [
  handles(cancelPayment, onCancelPayment),
  handles(capturePayment, onCapturePayment),
  handles(chargePayment, onChargePayment),
  handles(payRefund, onPayRefund),
  handles(postStripeFee, onPostStripeFee),
  handles(syncIntent, onSyncIntent),
  handles(syncRefund, onSyncRefund),
  handles(undoIntent, onUndoIntent),
];

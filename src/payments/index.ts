export { hearPayment } from './apply-intent.ts';
export { clientSecretAgain, firstClientSecret, openPayment } from './client-secret.ts';
export { paymentJobs } from './handlers.ts';
export { postHostFee } from './host-fee.ts';
export { cancelPayment, capturePayment, paymentChanged } from './jobs.ts';
export {
  type Effect,
  type Effect,
  type Owned,
  type Owned,
  of,
  of,
  type Parties,
  type Parties,
  type Postings,
  type Postings,
  post,
  post,
  type Shares,
  type Shares,
  selectPosted,
} from './ledger.ts';
export { postMoved } from './move-shares.ts';
export { promiseRefund, type Refundable } from './promise-refund.ts';
export { promiseRefunds } from './refund-payments.ts';
export { stripeWebhook } from './stripe-webhook.ts';

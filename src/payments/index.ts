export { hearPayment } from './apply-intent.ts';
export { clientSecretAgain, firstClientSecret, openPayment } from './client-secret.ts';
export { paymentJobs } from './handlers.ts';
export { postHostFee } from './host-fee.ts';
export { cancelPayment, capturePayment, paymentChanged } from './jobs.ts';
export { type Effect, type Owned, of, type Parties, type Postings, post, type Shares, selectPosted } from './ledger.ts';
export { promiseRefund, type Refundable } from './promise-refund.ts';
export { promiseRefunds } from './refund-payments.ts';
export { stripeWebhook } from './stripe-webhook.ts';

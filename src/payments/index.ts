export { clientSecretAgain, firstClientSecret, openPayment } from './client-secret.ts';
export { paymentJobs } from './handlers.ts';
export { cancelPayment, capturePayment, paymentChanged } from './jobs.ts';
export type { Shares } from './ledger.ts';
export { onCapturePayment } from './move-intent.ts';
export { promiseRefund, type Refundable } from './promise-refund.ts';
export type { NewPayment } from './queries.ts';
export { stripeWebhook } from './stripe-webhook.ts';

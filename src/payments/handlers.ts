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

import { handles, type JobBinding } from '../platform/jobs/index.ts';
import { onSyncIntent } from './apply-intent.ts';
import { cancelPayment, capturePayment, payRefund, syncIntent, syncRefund, undoIntent } from './jobs.ts';
import { onCancelPayment, onCapturePayment, onUndoIntent } from './move-intent.ts';
import { onPayRefund, onSyncRefund } from './pay-refund.ts';

/** The jobs of payments; `paymentChanged` is bound by whoever was paid for. */
export const paymentJobs: readonly JobBinding[] = [
  handles(cancelPayment, onCancelPayment),
  handles(capturePayment, onCapturePayment),
  handles(payRefund, onPayRefund),
  handles(syncIntent, onSyncIntent),
  handles(syncRefund, onSyncRefund),
  handles(undoIntent, onUndoIntent),
];

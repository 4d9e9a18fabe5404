import type { PaymentId, RefundId } from '../kernel/ids.ts';
import { z } from '../kernel/zod.ts';
import { idField } from '../platform/http/fields.ts';
import type { JobKind } from '../platform/jobs/index.ts';

const ofPayment = z.strictObject({ paymentId: idField('payment') });

/** A payment was authorised, captured or cancelled: for whatever was paid for. */
export const paymentChanged: JobKind<{ paymentId: PaymentId }> = { name: 'payment-changed', payload: ofPayment };

/** Takes an authorised payment. */
export const capturePayment: JobKind<{ paymentId: PaymentId }> = { name: 'capture-payment', payload: ofPayment };

/** Charges a payment with the saved card that it names. */
export const chargePayment: JobKind<{ paymentId: PaymentId }> = { name: 'charge-payment', payload: ofPayment };

/** Ends a payment that nobody is to pay any more, and gives an authorised amount back. */
export const cancelPayment: JobKind<{ paymentId: PaymentId }> = { name: 'cancel-payment', payload: ofPayment };

/** Has Stripe pay a promised refund. */
export const payRefund: JobKind<{ refundId: RefundId }> = {
  name: 'pay-refund',
  inRealTime: true,
  payload: z.strictObject({ refundId: idField('refund') }),
};

/** Posts what Stripe keeps of what was captured for a payment by an intent. */
export const postStripeFee: JobKind<{ paymentId: PaymentId; intentId: string }> = {
  name: 'post-stripe-fee',
  inRealTime: true,
  payload: ofPayment.extend({ intentId: z.string() }),
};

/** Brings a payment in line with what Stripe says of an intent. */
export const syncIntent: JobKind<{ intentId: string }> = {
  name: 'sync-intent',
  payload: z.strictObject({ intentId: z.string() }),
};

/** Brings a refund in line with what Stripe says of it. */
export const syncRefund: JobKind<{ stripeRefundId: string }> = {
  name: 'sync-refund',
  payload: z.strictObject({ stripeRefundId: z.string() }),
};

/** Makes an intent that no payment goes by unpayable, gives back what was paid by it, and sees what becomes of that. */
export const undoIntent: JobKind<{ intentId: string }> = {
  name: 'undo-intent',
  payload: z.strictObject({ intentId: z.string() }),
};

/** Leaves a customer that was deleted at Stripe: for whoever saves cards. */
export const syncCustomer: JobKind<{ customerId: string }> = {
  name: 'sync-customer',
  payload: z.strictObject({ customerId: z.string() }),
};

/** What a host has coming of a subject has changed, or what the host owes, or it is time to pay for it: for whoever pays hosts. */
export const hostShareChanged: JobKind<{ subject: string }> = {
  name: 'host-share-changed',
  payload: z.strictObject({ subject: z.string() }),
};

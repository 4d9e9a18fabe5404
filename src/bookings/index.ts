import { paymentChanged } from '../payments/index.ts';
import { handles, type JobBinding } from '../platform/jobs/index.ts';
import { completeBooking, expireBooking } from './jobs.ts';
import { onPaymentChanged } from './on-payment-changed.ts';
import { onCompleteBooking, onExpireBooking } from './time-up.ts';

export { checkOutOf } from './booking.ts';
export { bookingRoutes } from './routes.ts';
export { supportRoutes } from './support-routes.ts';

export const bookingJobs: readonly JobBinding[] = [
  handles(completeBooking, onCompleteBooking),
  handles(expireBooking, onExpireBooking),
  handles(paymentChanged, onPaymentChanged),
];

import { paymentChanged } from '../payments/index.ts';
import { handles, type JobBinding } from '../platform/jobs/index.ts';
import { onExpireAlteration } from './alteration-jobs.ts';
import { chargeRest, completeBooking, expireAlteration, expireBooking, remindHost } from './jobs.ts';
import { onPaymentChanged } from './on-payment-changed.ts';
import { onChargeRest } from './rest-jobs.ts';
import { onCompleteBooking, onExpireBooking, onRemindHost } from './time-up.ts';

export { givenBack } from './alteration.ts';
export { alterationRoutes } from './alteration-routes.ts';
export { answerUntil, checkInOf, checkOutOf, REVIEW_DAYS } from './booking.ts';
export { isLastAltered, isOfStay, wasProposed } from './queries/alterations.ts';
export { arriveUntil, isDisputed } from './queries/bookings.ts';
export { bookingRoutes } from './routes.ts';
export { clocks } from './state.ts';
export { supportRoutes } from './support-routes.ts';

export const bookingJobs: readonly JobBinding[] = [
  handles(expireAlteration, onExpireAlteration),
  handles(chargeRest, onChargeRest),
  handles(completeBooking, onCompleteBooking),
  handles(expireBooking, onExpireBooking),
  handles(remindHost, onRemindHost),
  handles(paymentChanged, onPaymentChanged),
];

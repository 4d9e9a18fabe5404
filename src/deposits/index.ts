import { handles, type JobBinding } from '../platform/jobs/index.ts';
import { authoriseDeposit, captureDeposit, lookAtDeposit, releaseDeposit, syncDeposit } from './jobs.ts';
import { onLookAtDeposit } from './look-at-deposit.ts';
import { onAuthoriseDeposit, onCaptureDeposit, onReleaseDeposit, onSyncDeposit } from './move-hold.ts';

export { AUTHORISATION_EXPIRED, depositTimes } from './deposit.ts';
export { lookAtDeposit, syncDeposit } from './jobs.ts';
export { onDepositEvent } from './on-stripe-event.ts';
export { insertDeposit, selectOwedOfDeposit } from './queries.ts';
export { refundDepositAgain } from './refund-deposit.ts';
export { depositRoutes } from './routes.ts';
export { BookingDepositSchema, depositExample } from './schemas.ts';
export { newlyAgreed, type ShownDeposit, viewDeposit } from './views.ts';

export const depositJobs: readonly JobBinding[] = [
  handles(authoriseDeposit, onAuthoriseDeposit),
  handles(captureDeposit, onCaptureDeposit),
  handles(lookAtDeposit, onLookAtDeposit),
  handles(releaseDeposit, onReleaseDeposit),
  handles(syncDeposit, onSyncDeposit),
];

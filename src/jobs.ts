import { bookingJobs } from './bookings/index.ts';
import { booksJobs } from './books/index.ts';
import { cardJobs } from './cards/index.ts';
import { channelJobs } from './channels/index.ts';
import { depositJobs } from './deposits/index.ts';
import { disputeJobs } from './disputes/index.ts';
import { listingJobs } from './listings/index.ts';
import { notificationJobs } from './notifications/index.ts';
import { paymentJobs } from './payments/index.ts';
import { payoutJobs } from './payouts/index.ts';
import type { JobBinding } from './platform/jobs/index.ts';
import { reviewJobs } from './reviews/index.ts';
import { searchJobs } from './search/index.ts';
import { suspensionJobs } from './suspensions/index.ts';
import { testClockJob } from './test-clocks/index.ts';
import { webhookJobs } from './webhooks/index.ts';

const jobs: readonly JobBinding[] = [
  ...listingJobs,
  ...channelJobs,
  ...bookingJobs,
  ...paymentJobs,
  ...cardJobs,
  ...depositJobs,
  ...webhookJobs,
  ...payoutJobs,
  ...disputeJobs,
  ...booksJobs,
  ...reviewJobs,
  ...notificationJobs,
  ...searchJobs,
  ...suspensionJobs,
];

/** Every kind of job with its handler. */
export const jobTable: readonly JobBinding[] = [...jobs, testClockJob(jobs)];

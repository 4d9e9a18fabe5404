import { mailLink } from '../accounts/index.ts';
import { handles, type JobBinding } from '../platform/jobs/index.ts';
import { onAnnounceArrival } from './announce-arrival.ts';
import { announceArrival, sendNotification } from './jobs.ts';
import { onMailLink } from './mail-link.ts';
import { onSendNotification } from './send.ts';

export { followEvents } from './follow.ts';
export { notificationRoutes } from './routes.ts';
export { unsubscribePage } from './unsubscribe-page.ts';

export const notificationJobs: readonly JobBinding[] = [
  handles(mailLink, onMailLink),
  handles(sendNotification, onSendNotification),
  handles(announceArrival, onAnnounceArrival),
];

import { mailLink, tellEmailChange } from '../accounts/index.ts';
import { handles, type JobBinding } from '../platform/jobs/index.ts';
import { remindOfStay, sendNotification } from './jobs.ts';
import { onMailLink } from './mail-link.ts';
import { onRemindOfStay } from './remind-of-stay.ts';
import { onTellEmailChange } from './tell-email-change.ts';

export { followEvents, unfollowed } from './follow.ts';
export { lastWrites } from './last-writes.ts';
export { notificationRoutes } from './routes.ts';
export { unsubscribePage } from './unsubscribe-page.ts';

export const notificationJobs: readonly JobBinding[] = [
  handles(mailLink, onMailLink),
  handles(tellEmailChange, onTellEmailChange),
  // Letters and their words are loaded with the first that is sent: most requests send none.
  handles(sendNotification, async (ctx, payload) => (await import('./send.ts')).onSendNotification(ctx, payload)),
  handles(remindOfStay, onRemindOfStay),
];

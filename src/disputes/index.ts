import { handles, type JobBinding } from '../platform/jobs/index.ts';
import { sendAnswer, syncDispute } from './jobs.ts';
import { onSendAnswer } from './send-answer.ts';
import { onSyncDispute } from './sync-dispute.ts';

export { syncDispute } from './jobs.ts';
export { onDisputeEvent } from './on-stripe-event.ts';
export { selectUndecided } from './queries/disputes.ts';
export { disputeRoutes } from './routes.ts';

export const disputeJobs: readonly JobBinding[] = [
  handles(sendAnswer, onSendAnswer),
  handles(syncDispute, onSyncDispute),
];

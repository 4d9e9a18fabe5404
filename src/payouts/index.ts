export { payoutJobs } from './handlers.ts';
export { onPayoutEvent } from './on-stripe-event.ts';
export { payoutRoutes } from './routes.ts';

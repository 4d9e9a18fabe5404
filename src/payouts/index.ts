export { payoutJobs } from './handlers.ts';
export { settleHost } from './jobs.ts';
export { onPayoutEvent } from './on-stripe-event.ts';
export { selectOpenCurrencies } from './queries/accounts.ts';
export { moveAllFunds } from './queries/settlement.ts';
export { payoutRoutes } from './routes.ts';

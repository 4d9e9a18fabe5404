export { payoutJobs } from './handlers.ts';
export { settleHost, syncAccount } from './jobs.ts';
export { onPayoutEvent } from './on-stripe-event.ts';
export { selectOpenCurrencies, selectUnready } from './queries/accounts.ts';
export { moveAllFunds } from './queries/settlement.ts';
export { payoutRoutes } from './routes.ts';

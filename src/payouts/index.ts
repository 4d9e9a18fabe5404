export { payoutJobs } from './handlers.ts';
export { settleHost, syncAccount, syncBankPayout } from './jobs.ts';
export { onPayoutEvent } from './on-stripe-event.ts';
export { isKnownAtStripe, selectOpenCurrencies, selectOverdueAtBanks, selectUnready } from './queries/accounts.ts';
export { moveAllFunds } from './queries/settlement.ts';
export { payoutRoutes } from './routes.ts';

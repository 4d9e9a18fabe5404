import { hostShareChanged } from '../payments/index.ts';
import { handles, type JobBinding } from '../platform/jobs/index.ts';
import { makeAccount, makeReversal, makeTransfer, settleHost, syncAccount, syncBankPayout } from './jobs.ts';
import { onMakeReversal } from './make-reversal.ts';
import { onMakeTransfer } from './make-transfer.ts';
import { onHostShareChanged, onSettleHost } from './settle-host.ts';
import { onMakeAccount, onSyncAccount } from './sync-account.ts';
import { onSyncBankPayout } from './sync-bank-payout.ts';

export { settleHost, syncAccount, syncBankPayout } from './jobs.ts';
export { onPayoutEvent } from './on-stripe-event.ts';
export { isKnownAtStripe, selectOpenCurrencies, selectOverdueAtBanks, selectUnready } from './queries/accounts.ts';
export { moveAllFunds } from './queries/settlement.ts';
export { payoutRoutes } from './routes.ts';

export const payoutJobs: readonly JobBinding[] = [
  handles(hostShareChanged, onHostShareChanged),
  handles(makeAccount, onMakeAccount),
  handles(makeReversal, onMakeReversal),
  handles(makeTransfer, onMakeTransfer),
  handles(settleHost, onSettleHost),
  handles(syncAccount, onSyncAccount),
  handles(syncBankPayout, onSyncBankPayout),
];

import type { StripeListener } from '../payments/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { syncAccount, syncBankPayout } from './jobs.ts';

/** What payouts listen to: events of connected accounts, which name their account. */
export const onPayoutEvent: StripeListener = (ctx, event) => {
  const { account: stripeAccountId } = event;
  if (stripeAccountId === undefined) return undefined;
  switch (event.type) {
    case 'account.updated':
      return { objectId: stripeAccountId, job: enqueue(ctx, syncAccount, { stripeAccountId }) };
    case 'payout.created':
    case 'payout.failed':
    case 'payout.paid':
    case 'payout.canceled': {
      const { id: bankPayoutId } = event.data.object;
      return { objectId: bankPayoutId, job: enqueue(ctx, syncBankPayout, { stripeAccountId, bankPayoutId }) };
    }
    default:
      return undefined;
  }
};

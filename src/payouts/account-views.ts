import type { z } from '../kernel/zod.ts';
import type { AccountRow, BankPayout } from './queries/accounts.ts';
import type { BankPayout as BankPayoutSchema, PayoutAccount } from './schemas.ts';
import { canBePaid, isLost } from './stripe-account.ts';

/** An account as its host sees it; one that was just opened is known by little. */
export function viewAccount(
  account: Pick<AccountRow, 'id' | 'country' | 'created_at'> & Partial<AccountRow>,
): z.input<typeof PayoutAccount> {
  const { details_submitted = false, transfers_active = false, payouts_enabled = false } = account;
  const { stripe_account_id = null, disabled_reason = null } = account;
  const isRestricted = details_submitted || isLost({ stripe_account_id, disabled_reason });
  const canPay = canBePaid({ transfers_active, payouts_enabled });
  return {
    id: account.id,
    country: account.country,
    state: canPay ? 'active' : isRestricted ? 'restricted' : 'onboarding',
    disabledReason: disabled_reason,
    requirements: account.requirements ?? { currentlyDue: [], pastDue: [], eventuallyDue: [], deadline: null },
    createdAt: account.created_at.toISOString(),
  };
}

export function viewBankPayout(payout: BankPayout): z.input<typeof BankPayoutSchema> {
  return {
    id: payout.id,
    currency: payout.currency,
    amount: payout.amount,
    state: payout.state === 'in_transit' ? 'in-transit' : payout.state,
    failure: payout.failure,
    arrivesAt: payout.arrives_at.toISOString(),
    createdAt: payout.created_at.toISOString(),
  };
}

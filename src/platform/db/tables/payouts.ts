import type { ColumnType, Generated } from 'kysely';
import type { Currency } from '../../../kernel/currencies.ts';
import type { BookingId, PayoutAccountId, PayoutId, PayoutReversalId, PersonId } from '../../../kernel/ids.ts';
import type { JsonParameter } from './heart.ts';

type PayoutState = 'pending' | 'paid' | 'failed';
type ReversalState = 'pending' | 'made' | 'carried';
export type BankPayoutState = 'pending' | 'in_transit' | 'paid' | 'failed' | 'canceled';

/** What Stripe asks of an account, in its own words; `deadline` is when what is due begins to count. */
export type Requirements = {
  currentlyDue: string[];
  pastDue: string[];
  eventuallyDue: string[];
  deadline: string | null;
};

export interface PayoutTables {
  payout_accounts: {
    id: PayoutAccountId;
    host_id: PersonId;
    country: string;
    attempt: Generated<number>;
    attempted_at: Date;
    stripe_account_id: string | null;
    details_submitted: Generated<boolean>;
    transfers_active: Generated<boolean>;
    payouts_enabled: Generated<boolean>;
    disabled_reason: string | null;
    requirements: ColumnType<Requirements, JsonParameter | undefined, JsonParameter>;
    version: Generated<number>;
    created_at: Date;
    updated_at: Date;
  };
  payout_funds: {
    host_id: PersonId;
    currency: Currency;
    version: Generated<number>;
    held_until: Date | null;
  };
  payout_plans: {
    booking_id: BookingId;
    host_id: PersonId;
    currency: Currency;
    next_at: Date | null;
  };
  payouts: {
    id: PayoutId;
    host_id: PersonId;
    booking_id: BookingId;
    currency: Currency;
    gross: number;
    withheld: number;
    amount: number;
    state: PayoutState;
    attempt: Generated<number>;
    attempted_at: Date;
    destination: string;
    stripe_transfer_id: string | null;
    failure: string | null;
    unresolved_at: Date | null;
    created_at: Date;
    paid_at: Date | null;
  };
  payout_reversals: {
    id: PayoutReversalId;
    host_id: PersonId;
    booking_id: BookingId;
    payout_id: PayoutId | null;
    currency: Currency;
    amount: number;
    state: ReversalState;
    attempt: Generated<number>;
    attempted_at: Date;
    stripe_reversal_id: string | null;
    unresolved_at: Date | null;
    created_at: Date;
    updated_at: Date;
  };
  bank_payouts: {
    id: string;
    host_id: PersonId;
    stripe_account_id: string;
    currency: Currency;
    amount: number;
    state: BankPayoutState;
    failure: string | null;
    arrives_at: Date;
    created_at: Date;
    updated_at: Date;
  };
}

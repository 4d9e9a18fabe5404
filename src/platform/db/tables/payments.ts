import type { Generated, GeneratedAlways } from 'kysely';
import type { Currency } from '../../../kernel/currencies.ts';
import type { DepositId, PaymentId, PersonId, RefundId } from '../../../kernel/ids.ts';
import type { ShareColumns } from '../../../kernel/shares.ts';

export type PaymentState = 'pending' | 'authorised' | 'captured' | 'cancelled';
export type RefundState = 'pending' | 'succeeded' | 'failed';
export type RefundReason = 'cancellation' | 'late-payment' | 'support' | 'alteration' | 'deposit';
export const ledgerAccounts = [
  'stripe',
  'bank',
  'receivables',
  'disputes',
  'guest',
  'host',
  'transfers',
  'deposits',
  'tax',
  'platform',
  'stripe-fees',
  'exchange',
  'adjustments',
] as const;
export type LedgerAccount = (typeof ledgerAccounts)[number];

export interface PaymentTables {
  payments: ShareColumns & {
    id: PaymentId;
    subject: string;
    payer_id: PersonId;
    payee_id: PersonId;
    amount: number;
    currency: Currency;
    capture: 'automatic' | 'manual';
    state: Generated<PaymentState>;
    version: Generated<number>;
    attempt: Generated<number>;
    intent_id: string | null;
    customer_id: string | null;
    payment_method_id: string | null;
    payable_until: Date;
    lease_until: Date | null;
    capture_before: Date | null;
    captured_amount: Generated<number>;
    /** What somebody captured in Stripe's Dashboard where that was not the whole: it goes back. */
    captured_in_part: number | null;
    refunded_amount: Generated<number>;
    disputed_amount: Generated<number>;
    last_error: string | null;
    created_at: Date;
    updated_at: Date;
  };
  refunds: {
    id: RefundId;
    /** It is of a payment or of a deposit. */
    payment_id: PaymentId | null;
    deposit_id: DepositId | null;
    amount: number;
    currency: Currency;
    reason: RefundReason;
    state: Generated<RefundState>;
    attempt: Generated<number>;
    stripe_refund_id: string | null;
    /** Since when Stripe is asked to pay it, and has not refused. */
    asked_at: Generated<Date | null>;
    created_at: Date;
    updated_at: Date;
  };
  stripe_events: {
    id: string;
    type: string;
    object_id: string;
    received_at: Date;
  };
  ledger_entries: {
    id: GeneratedAlways<number>;
    effect: string;
    account: LedgerAccount;
    subject: string;
    owner: PersonId | null;
    amount: number;
    currency: Currency;
    posted_at: Date;
  };
  ledger_balances: {
    holder: string;
    account: LedgerAccount;
    currency: Currency;
    balance: number;
  };
}

import type { Generated, GeneratedAlways } from 'kysely';
import type { Currency } from '../../../kernel/currencies.ts';
import type { PaymentId, PersonId, RefundId } from '../../../kernel/ids.ts';
import type { Json } from './heart.ts';

export type PaymentState = 'pending' | 'authorised' | 'captured' | 'cancelled';
export type LedgerAccount = 'stripe' | 'guest' | 'host' | 'platform' | 'tax' | 'rounding';

export interface PaymentTables {
  payments: {
    id: PaymentId;
    subject: string;
    payer_id: PersonId;
    amount: number;
    currency: Currency;
    capture: 'automatic' | 'manual';
    state: Generated<PaymentState>;
    version: Generated<number>;
    attempt: Generated<number>;
    intent_id: string | null;
    lease_until: Date | null;
    capture_before: Date | null;
    captured_amount: Generated<number>;
    refunded_amount: Generated<number>;
    last_error: string | null;
    created_at: Date;
    updated_at: Date;
  };
  refunds: {
    id: RefundId;
    payment_id: PaymentId;
    amount: number;
    currency: Currency;
    reason: string;
    state: Generated<'pending' | 'succeeded' | 'failed'>;
    attempt: Generated<number>;
    stripe_refund_id: string | null;
    created_at: Date;
    updated_at: Date;
  };
  stripe_events: {
    id: string;
    type: string;
    received_at: Date;
    payload: Json;
  };
  ledger_entries: {
    id: GeneratedAlways<number>;
    effect: string;
    account: LedgerAccount;
    subject: string;
    amount: number;
    currency: Currency;
    posted_at: Date;
  };
}

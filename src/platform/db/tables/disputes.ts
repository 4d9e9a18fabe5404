import type { Generated } from 'kysely';
import type { Currency } from '../../../kernel/currencies.ts';
import type { DepositId, DisputeId, PaymentId } from '../../../kernel/ids.ts';
import type { Json } from './heart.ts';

export type DisputeState = 'open' | 'answered' | 'won' | 'lost';
export type DisputeAnswer = 'evidence' | 'accept';

/** What speaks for a payment, in words. */
export type Evidence = {
  customerName: string;
  customerEmail: string;
  product: string;
  serviceDate: string;
  terms: string;
  refunds: string;
  activity: string;
  statement: string;
};

export interface DisputeTables {
  disputes: {
    id: DisputeId;
    /** It is about a payment or a deposit. */
    payment_id: PaymentId | null;
    deposit_id: DepositId | null;
    stripe_dispute_id: string;
    amount: number;
    currency: Currency;
    reason: string;
    state: DisputeState;
    version: Generated<number>;
    evidence_due_by: Date | null;
    taken: Generated<boolean>;
    returned: Generated<boolean>;
    answer: DisputeAnswer | null;
    evidence: Json<Evidence> | null;
    answered_at: Date | null;
    attempt: Generated<number>;
    created_at: Date;
    updated_at: Date;
  };
}

import type { Generated } from 'kysely';
import type { Currency } from '../../../kernel/currencies.ts';
import type { PlainDate } from '../../../kernel/dates.ts';
import type { DifferenceId, PersonId } from '../../../kernel/ids.ts';

/** The lists of Stripe's that a reconciliation reads, in this order. */
export const stripeLists = ['balance-transactions', 'charges', 'refunds', 'transfers', 'disputes'] as const;
export type StripeList = (typeof stripeLists)[number];

export interface BooksTables {
  reconciliations: {
    day: PlainDate;
    state: Generated<'reading' | 'comparing' | 'done'>;
    list: StripeList;
    cursor: string | null;
    pages: Generated<number>;
    started_at: Date;
    finished_at: Date | null;
  };
  stripe_movements: {
    object_id: string;
    reference: string;
    said_by: 'balance' | 'object';
    currency: Currency;
    amount: number;
    is_open: boolean;
    subject: string | null;
    day: PlainDate;
  };
  differences: {
    id: DifferenceId;
    reference: string;
    currency: Currency;
    subject: string;
    ledger: number;
    balance: number | null;
    object: number | null;
    state: Generated<'open' | 'closed' | 'settled'>;
    day: PlainDate;
    found_at: Date;
    closed_at: Date | null;
    closed_by: PersonId | null;
    reason: string | null;
  };
}

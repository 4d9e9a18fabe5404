import type { Generated } from 'kysely';
import type { Currency } from '../../../kernel/currencies.ts';
import type { BookingId, CardId, DepositHoldId, DepositId, PersonId } from '../../../kernel/ids.ts';

export type DepositState = 'scheduled' | 'authorised' | 'failed' | 'released' | 'captured';
export type DepositHoldState = 'opening' | 'declined' | 'authorised' | 'captured' | 'released';

export interface DepositTables {
  deposits: {
    id: DepositId;
    booking_id: BookingId;
    guest_id: PersonId;
    host_id: PersonId;
    amount: number;
    currency: Currency;
    card_id: CardId;
    state: Generated<DepositState>;
    version: Generated<number>;
    hold_id: DepositHoldId | null;
    last_hold_id: DepositHoldId | null;
    error: string | null;
    look_at: Date | null;
    missing_told_at: Date | null;
    claim_amount: number | null;
    /** Null also of what was taken without a claim. */
    claim_reason: string | null;
    claimed_at: Date | null;
    captured_amount: Generated<number>;
    refunded_amount: Generated<number>;
    disputed_amount: Generated<number>;
    created_at: Date;
    updated_at: Date;
  };
  deposit_holds: {
    id: DepositHoldId;
    deposit_id: DepositId;
    state: Generated<DepositHoldState>;
    on_session: Generated<boolean>;
    attempt: Generated<number>;
    attempted_at: Date;
    intent_id: string | null;
    capture_before: Date | null;
    created_at: Date;
  };
}

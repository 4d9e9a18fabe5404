import type { Generated } from 'kysely';
import type { Side } from '../../../kernel/actor.ts';
import type { BookingState } from '../../../kernel/booking-state.ts';
import type { CancellationPolicy, PolicyCode } from '../../../kernel/cancellation-policy.ts';
import type { PlainDate } from '../../../kernel/dates.ts';
import type { AlterationId, BookingId, CardId, ListingId, PaymentId, PersonId, QuoteId } from '../../../kernel/ids.ts';
import type { PricedStay, Totals } from '../../../kernel/price.ts';
import type { ShareColumns } from '../../../kernel/shares.ts';
import type { Json } from './heart.ts';

export type AlterationState =
  | 'unpaid'
  | 'proposed'
  | 'accepting'
  | 'accepted'
  | 'declined'
  | 'withdrawn'
  | 'expired'
  | 'failed';

/** What a stay is, of a booking and of what is proposed in its place. */
export interface StayColumns {
  check_in: PlainDate;
  check_out: PlainDate;
  adults: number;
  children: number;
  infants: number;
  pets: number;
  price: Json<PricedStay>;
  cancellation_policy: Json<CancellationPolicy & { code: PolicyCode }>;
}

export interface BookingTables {
  bookings: StayColumns & {
    id: BookingId;
    listing_id: ListingId;
    guest_id: PersonId;
    host_id: PersonId;
    state: BookingState;
    version: Generated<number>;
    mode: 'instant' | 'request';
    time_zone: string;
    check_in_from: string;
    check_out_by: string;
    payment_id: PaymentId;
    expires_at: Date | null;
    created_at: Date;
    requested_at: Date | null;
    accepted_at: Date | null;
    confirmed_at: Date | null;
    ended_at: Date | null;
    ended_by: Side | 'support' | 'system' | null;
    refund: Json<{ refund: number; kept: Totals; nightsStayed: number }> | null;
    kept: Json<Totals> | null;
    host_fee: Generated<number>;
    is_no_show: Generated<boolean>;
    /** Whether its payment ended it, a request, before its host had to answer. */
    is_cut_short: Generated<boolean>;
  };
  alterations: StayColumns & {
    id: AlterationId;
    booking_id: BookingId;
    proposed_by: Side;
    state: AlterationState;
    version: Generated<number>;
    difference: number;
    payment_id: PaymentId | null;
    expires_at: Date | null;
    created_at: Date;
    ended_at: Date | null;
    settled_at: Date | null;
  };
  booking_rests: ShareColumns & {
    booking_id: BookingId;
    card_id: CardId;
    amount: number;
    due_at: Date;
    pay_by: Date;
    payment_id: PaymentId | null;
    settled_at: Date | null;
  };
  quote_redemptions: {
    quote_id: QuoteId;
    booking_id: BookingId;
    redeemed_at: Date;
  };
}

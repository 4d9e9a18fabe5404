import { type Insertable, type RawBuilder, type Selectable, sql } from 'kysely';
import { shownAvatar } from '../../accounts/index.ts';
import type { ShownDeposit } from '../../deposits/index.ts';
import type { Side } from '../../kernel/actor.ts';
import type { BookingId, PaymentId, PersonId, QuoteId } from '../../kernel/ids.ts';
import type { ShareColumns, Shares } from '../../kernel/shares.ts';
import { coverKey } from '../../listings/index.ts';
import { type Refundable, reversedOutside, sharesLeft, sumOwed } from '../../payments/index.ts';
import { guard, guardExists, guarded, json, q, type Write } from '../../platform/db/index.ts';
import type { BookingTables, StayColumns } from '../../platform/db/tables/bookings.ts';
import type { ListingTables } from '../../platform/db/tables/listings.ts';
import type { PaymentState, RefundState } from '../../platform/db/tables/payments.ts';
import { perDollarOf } from '../../pricing/index.ts';
import type { Rest } from '../rest.ts';
import { type AlterationRow, isLastAltered, isOfStay } from './alterations.ts';

/** Unpaid holds that a guest may have at a time. */
const MAX_HOLDS = 3;

type Booking = Selectable<BookingTables['bookings']>;
type Listing = Selectable<ListingTables['listings']>;

/** A booking with all that its views and decisions need of payment, listing and people. */
export type BookingRow = Booking & {
  /** All that were opened for it, the one that it was booked with first. */
  payments: [PaymentOfBooking, ...PaymentOfBooking[]];
  refund_state: RefundState | null;
  /** What was agreed on against damage. */
  deposit: ShownDeposit | null;
  /** What is paid later, where the stay is paid in two parts. */
  rest: Rest | null;
  /** What is proposed to alter it and not decided yet. */
  open_alteration: OpenAlteration | null;
  /** What its host has of it; null before that is worked out, moments after it is paid or moved. */
  payout: PayoutOfBooking | null;
  /** Whether the guest's bank has taken a payment for it back, until that is decided. */
  is_disputed: boolean;
  listing_title: string;
  /** The key of the photo that the listing is shown by. */
  cover_key: string | null;
  guest_name: string;
  guest_avatar: string | null;
  host_name: string;
  host_avatar: string | null;
} & Pick<Listing, 'address' | 'place' | 'latitude' | 'longitude' | 'shown_latitude' | 'shown_longitude'> &
  Pick<Listing, 'check_in_until' | 'house_rules'>;

/** A proposal that is open, with its time as RFC 3339. */
type OpenAlteration = Pick<AlterationRow, 'id' | 'proposed_by'> & {
  state: 'unpaid' | 'proposed' | 'accepting';
  expires_at: string;
};

/** The host's money of a booking, with its time as RFC 3339. */
type PayoutOfBooking = { coming: number; in_transfer: number; paid: number; next_at: string | null };

/** One of the payments for a booking, as far as a refund has to know. */
export type PaymentOfBooking = Refundable &
  ShareColumns & {
    state: PaymentState;
    amount: number;
    last_error: string | null;
    /** Whether it counts to what is `left`: what was captured does once its job has run. */
    is_counted: boolean;
    /** Whether it is part of what the stay costs: for a proposal that came to nothing none is. */
    is_of_stay: boolean;
    /**
     * Of what an alteration that has taken effect costs more: not captured yet, or not to be captured any more, until
     * another one takes effect.
     */
    difference: 'capturing' | 'unpaid' | null;
    /** RFC 3339. */
    capture_before: string | null;
  };

/** A booking with what each still has of what was paid, by the books. */
export type BookingWithShares = BookingRow & { shares: Shares };

/** The same with what a host's fee depends on, the worth of a dollar in its currency. */
export type BookingToCancel = BookingWithShares & { per_dollar: string | null };

/** A booking as it begins. */
type ToHold = Omit<Insertable<BookingTables['bookings']>, 'price' | 'cancellation_policy' | 'refund' | 'kept'> &
  Pick<Booking, 'price' | 'cancellation_policy' | 'kept'>;

/** What a move may change of a booking. */
export type BookingChange = Partial<
  Pick<
    Booking,
    | 'state'
    | 'expires_at'
    | 'requested_at'
    | 'accepted_at'
    | 'confirmed_at'
    | 'ended_at'
    | 'ended_by'
    | 'refund'
    | 'kept'
    | 'host_fee'
    | 'is_no_show'
    | 'is_cut_short'
    | keyof StayColumns
  >
>;

/** Till when guests are let in, where they still are from when the booking says: of another window it is not the end. */
export const arriveUntil = sql<string | null>`
  case when listings.check_in_from = bookings.check_in_from then listings.check_in_until end`;

/** Whether a bank has yet to decide about a payment for a booking, or its deposit. */
export const isDisputed = sql<boolean>`(exists (
    select from disputes join payments as paid on paid.id = disputes.payment_id
    where paid.subject = bookings.id and disputes.state in ('open', 'answered'))
  or exists (
    select from disputes join deposits as taken on taken.id = disputes.deposit_id
    where taken.booking_id = bookings.id and disputes.state in ('open', 'answered')))`;

/** The bookings of this person, from one side or, without one, from both. */
export function selectBookingsOf(personId: PersonId, side?: Side) {
  return selectBookings().where((where) =>
    where.or([
      ...(side === 'host' ? [] : [where('bookings.guest_id', '=', personId)]),
      ...(side === 'guest' ? [] : [where('bookings.host_id', '=', personId)]),
    ]),
  );
}

/** With what is left to give back. */
export function withShares(bookings: ReturnType<typeof selectBookings>) {
  return bookings.select(sharesLeft(sql.ref('bookings.id')).as('shares'));
}

/** The same with what a host's fee depends on. */
export function toCancel(bookings: ReturnType<typeof selectBookings>, now: Date) {
  return withShares(bookings).select(perDollarOf(sql`bookings.price ->> 'currency'`, now).as('per_dollar'));
}

export function selectBooking(bookingId: BookingId | RawBuilder<BookingId>) {
  return selectBookings().where('bookings.id', '=', bookingId);
}

export function selectBookingPaidBy(paymentId: PaymentId) {
  return selectBookings().where('bookings.payment_id', '=', paymentId);
}

/** Uses a quote up, for good; `quote-used` when it was. */
export function redeemQuote(quoteId: QuoteId, bookingId: BookingId, now: Date): Write {
  return q.insertInto('quote_redemptions').values({ quote_id: quoteId, booking_id: bookingId, redeemed_at: now });
}

/** Locks the guest, so that nothing they book at the same time is overlooked; `email-unverified` refuses the batch. */
export function lockVerifiedGuest(guestId: PersonId): Write {
  return guardExists(
    q
      .selectFrom('people')
      .select('id')
      .where('id', '=', guestId)
      .where('email_verified_at', 'is not', null)
      .forNoKeyUpdate(),
    'email-unverified',
  );
}

/** Refuses one live hold too many. The guest has to be locked before. */
export function guardHolds(guestId: PersonId, now: Date): Write {
  return guard(
    sql`(select count(*) < ${MAX_HOLDS}::int from bookings
         where guest_id = ${guestId} and state = 'held' and expires_at > ${now})`,
    'too-many-holds',
  );
}

export function insertBooking({ price, cancellation_policy, kept, ...booking }: ToHold): Write {
  return q.insertInto('bookings').values({
    ...booking,
    price: json(price),
    cancellation_policy: json(cancellation_policy),
    kept: kept && json(kept),
  });
}

/** Moves a booking that is as it was loaded, else the batch is stale. */
export function updateBooking(
  { id, version }: Pick<BookingRow, 'id' | 'version'>,
  { refund, kept, price, cancellation_policy, ...change }: BookingChange,
): Write {
  return guarded(
    q
      .updateTable('bookings')
      .set({ ...change, version: sql`version + 1` })
      .$if(refund != null, (query) => query.set({ refund: json(refund) }))
      .$if(price != null, (query) => query.set({ price: json(price) }))
      .$if(cancellation_policy != null, (query) => query.set({ cancellation_policy: json(cancellation_policy) }))
      .$if(kept != null, (query) => query.set({ kept: json(kept) }))
      .where('id', '=', id)
      .where('version', '=', version),
  );
}

function selectBookings() {
  return q
    .selectFrom('bookings')
    .innerJoin('listings', 'listings.id', 'bookings.listing_id')
    .innerJoin('people as guests', 'guests.id', 'bookings.guest_id')
    .innerJoin('people as hosts', 'hosts.id', 'bookings.host_id')
    .selectAll('bookings')
    .select(
      sql<BookingRow['payments']>`(
        select json_agg(json_build_object(
          'id', id, 'version', version, 'subject', subject, 'payer_id', payer_id, 'payee_id', payee_id,
          'currency', currency, 'state', state,
          'host_share', host_share, 'platform_share', platform_share, 'tax_share', tax_share, 'last_error', last_error,
          'capture_before', capture_before, 'amount', amount, 'captured_amount', captured_amount, 'refunded_amount', refunded_amount,
          'disputed_amount', disputed_amount, 'is_counted', id = bookings.payment_id
            or exists (select from booking_rests
              where booking_id = bookings.id and payment_id = payments.id and settled_at is not null)
            or exists (select from alterations
              where booking_id = bookings.id and payment_id = payments.id and settled_at is not null),
          'is_of_stay', ${isOfStay('payments.id')},
          'difference', (
            select case when state = 'accepted' and settled_at is null then 'capturing' when state = 'failed' then 'unpaid' end
            from alterations as owed
            where booking_id = bookings.id and payment_id = payments.id and ${isLastAltered}))
          order by id <> bookings.payment_id, id)
        from payments where subject = bookings.id)`.as('payments'),
    )
    .select(
      sql<ShownDeposit | null>`(
        select json_build_object('state', state, 'amount', amount, 'captured_amount', captured_amount,
          'refunded_amount', refunded_amount, 'error', error,
          'claim_amount', claim_amount, 'claim_reason', claim_reason, 'claimed_at', claimed_at)
        from deposits where booking_id = bookings.id)`.as('deposit'),
    )
    .select(
      sql<Rest | null>`(select to_json(booking_rests) from booking_rests where booking_id = bookings.id)`.as('rest'),
    )
    .select(
      sql<RefundState | null>`(
        select case
          when count(*) = 0 then null
          when bool_or(refunds.state = 'pending') then 'pending'
          -- The last one may be paid while another came back: the books say that it is owed.
          when (select sum(${sumOwed('payment_id', sql.ref('paid.id'), sql.ref('bookings.id'))})
            from payments as paid where paid.subject = bookings.id and ${isOfStay('paid.id')}) > 0 then 'failed'
          else (array_agg(refunds.state order by refunds.id desc))[1]
        end
        from refunds join payments as refunded on refunded.id = refunds.payment_id
        where refunded.subject = bookings.id and ${isOfStay('refunded.id')})`.as('refund_state'),
    )
    .select(
      sql<OpenAlteration | null>`(
        select json_build_object('id', id, 'state', state, 'proposed_by', proposed_by, 'expires_at', expires_at)
        from alterations where booking_id = bookings.id and state in ('unpaid', 'proposed', 'accepting'))`.as(
        'open_alteration',
      ),
    )
    .select(
      sql<BookingRow['payout']>`(
        select json_build_object('next_at', plan.next_at,
          'coming', greatest(0, 0 - coalesce((select balance from ledger_balances
            where holder = bookings.id and account = 'host' and currency = plan.currency), 0)),
          'in_transfer', coalesce((select sum(amount) from payouts where booking_id = bookings.id and state = 'pending'), 0),
          'paid', coalesce((select sum(amount) from payouts where booking_id = bookings.id and state = 'paid'), 0)
            - coalesce((select sum(amount) from payout_reversals where booking_id = bookings.id and state = 'made'), 0)
            - coalesce((select sum(amount) from ${reversedOutside} as outside
              where subject = bookings.id and account = 'stripe' and outside.currency = plan.currency), 0))
        from payout_plans as plan where plan.booking_id = bookings.id)`.as('payout'),
    )
    .select(isDisputed.as('is_disputed'))
    .select(['listings.title as listing_title', 'listings.place', coverKey.as('cover_key')])
    .select(['listings.address', 'listings.latitude', 'listings.longitude'])
    .select(['listings.shown_latitude', 'listings.shown_longitude'])
    .select('listings.house_rules')
    .select(arriveUntil.as('check_in_until'))
    .select(['guests.name as guest_name', shownAvatar('guests').as('guest_avatar')])
    .select(['hosts.name as host_name', shownAvatar('hosts').as('host_avatar')]);
}

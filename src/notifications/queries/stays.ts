import { type RawBuilder, type Selectable, sql } from 'kysely';
import { arriveUntil, isDisputed } from '../../bookings/index.ts';
import type { Side } from '../../kernel/actor.ts';
import { q } from '../../platform/db/index.ts';
import type { BookingTables } from '../../platform/db/tables/bookings.ts';
import type { ListingTables } from '../../platform/db/tables/listings.ts';

type Booking = Selectable<BookingTables['bookings']>;

/** What letters tell of a stay, with whom of its sides has reviewed it. */
export type StayFacts = Booking &
  Pick<Selectable<ListingTables['listings']>, 'address' | 'place' | 'check_in_until'> & {
    listing_title: string;
    guest_name: string;
    host_name: string;
    reviewed_by: Side[];
    /** Whether its nights stay closed now that it is cancelled. */
    is_kept_closed: boolean;
    /** Whether, but for stays, all of its nights can be booked: its listing is shown, and none is closed. */
    is_on_offer: boolean;
    /** What was captured of the payment that it began with: of a request that is over, by mistake, and it goes back. */
    captured: number | null;
    /** What of a cancellation's refund waits, as `waitingRefunds`. */
    refund_waits: number;
    /** What the last alteration gives back, and what of that waits. */
    altered_refund: number;
    altered_waits: number;
    /** Whether a bank has taken back something of the price for good, and what of that was the host's. */
    is_taken_back: boolean;
    taken_of_host: number;
    /** The host's part of what an alteration costs more that is being captured. */
    capturing_to_host: number;
    /**
     * What is paid later of its price, and whether a saved card is charged for it, is not, or is where the bank has decided
     * by then; times are RFC 3339.
     */
    rest: {
      amount: number;
      host_share: number;
      due_at: string;
      pay_by: string;
      payment_id: string | null;
      settled_at: string | null;
      by_card: 'charged' | 'asked' | 'undecided';
    } | null;
  };

/** Stays as letters tell of them; whoever asks says which. Whether a rest is charged is decided as by the job that charges it. */
export function selectStays() {
  return q
    .selectFrom('bookings')
    .innerJoin('listings', 'listings.id', 'bookings.listing_id')
    .innerJoin('people as guests', 'guests.id', 'bookings.guest_id')
    .innerJoin('people as hosts', 'hosts.id', 'bookings.host_id')
    .selectAll('bookings')
    .select(['listings.title as listing_title', 'listings.address', 'listings.place'])
    .select(arriveUntil.as('check_in_until'))
    .select(['guests.name as guest_name', 'hosts.name as host_name'])
    .select(sql<Side[]>`array(select side from reviews where booking_id = bookings.id)`.as('reviewed_by'))
    .select(
      sql<boolean>`exists (
        select from closures where listing_id = bookings.listing_id and source = 'cancellation'
          and nights && daterange(bookings.check_in, bookings.check_out))`.as('is_kept_closed'),
    )
    .select(
      sql<boolean>`listings.state = 'published' and not exists (
        select from closures where listing_id = bookings.listing_id
          and nights && daterange(bookings.check_in, bookings.check_out))`.as('is_on_offer'),
    )
    .select(capturedOf('bookings.payment_id').as('captured'))
    .select([
      waitingRefunds(sql`refunds.reason = 'cancellation' and ${isOfPrice}`).as('refund_waits'),
      sql<number>`(
        select coalesce(sum(refunds.amount), 0)::bigint from refunds where ${isOfLastAlteration})`.as('altered_refund'),
      waitingRefunds(isOfLastAlteration).as('altered_waits'),
      isTakenBack.as('is_taken_back'),
      sql<number>`(
        select coalesce(sum(amount), 0)::bigint from ledger_entries
        where subject = bookings.id and account = 'host' and split_part(effect, ':', 1) = 'dispute-lost')`.as(
        'taken_of_host',
      ),
      sql<number>`coalesce((
        select host_share from alterations join payments on payments.id = alterations.payment_id
        where booking_id = bookings.id and alterations.state = 'accepted' and settled_at is null), 0)`.as(
        'capturing_to_host',
      ),
    ])
    .select(
      sql<StayFacts['rest']>`(
        select to_jsonb(booking_rests) || jsonb_build_object('by_card', case
          when ${isTakenBack} or not exists (
            select from saved_cards where saved_cards.id = card_id and removed_at is null) then 'asked'
          when ${isDisputed} then 'undecided' else 'charged' end)
        from booking_rests where booking_id = bookings.id)`.as('rest'),
    );
}

const isTakenBack = sql<boolean>`exists (
  select from payments where subject = bookings.id and disputed_amount > 0)`;

/** What was captured of a payment, as SQL: of one for what was never agreed on, by mistake; null where nothing was. */
export function capturedOf(paymentId: string) {
  return sql<number | null>`(
    select case state when 'captured' then captured_amount else captured_in_part end
    from payments where id = ${sql.ref(paymentId)})`;
}

/** Which refunds are of the price of a stay. */
export const isOfPrice = sql<boolean>`refunds.payment_id in (select id from payments where subject = bookings.id)`;

const isOfLastAlteration = sql<boolean>`refunds.reason = 'alteration' and ${isOfPrice} and refunds.created_at = (
  select max(occurred_at) from events where subject = bookings.id and type = 'booking.altered')`;

/** What of these refunds waits for a bank, which has taken something of the same payment or deposit and is yet to decide. */
export function waitingRefunds(isMeant: RawBuilder<unknown>) {
  return sql<number>`(
    select coalesce(sum(refunds.amount), 0)::bigint from refunds
    where ${isMeant} and refunds.state = 'pending' and exists (
      select from disputes
      where (disputes.payment_id = refunds.payment_id or disputes.deposit_id = refunds.deposit_id)
        and taken and disputes.state in ('open', 'answered')))`;
}

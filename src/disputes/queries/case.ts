import { type InferResult, sql } from 'kysely';
import { isOfStay } from '../../bookings/index.ts';
import type { EventType } from '../../kernel/events.ts';
import type { DisputeId } from '../../kernel/ids.ts';
import type { ShareColumns } from '../../kernel/shares.ts';
import { q } from '../../platform/db/index.ts';

/** A dispute with the booking that it is about, and all that can speak for it. */
export type CaseRow = InferResult<ReturnType<typeof selectCase>>[number];

/** What of a price was to be paid later; `due_at` is RFC 3339. */
type AgreedRest = ShareColumns & { due_at: string };

/** A dispute with the booking that it is about. */
export function selectCase(disputeId: DisputeId) {
  return q
    .selectFrom('disputes')
    .leftJoin('payments', 'payments.id', 'disputes.payment_id')
    .leftJoin('deposits', 'deposits.id', 'disputes.deposit_id')
    .innerJoin('bookings', (join) =>
      join.on(sql<boolean>`bookings.id = coalesce(payments.subject, deposits.booking_id)`),
    )
    .innerJoin('listings', 'listings.id', 'bookings.listing_id')
    .innerJoin('people as guests', 'guests.id', 'bookings.guest_id')
    .selectAll('disputes')
    .select(['bookings.id as subject', 'bookings.check_in', 'bookings.check_out', 'bookings.time_zone'])
    .select(['bookings.check_in_from', 'bookings.adults', 'bookings.children', 'bookings.price'])
    .select(['bookings.state as booking_state', 'bookings.ended_at', 'bookings.ended_by', 'bookings.is_no_show'])
    .select(['bookings.cancellation_policy', 'bookings.confirmed_at', 'bookings.created_at as booked_at'])
    .select([
      sql<number>`coalesce(payments.captured_amount, deposits.captured_amount)`.as('captured_amount'),
      // What is promised waits for the bank's decision. Of what was given back outside, as far as the books were compared, what
      // has counted is one of ours.
      sql<number>`((
        select coalesce(sum(amount), 0) from refunds
        where (refunds.payment_id = disputes.payment_id or refunds.deposit_id = disputes.deposit_id)
          and refunds.state = 'succeeded') + (
        select coalesce(sum(greatest(0, 0 - said.amount - counted.amount)), 0)
        from stripe_movements as said cross join lateral (
          select coalesce(sum(amount), 0) as amount from ledger_entries
          where subject = bookings.id and account = 'guest' and split_part(effect, ':', 2) = said.reference) as counted
        where said.paid_id in (disputes.payment_id, disputes.deposit_id) and said.said_by = 'object'
          and said.reference = said.object_id and not said.is_open))::bigint`.as('refunded_amount'),
    ])
    .select(['listings.title as listing_title', 'deposits.claim_reason', 'deposits.claimed_at'])
    .select(
      sql<number>`(
        select coalesce(sum(captured_amount), 0)::bigint from payments as paid
        where paid.subject = bookings.id and ${isOfStay('paid.id')})`.as('paid_amount'),
    )
    .select(isOfStay('payments.id').as('is_of_stay'))
    .select([
      sql<AgreedRest | null>`(select to_json(booking_rests) from booking_rests where booking_id = bookings.id)`.as(
        'rest',
      ),
      sql<Date | null>`(
        select max(ended_at) from alterations where booking_id = bookings.id and state in ('accepted', 'failed'))`.as(
        'altered_at',
      ),
    ])
    .select(['guests.name as guest_name', 'guests.email as guest_email', 'guests.left_at as guest_left_at'])
    .select(
      sql<{ type: EventType; at: string }[]>`(
        select coalesce(json_agg(json_build_object('type', type, 'at', occurred_at) order by id), '[]') from events
        where subject in (bookings.id, payments.id, deposits.id))`.as('told'),
    )
    .where('disputes.id', '=', disputeId);
}

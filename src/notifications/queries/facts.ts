import { type Selectable, sql } from 'kysely';
import { isLastAltered, wasProposed } from '../../bookings/index.ts';
import type {
  AlterationId,
  BookingId,
  DepositId,
  DisputeId,
  FeedId,
  MessageId,
  NotificationId,
  PersonId,
  ReviewId,
} from '../../kernel/ids.ts';
import type { ShareColumns } from '../../kernel/shares.ts';
import { q, statement } from '../../platform/db/index.ts';
import type { BookingTables, StayColumns } from '../../platform/db/tables/bookings.ts';
import type { DepositTables } from '../../platform/db/tables/deposits.ts';
import type { DisputeTables } from '../../platform/db/tables/disputes.ts';
import type { DisabledEndpoint } from '../letters/endpoint-letter.ts';
import { capturedOf, type StayFacts, selectStays } from './stays.ts';

/** What letters tell of, read when they are written. */

export function selectStayFacts(bookingId: BookingId) {
  return selectStays().where('bookings.id', '=', bookingId);
}

/** The stay that a notification is about, where it is about one and not about something of it. */
export function selectStayToldOf(id: NotificationId) {
  return selectStays().where('bookings.id', '=', (is) =>
    is.selectFrom('notifications').select(sql<BookingId>`subject`.as('subject')).where('id', '=', id),
  );
}

/** The stay that a payment is for, if it still waits for the money. */
export function selectUnpaidStay(paymentId: string) {
  return selectStays()
    .innerJoin('payments', 'payments.id', 'bookings.payment_id')
    .where(sql<boolean>`payments.id = ${paymentId}`)
    .where('payments.state', '=', 'pending')
    .where('bookings.state', '=', 'held');
}

/** The stay that a payment is the rest of, if it still waits for the money. */
export function selectStayOfRest(paymentId: string) {
  return selectStays()
    .innerJoin('booking_rests', 'booking_rests.booking_id', 'bookings.id')
    .innerJoin('payments', 'payments.id', 'booking_rests.payment_id')
    .where(sql<boolean>`payments.id = ${paymentId}`)
    .where('payments.state', '=', 'pending');
}

/**
 * A proposal to alter a stay: whose it is, what has become of it, and what the stay would be, its times as RFC 3339;
 * `capture_before` is when the authorisation of what it costs more ends.
 */
export type ProposalFacts = StayFacts & {
  proposal: Pick<
    Selectable<BookingTables['alterations']>,
    keyof StayColumns | 'proposed_by' | 'state' | 'payment_id' | 'difference'
  > & { created_at: string; expires_at: string | null; ended_at: string | null; capture_before: string | null };
  /** As `captured`, of what it costs more. */
  captured_difference: number | null;
  /** As `wasProposed`. */
  was_proposed: boolean;
  /** What an alteration before costs more, where that could not be captured. */
  unpaid: ShareColumns | null;
};

export function selectProposal(alterationId: AlterationId) {
  return selectStays()
    .innerJoin('alterations', 'alterations.booking_id', 'bookings.id')
    .select(
      sql<ProposalFacts['proposal']>`to_jsonb(alterations) || jsonb_build_object('capture_before', (
        select capture_before from payments where id = alterations.payment_id))`.as('proposal'),
    )
    .select(capturedOf('alterations.payment_id').as('captured_difference'))
    .select(wasProposed('alterations.id').as('was_proposed'))
    .select(
      sql<ShareColumns | null>`(
        select json_build_object('host_share', host_share, 'platform_share', platform_share, 'tax_share', tax_share)
        from alterations as owed join payments on payments.id = owed.payment_id
        where owed.booking_id = bookings.id and owed.state = 'failed' and ${isLastAltered})`.as('unpaid'),
    )
    .where('alterations.id', '=', alterationId);
}

/** A damage deposit with its stay; `capture_before` is when its authorisation ends, RFC 3339. */
export type DepositFacts = StayFacts & {
  deposit: Pick<
    Selectable<DepositTables['deposits']>,
    'state' | 'amount' | 'currency' | 'error' | 'claim_amount' | 'claim_reason'
  > & { capture_before: string | null };
  /** Of one that is set aside no more: whether both were told that it would end, as it could not be renewed. */
  was_foretold: boolean;
};

export function selectDeposit(depositId: DepositId) {
  return selectStays()
    .innerJoin('deposits', 'deposits.booking_id', 'bookings.id')
    .select(
      sql<DepositFacts['deposit']>`to_jsonb(deposits) || jsonb_build_object('capture_before', (
        select capture_before from deposit_holds where id = deposits.hold_id))`.as('deposit'),
    )
    .select(
      sql<boolean>`coalesce(deposits.last_hold_id = (
        select id from deposit_holds where deposit_id = deposits.id and capture_before is not null
        order by id desc limit 1), false)`.as('was_foretold'),
    )
    .where('deposits.id', '=', depositId);
}

/** A dispute with the stay whose payment it is about. */
export type DisputeFacts = StayFacts & {
  dispute: Pick<Selectable<DisputeTables['disputes']>, 'deposit_id' | 'state' | 'taken' | 'amount' | 'currency'>;
  /** What of it was taken of the host's share, once it is lost. */
  borne_by_host: number;
};

export function selectDispute(disputeId: DisputeId) {
  return selectStays()
    .innerJoin('disputes', (join) => join.on(sql<boolean>`booking_of(disputes.id) = bookings.id`))
    .select(sql<DisputeFacts['dispute']>`to_json(disputes)`.as('dispute'))
    .select(
      sql<number>`(
        select coalesce(sum(posted.amount), 0)::bigint from ledger_entries as posted
        where posted.subject = bookings.id and account = 'host' and split_part(effect, ':', 2) = stripe_dispute_id
          and split_part(effect, ':', 1) in ('dispute-lost', 'deposit-dispute-lost'))`.as('borne_by_host'),
    )
    .where('disputes.id', '=', disputeId);
}

/** A review that support has removed, with whom and what it was about. */
export function selectRemovedReview(reviewId: ReviewId) {
  return q
    .selectFrom('reviews')
    .innerJoin('listings', 'listings.id', 'reviews.listing_id')
    .innerJoin('people as subjects', 'subjects.id', 'reviews.subject_id')
    .select(['booking_id', 'side', 'author_id', 'listings.title as listing_title', 'subjects.name as subject_name'])
    .select(sql<string>`removal_reason`.as('reason'))
    .where('reviews.id', '=', reviewId)
    .where('reviews.state', '=', 'removed');
}

/**
 * A message that this person got and has not read. Not one after another that is unread and unanswered, too, and of which
 * there was a letter: that leads to both.
 */
export function selectMessage(messageId: MessageId, readerId: PersonId) {
  return q
    .selectFrom('messages')
    .innerJoin('threads', 'threads.id', 'messages.thread_id')
    .innerJoin('listings', 'listings.id', 'threads.listing_id')
    .innerJoin('people as sender', (join) =>
      join.on(sql<boolean>`sender.id = case side when 'guest' then guest_id else threads.host_id end`),
    )
    .select(['thread_id', 'body', 'sender.name as sender_name', 'listings.title as listing_title'])
    .select(sql<boolean>`is_known_guest(threads.listing_id, guest_id)`.as('is_known'))
    .where('messages.id', '=', messageId)
    .where(
      sql<boolean>`case side
        when 'guest' then threads.host_id = ${readerId} and number > host_read
        else guest_id = ${readerId} and number > guest_read end`,
    )
    .where(
      sql<boolean>`not exists (
        select from messages as earlier
        join notifications on person_id = ${readerId} and kind = 'message' and subject = earlier.id
        where earlier.thread_id = threads.id and earlier.side = messages.side and earlier.number < messages.number
          and earlier.number > case messages.side when 'guest' then host_read else guest_read end
          and notifications.state = 'sent'
          and not exists (
            select from messages as answer
            where answer.thread_id = threads.id and answer.side <> messages.side
              and answer.number between earlier.number and messages.number))`,
    );
}

/** A feed that is stale, with its listing. */
export function selectStaleFeed(feedId: FeedId) {
  return q
    .selectFrom('calendar_feeds')
    .innerJoin('listings', 'listings.id', 'calendar_feeds.listing_id')
    .select(['listing_id', 'channel', 'listings.title as listing_title'])
    .where('calendar_feeds.id', '=', feedId)
    .where('stale_told_at', 'is not', null);
}

/**
 * A stay with the channel that has sold nights of it as well, by the number of the event that told so, while both stand. Of
 * nights that a channel lists one by one there are as many events at once: the first of them stands for all.
 */
export function selectSoldTwice(seq: number) {
  return selectStays()
    .innerJoin('events', (join) => join.on(sql<boolean>`events.data ->> 'bookingId' = bookings.id`))
    .innerJoin('closures', (join) => join.on(sql<boolean>`events.data ->> 'closureId' = closures.id`))
    .select(sql<string>`events.data ->> 'channel'`.as('channel'))
    .where('events.seq', '=', seq)
    .where('events.type', '=', 'calendar.conflict')
    .where('bookings.state', 'in', ['requested', 'confirmed'])
    .where('closures.feed_kind', '=', 'booking')
    .where(sql<boolean>`closures.nights && daterange(bookings.check_in, bookings.check_out)`)
    .where(
      sql<boolean>`not exists (
        select from events as earlier join closures as sold on sold.id = earlier.data ->> 'closureId'
        where earlier.subject = events.subject and earlier.type = events.type and earlier.id < events.id
          and earlier.occurred_at = events.occurred_at and earlier.data ->> 'bookingId' = bookings.id
          and sold.feed_id = closures.feed_id and sold.feed_kind = 'booking'
          and sold.nights && daterange(bookings.check_in, bookings.check_out))`,
    );
}

/** What a reset of the password disables at one moment stands in events right after one another: an account has a few. */
const DISABLED_AT_ONCE = 1_000;

/**
 * The endpoint that was disabled by the event of this number, while it is; of several that a reset of the password has, the
 * first that still is.
 */
export function selectDisabledEndpoint(seq: number) {
  return statement<DisabledEndpoint>(sql`
    select url, disabled_reason as reason
    from events join webhook_endpoints on webhook_endpoints.id = subject and disabled_reason = data ->> 'reason'
    where seq = ${seq} and not exists (
      select from events as first join webhook_endpoints as disabled on disabled.id = first.subject
      where first.seq > events.seq - ${DISABLED_AT_ONCE} and first.seq < events.seq
        and first.host_id = events.host_id and first.type = events.type and first.occurred_at = events.occurred_at
        and first.data ->> 'reason' = 'password-reset' and disabled.disabled_reason = 'password-reset')`);
}

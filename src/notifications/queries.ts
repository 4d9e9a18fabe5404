import { type Selectable, sql } from 'kysely';
import type { EventType } from '../kernel/events.ts';
import type {
  AlterationId,
  BookingId,
  DepositId,
  DisputeId,
  FeedId,
  NotificationId,
  PayoutId,
  PersonId,
  ReviewId,
} from '../kernel/ids.ts';
import { guarded, q, type Write } from '../platform/db/index.ts';
import type { BookingTables } from '../platform/db/tables/bookings.ts';
import type { DepositTables } from '../platform/db/tables/deposits.ts';
import type { DisputeTables } from '../platform/db/tables/disputes.ts';
import type { ListingTables } from '../platform/db/tables/listings.ts';
import type { DropReason, NotificationTables } from '../platform/db/tables/notifications.ts';
import type { Kind, OptionalKind, Side } from './kinds.ts';

/** A notification with what has to be known of who gets it. */
export type NotificationRow = Selectable<NotificationTables['notifications']> & {
  email: string;
  locale: string;
  is_reachable: boolean;
  is_unwanted: boolean;
};

export function selectNotification(id: NotificationId) {
  return q
    .selectFrom('notifications')
    .innerJoin('people', 'people.id', 'notifications.person_id')
    .selectAll('notifications')
    .select(['email', 'locale'])
    .select(sql<boolean>`email_verified_at is not null and suspended_at is null`.as('is_reachable'))
    .select(
      sql<boolean>`exists (select from unwanted_notifications unwanted
        where unwanted.person_id = people.id and unwanted.kind = notifications.kind)`.as('is_unwanted'),
    )
    .where('notifications.id', '=', id);
}

/** What somebody is to be told; nothing where they were told of the same before. */
export function insertNotification(notification: {
  id: NotificationId;
  person_id: PersonId;
  kind: Kind;
  subject: string;
  occasion?: number;
  created_at: Date;
}): Write {
  return q
    .insertInto('notifications')
    .values(notification)
    .onConflict((conflict) => conflict.constraint('notifications_once').doNothing());
}

/** Notes that a notification is about to be handed to the provider, for the first time unless it was before. */
export function noteTry(id: NotificationId, now: Date): Write {
  return q
    .updateTable('notifications')
    .set({ tried_at: sql`coalesce(tried_at, ${now})` })
    .where('id', '=', id)
    .where('state', '=', 'waiting');
}

/** Takes back that a notification was handed over for the first time then: it was not taken. */
export function forgetTry(id: NotificationId, at: Date): Write {
  return q
    .updateTable('notifications')
    .set({ tried_at: null })
    .where('id', '=', id)
    .where('tried_at', '=', at)
    .where('state', '=', 'waiting');
}

/** Settles a notification that waits; else the batch is stale. */
export function settleNotification(
  id: NotificationId,
  outcome: { state: 'sent' } | { state: 'dropped'; dropped_because: DropReason },
  now: Date,
): Write {
  return guarded(
    q
      .updateTable('notifications')
      .set({ ...outcome, settled_at: now })
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .returning('id'),
    'stale',
  );
}

type Booking = Selectable<BookingTables['bookings']>;

/** What letters tell of a stay, with whom of its sides has reviewed it. */
export type StayFacts = Booking &
  Pick<Selectable<ListingTables['listings']>, 'address' | 'place' | 'check_in_until'> & {
    listing_title: string;
    guest_name: string;
    host_name: string;
    reviewed_by: Side[];
    /** What is paid later of its price; times are RFC 3339. */
    rest: {
      amount: number;
      due_at: string;
      pay_by: string;
      payment_id: string | null;
      settled_at: string | null;
    } | null;
  };

export function selectStayFacts(bookingId: BookingId) {
  return selectStays().where('bookings.id', '=', bookingId);
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

/** A proposal to alter a stay: whose it is, what has become of it, and what the stay would be. */
export type ProposalFacts = StayFacts & {
  proposal: Pick<
    Selectable<BookingTables['alterations']>,
    | 'proposed_by'
    | 'state'
    | 'check_in'
    | 'check_out'
    | 'adults'
    | 'children'
    | 'infants'
    | 'pets'
    | 'price'
    | 'difference'
  > & { expires_at: string | null };
};

export function selectProposal(alterationId: AlterationId) {
  return selectStays()
    .innerJoin('alterations', 'alterations.booking_id', 'bookings.id')
    .select(sql<ProposalFacts['proposal']>`to_json(alterations)`.as('proposal'))
    .where('alterations.id', '=', alterationId);
}

/** A damage deposit with its stay; `capture_before` is when its authorisation ends, RFC 3339. */
export type DepositFacts = StayFacts & {
  deposit: Pick<
    Selectable<DepositTables['deposits']>,
    'state' | 'amount' | 'currency' | 'claim_amount' | 'claim_reason'
  > & { capture_before: string | null };
};

export function selectDeposit(depositId: DepositId) {
  return selectStays()
    .innerJoin('deposits', 'deposits.booking_id', 'bookings.id')
    .select(
      sql<DepositFacts['deposit']>`to_jsonb(deposits) || jsonb_build_object('capture_before', (
        select capture_before from deposit_holds where id = deposits.hold_id))`.as('deposit'),
    )
    .where('deposits.id', '=', depositId);
}

/** A dispute with the stay whose payment it is about. */
export type DisputeFacts = StayFacts & {
  dispute: Pick<Selectable<DisputeTables['disputes']>, 'state' | 'amount' | 'currency'>;
};

export function selectDispute(disputeId: DisputeId) {
  return selectStays()
    .innerJoin('disputes', (join) => join.on(sql<boolean>`booking_of(disputes.id) = bookings.id`))
    .select(sql<DisputeFacts['dispute']>`to_json(disputes)`.as('dispute'))
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

/** A feed that is stale, with its listing. */
export function selectStaleFeed(feedId: FeedId) {
  return q
    .selectFrom('calendar_feeds')
    .innerJoin('listings', 'listings.id', 'calendar_feeds.listing_id')
    .select(['listing_id', 'channel', 'listings.title as listing_title'])
    .where('calendar_feeds.id', '=', feedId)
    .where('stale_told_at', 'is not', null);
}

/** A payout that was made, with the stay that it is for. */
export function selectMadePayout(payoutId: PayoutId) {
  return q
    .selectFrom('payouts')
    .innerJoin('bookings', 'bookings.id', 'payouts.booking_id')
    .innerJoin('listings', 'listings.id', 'bookings.listing_id')
    .innerJoin('people', 'people.id', 'bookings.guest_id')
    .select(['payouts.amount', 'payouts.currency', 'listings.title as listing_title', 'people.name as guest_name'])
    .where('payouts.id', '=', payoutId)
    .where('payouts.state', '=', 'paid');
}

/** The kinds that this person does not want. */
export function selectUnwanted(personId: PersonId) {
  return q.selectFrom('unwanted_notifications').select('kind').where('person_id', '=', personId);
}

/** Notes whether a person wants a kind. */
export function putWish(personId: PersonId, kind: OptionalKind, isWanted: boolean, now: Date): Write {
  if (isWanted) {
    return q.deleteFrom('unwanted_notifications').where('person_id', '=', personId).where('kind', '=', kind);
  }
  return q
    .insertInto('unwanted_notifications')
    .values({ person_id: personId, kind, since: now })
    .onConflict((conflict) => conflict.constraint('unwanted_notifications_pkey').doNothing());
}

/** In which language a person reads. */
export function selectLocale(personId: PersonId) {
  return q.selectFrom('people').select('locale').where('id', '=', personId);
}

/** The name under which notifications follow the events. */
const FOLLOWER = 'notifications';

/** Up to where events were followed, and up to where there are any. To be read before the events. */
export function selectPlace() {
  return q
    .selectFrom('event_followers')
    .select(['seq', sql<number>`(select coalesce(max(seq), 0) from events)`.as('last')])
    .where('name', '=', FOLLOWER);
}

/** The next events of these types after that place, in order. */
export function selectNextEvents(types: readonly EventType[], limit: number) {
  return q
    .selectFrom('events')
    .select([sql<number>`seq`.as('seq'), 'type', 'subject', 'guest_id', 'host_id'])
    .where(sql<boolean>`seq > (select seq from event_followers where name = ${FOLLOWER})`)
    .where('type', 'in', types)
    .orderBy('seq')
    .limit(limit);
}

/** Moves the place on from where it was read, else the batch is stale. */
export function movePlace(from: number, to: number): Write {
  return guarded(
    q
      .updateTable('event_followers')
      .set({ seq: to })
      .where('name', '=', FOLLOWER)
      .where('seq', '=', from)
      .returning('name'),
    'stale',
  );
}

function selectStays() {
  return q
    .selectFrom('bookings')
    .innerJoin('listings', 'listings.id', 'bookings.listing_id')
    .innerJoin('people as guests', 'guests.id', 'bookings.guest_id')
    .innerJoin('people as hosts', 'hosts.id', 'bookings.host_id')
    .selectAll('bookings')
    .select(['listings.title as listing_title', 'listings.address', 'listings.place', 'listings.check_in_until'])
    .select(['guests.name as guest_name', 'hosts.name as host_name'])
    .select(sql<Side[]>`array(select side from reviews where booking_id = bookings.id)`.as('reviewed_by'))
    .select(
      sql<StayFacts['rest']>`(select to_json(booking_rests) from booking_rests where booking_id = bookings.id)`.as(
        'rest',
      ),
    );
}

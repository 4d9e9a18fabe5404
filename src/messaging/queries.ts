import { type RawBuilder, type Selectable, sql } from 'kysely';
import { shownAvatar } from '../accounts/index.ts';
import type { Side } from '../kernel/actor.ts';
import type { BookingState } from '../kernel/booking-state.ts';
import type { PlainDate } from '../kernel/dates.ts';
import { DAY_MS } from '../kernel/durations.ts';
import type { BookingId, ListingId, MessageId, PersonId, ThreadId } from '../kernel/ids.ts';
import { coverKey } from '../listings/index.ts';
import { guard, guardExists, guarded, q, statement, type Write } from '../platform/db/index.ts';
import type { MessageTables } from '../platform/db/tables/messages.ts';

/** New inquiries of a guest that one day sees at most. */
const MAX_INQUIRIES = 20;

// Who pays nothing can hold and give up as many stays as they like.
const isOnlyHeld = sql<boolean>`(bookings.requested_at is null and bookings.confirmed_at is null)`;

/** Two sides who can write to each other, and their thread if they have one. */
export interface Talk {
  thread_id: ThreadId | null;
  listing_id: ListingId;
  booking_id: BookingId | null;
  guest_id: PersonId;
  host_id: PersonId;
  /** Whether they see how to reach each other. */
  is_known: boolean;
  /** Whether nothing was ever authorised or paid between them there: to write is to ask. */
  is_inquiry: boolean;
}

export type MessageRow = Selectable<MessageTables['messages']> & { is_known: boolean; is_read: boolean };

/** A thread as one side sees it, with its last message. */
export type ThreadRow = Selectable<MessageTables['threads']> & {
  is_known: boolean;
  listing_title: string;
  /** The key of the photo that the listing is shown by. */
  cover_key: string | null;
  /** What it is written about, as it is now. */
  stay: { state: BookingState; checkIn: PlainDate; checkOut: PlainDate } | null;
  guest_name: string;
  guest_avatar: string | null;
  host_name: string;
  host_avatar: string | null;
  unread: number;
  /** With its time as RFC 3339. */
  last: Pick<MessageRow, 'id' | 'number' | 'side' | 'body'> & { sent_at: string };
};

/** What a guest asks about a listing that anybody may see. */
export function selectInquiry(listingId: ListingId, guestId: PersonId) {
  return statement<Talk>(sql`
    select threads.id as thread_id, listings.id as listing_id, null as booking_id, ${guestId}::text as guest_id,
      listings.host_id, is_known_guest(listings.id, ${guestId}) as is_known, true as is_inquiry
    from listings
    left join threads on threads.listing_id = listings.id and threads.guest_id = ${guestId} and booking_id is null
    where listings.id = ${listingId} and state = 'published'`);
}

/** What is written about a booking of this person, on either side. */
export function selectTalkOfBooking(bookingId: BookingId, personId: PersonId) {
  return statement<Talk>(sql`
    select threads.id as thread_id, bookings.listing_id, bookings.id as booking_id, bookings.guest_id, bookings.host_id,
      is_known_guest(bookings.listing_id, bookings.guest_id) as is_known, ${isOnlyHeld} as is_inquiry
    from bookings left join threads on threads.booking_id = bookings.id
    where bookings.id = ${bookingId} and ${personId} in (bookings.guest_id, bookings.host_id)`);
}

/** A thread of this person, with how many of its messages each side has read. */
export function selectMarks(threadId: ThreadId, personId: PersonId) {
  return q
    .selectFrom('threads')
    .selectAll()
    .where('id', '=', threadId)
    .where((is) => is.or([is('guest_id', '=', personId), is('host_id', '=', personId)]));
}

/** A thread of this person, on either side. */
export function selectTalk(threadId: ThreadId, personId: PersonId) {
  return statement<Talk>(sql`
    select id as thread_id, listing_id, booking_id, guest_id, host_id, is_known_guest(listing_id, guest_id) as is_known,
      booking_id is null as is_inquiry
    from threads where id = ${threadId} and ${personId} in (guest_id, host_id)`);
}

/** This person's threads, the one that was last written in first. */
export function selectThreads(personId: PersonId) {
  const [read, side] = [ownOf(personId, sql`guest_read`, sql`host_read`), ownOf(personId, sql`'guest'`, sql`'host'`)];
  return q
    .selectFrom('threads')
    .innerJoin('listings', 'listings.id', 'threads.listing_id')
    .innerJoin('people as guests', 'guests.id', 'threads.guest_id')
    .innerJoin('people as hosts', 'hosts.id', 'threads.host_id')
    .selectAll('threads')
    .select(['listings.title as listing_title', coverKey.as('cover_key')])
    .select(['guests.name as guest_name', shownAvatar('guests').as('guest_avatar')])
    .select(['hosts.name as host_name', shownAvatar('hosts').as('host_avatar')])
    .select([
      sql<ThreadRow['stay']>`(
        select json_build_object('state', state, 'checkIn', check_in, 'checkOut', check_out)
        from bookings where bookings.id = threads.booking_id)`.as('stay'),
      sql<boolean>`is_known_guest(threads.listing_id, guest_id)`.as('is_known'),
      sql<number>`(
        select count(*) from messages where thread_id = threads.id and number > ${read} and side <> ${side})`.as(
        'unread',
      ),
      sql<ThreadRow['last']>`(
        select to_json(messages) from messages where thread_id = threads.id and number = message_count)`.as('last'),
    ])
    .where((is) => is.or([is('guest_id', '=', personId), is('threads.host_id', '=', personId)]));
}

/** One page of them. */
export function selectThreadPage(
  personId: PersonId,
  page: {
    listingId: ListingId | undefined;
    bookingId: BookingId | undefined;
    only: 'unread' | undefined;
    after: [Date, ThreadId] | undefined;
    limit: number;
  },
) {
  const { listingId, bookingId, only, after, limit } = page;
  // As many of each side as the page takes, by the index of that side: who has thousands is answered as fast.
  const first = (own: 'guest_id' | 'host_id') =>
    q
      .selectFrom('threads')
      .select('id')
      .where(own, '=', personId)
      .$if(listingId !== undefined, (found) => found.where(sql<boolean>`listing_id = ${listingId}`))
      .$if(bookingId !== undefined, (found) => found.where(sql<boolean>`booking_id = ${bookingId}`))
      .$if(only === 'unread', (found) => found.where(hasUnread(own)))
      .$if(after !== undefined, (found) =>
        found.where(sql<boolean>`(last_message_at, id) < (${after?.[0]}::timestamptz, ${after?.[1]}::text)`),
      )
      .orderBy('last_message_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit + 1);
  return selectThreads(personId)
    .where(sql<boolean>`threads.id in ((${first('guest_id')}) union all (${first('host_id')}))`)
    .orderBy('last_message_at', 'desc')
    .orderBy('threads.id', 'desc')
    .limit(limit + 1);
}

/** One page of a thread of this person, the newest message first. */
export function selectMessagePage(
  threadId: ThreadId,
  personId: PersonId,
  { before, limit }: { before: number | undefined; limit: number },
) {
  const messages = q
    .selectFrom('messages')
    .innerJoin('threads', 'threads.id', 'messages.thread_id')
    .selectAll('messages')
    .select([
      sql<boolean>`(select is_known_guest(listing_id, guest_id) from threads where id = ${threadId})`.as('is_known'),
      sql<boolean>`number <= case side when 'guest' then host_read else guest_read end`.as('is_read'),
    ])
    .where('thread_id', '=', threadId)
    .where((is) => is.or([is('guest_id', '=', personId), is('host_id', '=', personId)]))
    .orderBy('number', 'desc')
    .limit(limit + 1);
  return before === undefined ? messages : messages.where('number', '<', before);
}

/** The number of a message in its thread. */
export function selectNumber(messageId: MessageId, threadId: ThreadId) {
  return q.selectFrom('messages').select('number').where('id', '=', messageId).where('thread_id', '=', threadId);
}

/** Refuses one new inquiry too many. Locks the guest until the batch ends. */
export function guardInquiry(guestId: PersonId, now: Date): Write[] {
  const since = new Date(now.getTime() - DAY_MS);
  return [
    guardExists(q.selectFrom('people').select('id').where('id', '=', guestId).forNoKeyUpdate(), 'stale'),
    guard(
      sql`(select count(*) < ${MAX_INQUIRIES}::int from threads left join bookings on bookings.id = booking_id
           where threads.guest_id = ${guestId} and started_at > ${since} and (booking_id is null or ${isOnlyHeld}))`,
      'inquiry-limit',
    ),
  ];
}

/** Refuses a batch as stale once nobody may see the listing any more. */
export function guardPublished(listingId: ListingId): Write {
  return guard(sql`exists (select from listings where id = ${listingId} and state = 'published')`, 'stale');
}

/** Begins a thread; stale where the other side, or the same one elsewhere, was faster. */
export function insertThread(id: ThreadId, { thread_id, is_known, is_inquiry, ...talk }: Talk, now: Date): Write {
  return guarded(
    q
      .insertInto('threads')
      .values({ id, ...talk, started_at: now, last_message_at: now })
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** Adds a message to its thread, after all that are there. */
export function insertMessage(message: Omit<Selectable<MessageTables['messages']>, 'number'>): Write {
  const { id, thread_id, side, body, sent_at } = message;
  return statement(sql`
    with thread as (
      update threads set message_count = message_count + 1, last_message_at = greatest(last_message_at, ${sent_at})
      where id = ${thread_id} returning message_count),
    sent as (
      insert into messages (id, thread_id, number, side, body, sent_at)
      select ${id}, ${thread_id}, thread.message_count, ${side}, ${body}, ${sent_at}::timestamptz from thread returning id)
    select guard(exists (select from sent), 'stale')`);
}

/** Marks a thread as read by a side up to this message; stale where it has read so far by now. */
export function markRead(threadId: ThreadId, side: Side, number: number): Write {
  const read = side === 'guest' ? 'guest_read' : 'host_read';
  return guarded(
    q
      .updateTable('threads')
      .set({ [read]: number })
      .where('id', '=', threadId)
      .where(read, '<', number),
  );
}

// Who has answered without having read has unread ones before their own.
function hasUnread(own: 'guest_id' | 'host_id') {
  const [read, other] = own === 'guest_id' ? ['guest_read', 'host'] : ['host_read', 'guest'];
  return sql<boolean>`message_count > ${sql.ref(read)} and exists (
    select from messages where thread_id = threads.id and number > ${sql.ref(read)} and side = ${other})`;
}

function ownOf(personId: PersonId, guest: RawBuilder<unknown>, host: RawBuilder<unknown>) {
  return sql`case when guest_id = ${personId} then ${guest} else ${host} end`;
}

import { type Selectable, sql } from 'kysely';
import type { PlainDate } from '../../kernel/dates.ts';
import type { BookingId, ClosureId, ListingId, PersonId } from '../../kernel/ids.ts';
import { daterange, guard, guarded, json, q, type Write } from '../../platform/db/index.ts';
import type { CalendarTables, ClosureSource } from '../../platform/db/tables/calendar.ts';
import { isLive, type Nights } from './snapshot.ts';

export type ClosureRow = Nights &
  Pick<Selectable<CalendarTables['closures']>, 'id' | 'source' | 'note' | 'created_at' | 'feed_id' | 'feed_kind'>;
type ClosureToWrite = Nights & { id: ClosureId; listingId: ListingId; source: ClosureSource; note: string };

/** A booking or live hold that takes nights. */
type ClaimedNights = Nights & { bookingId: BookingId };

/** The host's listing, with the bookings and live holds that a closure of these nights conflicts with. */
export function selectConflicts(listingId: ListingId, hostId: PersonId, nights: Nights, now: Date) {
  const claims = sql<ClaimedNights[]>`(
    select coalesce(
      json_agg(json_build_object('bookingId', booking_id, 'start', lower(stay), 'end', upper(stay))
        order by stay), '[]')
    from claims where ${isClaimed(listingId, nights, now)})`;
  return q
    .selectFrom('listings')
    .where('listings.id', '=', listingId)
    .where('host_id', '=', hostId)
    .select(claims.as('conflicts'));
}

/** Makes the batch stale unless the nights are claimed by just these bookings. */
export function guardConflicts(listingId: ListingId, nights: Nights, bookings: readonly BookingId[], now: Date): Write {
  return guard(
    sql`(select coalesce(json_agg(booking_id order by stay), '[]')::jsonb
         from claims where ${isClaimed(listingId, nights, now)}) = ${json(bookings)}`,
    'stale',
  );
}

const MAX_CLOSURES = 1_000;

/** Refuses one closure of the host's too many, of those that have not ended. The listing is locked before. */
export function guardClosureCount(listingId: ListingId, now: Date): Write {
  return guard(
    sql`(select count(*) from closures where listing_id = ${listingId} and source = 'host'
         and upper(nights) > (${now}::timestamptz at time zone 'UTC')::date) < ${MAX_CLOSURES}`,
    'closure-limit',
  );
}

/** Writes a closure. The listing has to be locked before, and its search row written after. */
export function closeNights({ id, listingId, start, end, source, note }: ClosureToWrite, now: Date): Write {
  return q
    .insertInto('closures')
    .values({ id, listing_id: listingId, nights: daterange(start, end), source, note, created_at: now });
}

/** The closure, if it is one of this host's listing. */
export function selectOwnClosure(closureId: ClosureId, listingId: ListingId, hostId: PersonId) {
  return selectClosures(listingId)
    .innerJoin('listings', 'listings.id', 'closures.listing_id')
    .where('listings.host_id', '=', hostId)
    .where('closures.id', '=', closureId);
}

export function deleteClosure(closureId: ClosureId): Write {
  return guarded(q.deleteFrom('closures').where('id', '=', closureId), 'not-found');
}

/** The listing's closures in the order of their first nights, from the one after the cursor's. */
export function selectClosurePage(
  listingId: ListingId,
  page: { from: PlainDate | undefined; after: readonly [string, string] | undefined; limit: number },
) {
  const { from, after, limit } = page;
  return selectClosures(listingId)
    .$if(from !== undefined, (query) => query.where(sql<boolean>`upper(nights) > ${from}`))
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(lower(nights), closures.id) > (${after?.[0]}::date, ${after?.[1]})`),
    )
    .orderBy(sql`lower(nights)`)
    .orderBy('closures.id')
    .limit(limit + 1);
}

function selectClosures(listingId: ListingId) {
  return q
    .selectFrom('closures')
    .where('closures.listing_id', '=', listingId)
    .select(['closures.id', 'closures.source', 'note', 'closures.created_at', 'feed_id', 'feed_kind'])
    .select([sql<PlainDate>`lower(nights)`.as('start'), sql<PlainDate>`upper(nights)`.as('end')]);
}

function isClaimed(listingId: ListingId, { start, end }: Nights, now: Date) {
  return sql<boolean>`listing_id = ${listingId} and stay && ${daterange(start, end)} and ${isLive(now)}`;
}

import { sql } from 'kysely';
import type { PlainDate } from '../../kernel/dates.ts';
import { type FeedId, newId } from '../../kernel/ids.ts';
import { json, q, statement, type Write } from '../../platform/db/index.ts';
import { telling } from '../../platform/events.ts';
import type { FeedChange, FeedClosure } from '../decide-feed.ts';
import { type FeedOfListing, forgetEchoes, noteEchoes } from './echoes.ts';

/**
 * A feed's version with the closures that it made and that end after today.
 * @param exported ids under which we have told of nights; `others` are those of other listings
 */
export function selectFeedClosures(
  { id, listing_id: listingId }: FeedOfListing,
  today: PlainDate,
  exported: readonly string[],
) {
  return q
    .selectFrom('calendar_feeds')
    .where('calendar_feeds.id', '=', id)
    .select([
      'version',
      sql<string[]>`(
        select coalesce(json_agg(id), '[]') from (
          select id from bookings where id = any (${exported}::text[]) and listing_id <> ${listingId}
          union all
          select id from closures where id = any (${exported}::text[]) and listing_id <> ${listingId}) as others)`.as(
        'others',
      ),
      sql<FeedClosure[]>`(
        select coalesce(json_agg(json_build_object('id', id, 'uid', feed_uid, 'kind', feed_kind,
          'start', lower(nights), 'end', upper(nights)) order by nights, id), '[]')
        from closures where feed_id = calendar_feeds.id and upper(nights) > ${today})`.as('closures'),
    ]);
}

/** Writes what a feed changes. The listing is locked before, and its search row written after. */
export function writeChange(
  feed: FeedOfListing,
  { add, move, remove }: Pick<FeedChange, 'add' | 'move' | 'remove'>,
  now: Date,
): Write[] {
  const writes: Write[] = [];
  if (remove.length > 0) {
    const ids = remove.map(({ id }) => id);
    writes.push(q.deleteFrom('closures').where('feed_id', '=', feed.id).where('id', 'in', ids));
  }
  const moved = move.map(([{ id }, event]) => ({ ...event, id }));
  const added = add.map((event) => ({ ...event, id: newId('closure') }));
  if (moved.length > 0) writes.push(forgetEchoes(moved), forgetTold(moved), moveClosures(moved));
  if (added.length > 0) writes.push(addClosures(feed, added, now));
  const ids = [...moved, ...added].map(({ id }) => id);
  if (ids.length > 0) writes.push(noteEchoes(feed, ids, now));
  return writes;
}

/** The first of all nights that a feed has closed and the day after the last one; null when it has closed none. */
export function selectFeedSpan(feedId: FeedId) {
  return q
    .selectFrom('closures')
    .where('feed_id', '=', feedId)
    .select([
      sql<PlainDate | null>`min(lower(nights))`.as('start'),
      sql<PlainDate | null>`max(upper(nights))`.as('end'),
    ]);
}

export function deleteClosuresOf(feedId: FeedId): Write {
  return q.deleteFrom('closures').where('feed_id', '=', feedId);
}

/**
 * Tells the hosts, once each, of closures of these feeds over nights that are booked here, unless they only repeat it; of a
 * block that turns out to be a sale once more. It also finds a booking that was only held when the closure came, hence asks
 * at every fetch, whether or not the feed has changed.
 */
export function tellConflicts(feedIds: readonly FeedId[], now: Date): Write {
  return telling(sql`
    with told as (
      insert into feed_conflicts (closure_id, booking_id, told_at)
      select closures.id, claims.booking_id, ${now}
      from closures
      join claims on claims.listing_id = closures.listing_id and claims.stay && closures.nights
      where closures.feed_id = any (${feedIds}::text[])
        and claims.active and claims.expires_at is null and not is_echo(closures.id, ${now})
      on conflict do nothing
      returning closure_id, booking_id
    )
    insert into events (type, occurred_at, subject, host_id, data)
    select 'calendar.conflict', ${now}, closures.listing_id, listings.host_id, jsonb_build_object(
      'bookingId', claims.booking_id, 'closureId', closures.id, 'feedId', feeds.id, 'channel', feeds.channel,
      'kind', closures.feed_kind, 'start', lower(claims.stay * closures.nights),
      'end', upper(claims.stay * closures.nights))
    from told
    join closures on closures.id = told.closure_id
    join claims on claims.booking_id = told.booking_id
    join calendar_feeds as feeds on feeds.id = closures.feed_id
    join listings on listings.id = closures.listing_id`);
}

// That nights are not offered there and that they are sold there are two things to tell the host.
function forgetTold(moved: readonly FeedClosure[]): Write {
  return statement(sql`
    delete from feed_conflicts
    using closures, jsonb_to_recordset(${json(moved)}) as moved (id text, kind text)
    where closures.id = moved.id and closure_id = moved.id and feed_kind = 'block' and moved.kind = 'booking'`);
}

function moveClosures(moved: readonly FeedClosure[]): Write {
  return statement(sql`
    update closures
    set nights = daterange(moved.start, moved."end"), feed_uid = moved.uid, feed_kind = moved.kind
    from jsonb_to_recordset(${json(moved)}) as moved (id text, uid text, kind text, start date, "end" date)
    where closures.id = moved.id`);
}

function addClosures(feed: FeedOfListing, added: readonly FeedClosure[], now: Date): Write {
  return statement(sql`
    insert into closures (id, listing_id, nights, source, created_at, feed_id, feed_uid, feed_kind)
    select added.id, ${feed.listing_id}, daterange(added.start, added."end"), 'feed', ${now}, ${feed.id}, added.uid, added.kind
    from jsonb_to_recordset(${json(added)}) as added (id text, uid text, kind text, start date, "end" date)`);
}

import { type Selectable, sql } from 'kysely';
import type { FeedId, ListingId, PersonId } from '../../kernel/ids.ts';
import { guard, guardExists, guarded, json, q, statement, type Write } from '../../platform/db/index.ts';
import type { ChannelTables } from '../../platform/db/tables/channels.ts';
import { telling } from '../../platform/events.ts';
import type { Health } from '../health.ts';
import { timers } from '../timers.ts';

export type Feed = Selectable<ChannelTables['calendar_feeds']>;
/** A feed with what its polling needs of the listing. */
export type PolledFeed = Feed & { host_id: PersonId; time_zone: string };

/** A fetch as the feed's history keeps it. */
type FetchRecord = {
  feedId: FeedId;
  error: string | null;
  errorDetail: string | null;
  added: number;
  moved: number;
  removed: number;
};

/** Feeds of one listing, and channels that it is exported to. */
export const MAX_CHANNELS = 20;

/** Refuses a batch with `not-found` unless the feed is one of this host's listing. */
export function guardOwnFeed(listingId: ListingId, feedId: FeedId, hostId: PersonId): Write {
  return guardExists(selectOwnFeeds(listingId, hostId).where('calendar_feeds.id', '=', feedId), 'not-found');
}

/** The host's own feeds of a listing. */
export function selectOwnFeeds(listingId: ListingId, hostId: PersonId) {
  return q
    .selectFrom('calendar_feeds')
    .innerJoin('listings', 'listings.id', 'calendar_feeds.listing_id')
    .where('listing_id', '=', listingId)
    .where('host_id', '=', hostId)
    .selectAll('calendar_feeds');
}

/** One page of them, oldest first, from the one after the cursor's. */
export function selectFeedPage(
  listingId: ListingId,
  hostId: PersonId,
  { after, limit }: { after: FeedId | undefined; limit: number },
) {
  return selectOwnFeeds(listingId, hostId)
    .$if(after !== undefined, (query) => query.where(sql<boolean>`calendar_feeds.id > ${after}`))
    .orderBy('calendar_feeds.id')
    .limit(limit + 1);
}

/** Refuses one feed too many. The listing is locked before. */
export function guardFeedCount(listingId: ListingId): Write {
  return guard(
    sql`(select count(*) from calendar_feeds where listing_id = ${listingId}) < ${MAX_CHANNELS}`,
    'channel-limit',
  );
}

/** A feed as it begins: never fetched. */
export function newFeed(
  given: Pick<Feed, 'id' | 'listing_id' | 'channel' | 'url' | 'created_at' | 'next_poll_at'>,
): Feed {
  return {
    ...given,
    version: 1,
    asked_at: given.created_at,
    last_fetch_at: null,
    last_success_at: null,
    failures: 0,
    error: null,
    error_detail: null,
    problems: [],
    stale_told_at: null,
    etag: null,
    last_modified: null,
    fingerprint: null,
    applied_at: null,
    empty_fetches: 0,
    empty_since: null,
  };
}

export function insertFeed(feed: Feed): Write {
  return q.insertInto('calendar_feeds').values(feed);
}

/** Deletes a feed that is as it was loaded, else the batch is stale: a fetch has closed other nights since. */
export function deleteFeed({ id, version }: Pick<Feed, 'id' | 'version'>): Write {
  return guarded(q.deleteFrom('calendar_feeds').where('id', '=', id).where('version', '=', version));
}

/**
 * Deletes the feeds of all listings of a host, which are locked, with the nights that they had closed, and takes the addresses
 * away at which channels read those listings.
 */
export function endChannelsOf(hostId: PersonId): Write[] {
  const theirs = q.selectFrom('listings').select('id').where('host_id', '=', hostId);
  return [
    q.deleteFrom('closures').where('listing_id', 'in', theirs).where('feed_id', 'is not', null),
    q.deleteFrom('calendar_feeds').where('listing_id', 'in', theirs),
    q.deleteFrom('calendar_exports').where('listing_id', 'in', theirs),
  ];
}

/** Feeds that are due, of listings that are not closed for good or still have guests to come. */
export function selectDueFeeds(now: Date, limit: number) {
  const hasGuests = sql<boolean>`exists (
    select from claims where claims.listing_id = listings.id and active
      and upper(nights) >= (${now}::timestamptz at time zone 'UTC')::date)`;
  return q
    .selectFrom('calendar_feeds')
    .innerJoin('listings', 'listings.id', 'calendar_feeds.listing_id')
    .where((where) => where.or([where('listings.state', '<>', 'closed'), hasGuests]))
    .where('next_poll_at', '<=', now)
    .orderBy('next_poll_at')
    .limit(limit)
    .select('calendar_feeds.id');
}

/** Puts off the next poll of feeds for which a job is enqueued, where none has done so meanwhile. */
export function deferPolls(polls: readonly { id: FeedId; at: Date }[], now: Date): Write {
  // Locked in one order: of two sweeps at once neither holds a feed that the other waits for while it waits itself.
  return statement(sql`
    with polls as (select * from jsonb_to_recordset(${json(polls)}) as polls (id text, at timestamptz)),
    due as (
      select id from calendar_feeds where id in (select id from polls) and next_poll_at <= ${now}
      order by id for no key update)
    update calendar_feeds set next_poll_at = polls.at, asked_at = ${now}
    from polls join due using (id)
    where calendar_feeds.id = polls.id`);
}

/** Says that a feed is asked for, if nobody has since it was loaded; else the batch is stale. */
export function askForFeed({ id, asked_at: before }: Pick<Feed, 'id' | 'asked_at'>, now: Date): Write {
  return guarded(
    q
      .updateTable('calendar_feeds')
      .set({ asked_at: now })
      .where('id', '=', id)
      .where('asked_at', 'is not distinct from', before),
  );
}

/** Those of the feeds that nobody has fetched since the job was enqueued. */
export function selectFeedsToPoll(feedIds: readonly FeedId[], enqueuedAt: Date) {
  return selectPolled()
    .where('calendar_feeds.id', 'in', feedIds)
    .where((where) => where.or([where('last_fetch_at', 'is', null), where('last_fetch_at', '<', enqueuedAt)]));
}

/** What fetches came to, written to the feeds that are still as they were loaded. */
export function recordFetches(fetched: readonly (Health & Pick<Feed, 'id' | 'version'>)[]) {
  // Locked in one order, as where polls are put off: two that write some of the same feeds never wait for each other.
  return sql`
    with locked as (
      select id, version from calendar_feeds
      where id = any (${fetched.map(({ id }) => id)}::text[])
      order by id for no key update)
    update calendar_feeds as feed
    set (next_poll_at, last_fetch_at, last_success_at, failures, error, error_detail, problems, stale_told_at, etag,
        last_modified, fingerprint, applied_at, empty_fetches, empty_since, version)
      = (new.next_poll_at, new.last_fetch_at, new.last_success_at, new.failures, new.error, new.error_detail,
        new.problems, new.stale_told_at, new.etag, new.last_modified, new.fingerprint, new.applied_at,
        new.empty_fetches, new.empty_since, feed.version + 1)
    from jsonb_to_recordset(${json(fetched)}) as new (
      id text, version integer, next_poll_at timestamptz, last_fetch_at timestamptz, last_success_at timestamptz,
      failures integer, error text, error_detail text, problems text[], stale_told_at timestamptz, etag text,
      last_modified text, fingerprint text, applied_at timestamptz, empty_fetches integer, empty_since timestamptz)
    join locked using (id, version)
    where feed.id = new.id`;
}

/**
 * The same, and tells the hosts of those of them that have gone stale. Of a feed that another fetch has written meanwhile
 * it is that one's to tell: it may have found it well, or stale as well.
 */
export function recordFetchesAndTell(
  fetched: readonly (Health & Pick<Feed, 'id' | 'version'>)[],
  stale: readonly (Pick<Feed, 'id' | 'listing_id' | 'channel'> & { host_id: string })[],
  at: Date,
): Write {
  if (stale.length === 0) return statement(recordFetches(fetched));
  return telling(
    sql`
      with recorded as (${recordFetches(fetched)} returning feed.id)
      insert into events (type, occurred_at, subject, host_id, data)
      select 'feed.stale', ${at}, id, stale.host_id,
        jsonb_build_object('listingId', stale.listing_id, 'channel', stale.channel)
      from recorded
      join jsonb_to_recordset(${json(stale)}) as stale (id text, listing_id text, channel text, host_id text) using (id)`,
  );
}

/** Adds fetches to the history of feeds that still exist. */
export function insertFetches(records: readonly FetchRecord[], now: Date): Write {
  return statement(sql`
    insert into feed_fetches (feed_id, at, error, error_detail, added, moved, removed)
    select new."feedId", ${now}, new.error, new."errorDetail", new.added, new.moved, new.removed
    from jsonb_to_recordset(${json(records)}) as new (
      "feedId" text, error text, "errorDetail" text, added integer, moved integer, removed integer)
    join calendar_feeds on calendar_feeds.id = new."feedId"`);
}

/** The feed's history, newest first, from the one after the cursor's. */
export function selectFetchPage(feedId: FeedId, { before, limit }: { before: number | undefined; limit: number }) {
  return q
    .selectFrom('feed_fetches')
    .where('feed_id', '=', feedId)
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? 0))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .selectAll();
}

export function forgetOldFetches(now: Date): Write {
  return q.deleteFrom('feed_fetches').where('at', '<', new Date(now.getTime() - timers.history));
}

function selectPolled() {
  return q
    .selectFrom('calendar_feeds')
    .innerJoin('listings', 'listings.id', 'calendar_feeds.listing_id')
    .selectAll('calendar_feeds')
    .select(['host_id', sql<string>`coalesce(time_zone, 'UTC')`.as('time_zone')]);
}

import { type RawBuilder, sql } from 'kysely';
import type { ListingId } from '../../kernel/ids.ts';
import { guard, q, type Write } from '../../platform/db/index.ts';
import { timers } from '../timers.ts';

/**
 * Whether a feed of the listing is stale: nights that it can't tell of may be sold elsewhere, so that the host has to
 * accept what is booked. For a statement that reads `listings`.
 */
export function hasStaleFeed(now: Date) {
  return sql<boolean>`exists (
    select from calendar_feeds where calendar_feeds.listing_id = listings.id
      and coalesce(last_success_at, calendar_feeds.created_at) < ${new Date(now.getTime() - timers.stale)})`;
}

/** Whether this listing has a stale feed. */
export function selectHasStaleFeed(listingId: ListingId | RawBuilder<ListingId>, now: Date) {
  return q.selectFrom('listings').where('listings.id', '=', listingId).select(hasStaleFeed(now).as('is_stale'));
}

/** Makes the batch stale when this listing has a stale feed. */
export function guardNoStaleFeed(listingId: ListingId, now: Date): Write {
  return guard(sql`not coalesce((${selectHasStaleFeed(listingId, now)}), true)`, 'stale');
}

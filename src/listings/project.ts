import { sql } from 'kysely';
import type { ListingId } from '../kernel/ids.ts';
import { changing } from '../platform/cache/index.ts';
import { statement, type Write } from '../platform/db/index.ts';

/**
 * Writes the listing's search row anew from what the batch has written so far. It goes into every batch that touches a
 * listing's calendar, prices or text, after those writes.
 */
export function projectListing(listingId: ListingId): Write {
  return changing([listingId], statement(sql`select project_listing(${listingId})`));
}

/** As `projectListing`, for many. */
export function projectListings(listingIds: readonly ListingId[]): Write {
  return changing(listingIds, statement(sql`select project_listings(${listingIds}::text[])`));
}

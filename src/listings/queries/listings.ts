import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { ListingId, PersonId } from '../../kernel/ids.ts';
import type { FeeModel } from '../../kernel/price-rules.ts';
import { guardExists, guarded, json, q, type Write } from '../../platform/db/index.ts';
import type { ListingState, ListingTables } from '../../platform/db/tables/listings.ts';
import type { ListingColumns } from '../listing-columns.ts';

/** A photo as it comes along with its listing. */
export type PhotoRow = Pick<
  Selectable<ListingTables['photos']>,
  'id' | 'state' | 'caption' | 'alternative_text' | 'upload_key' | 'served_key' | 'width' | 'height'
>;

/** The same with what its host's requests are decided on. */
export type OwnPhotoRow = PhotoRow & { byte_size: number };

export type OwnListingRow = Selectable<ListingTables['listings']> & { photos: readonly OwnPhotoRow[] };

/** What anybody may know of a listing: neither address nor exact point is read at all. */
const publicColumns = [
  ...(['title', 'description', 'property_type', 'room_type', 'capacity', 'bedrooms', 'beds', 'baths_tenths'] as const),
  ...(['amenities', 'house_rules', 'check_in_from', 'check_in_until', 'check_out_by', 'text_language'] as const),
  ...(['registration_number', 'place', 'instant_booking', 'cancellation_policy', 'min_nights', 'max_nights'] as const),
  ...(['listings.currency', 'base_nightly', 'weekend_nightly', 'cleaning_fee', 'extra_guest_fee'] as const),
  ...(['min_nights_through', 'max_nights_through', 'closed_to_arrival', 'closed_to_departure'] as const),
  ...(['arrival_weekdays', 'advance_notice_hours', 'same_day_until', 'horizon_days'] as const),
  ...(['preparation_before', 'preparation_after', 'in_season'] as const),
  ...(['guests_included', 'weekly_discount_bps', 'monthly_discount_bps', 'tax_name', 'tax_bps'] as const),
  ...(['fees', 'jurisdiction', 'new_listing_discount', 'early_bird_days', 'early_bird_bps'] as const),
  ...(['last_minute_days', 'last_minute_bps', 'non_refundable_bps', 'damage_deposit'] as const),
  ...(['rating_tenths', 'review_count', 'listings.time_zone', 'shown_latitude', 'shown_longitude'] as const),
] as const;

/** A published listing with its host and the photos that can be shown; no row for any other. */
export function selectPublishedListing(id: ListingId) {
  return listingWithHost.where('listings.id', '=', id).where('state', '=', 'published');
}

/** All of this host's listing, with its photos; no row for anybody else's. */
export function selectOwnListing(id: ListingId, hostId: PersonId) {
  return selectOwn(hostId).where('id', '=', id);
}

/** This host's listings, newest first, from the one after the cursor's. */
export function selectOwnListings(
  hostId: PersonId,
  page: { state: ListingState | undefined; after: ListingId | undefined; limit: number },
) {
  const { state, after, limit } = page;
  return selectOwn(hostId)
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'draft'))
    .$if(after !== undefined, (query) => query.where(sql<boolean>`id < ${after}`))
    .orderBy('id', 'desc')
    .limit(limit + 1);
}

/** The key of the photo that a listing is shown by, as SQL beside a select of `listings`; null while none is ready. */
export const coverKey = sql<string | null>`(
  select served_key from photos where photos.listing_id = listings.id and photos.state = 'ready'
  order by position, photos.id limit 1)`;

// Built once: so many columns take as long to name as all else of the statement to compile.
const listingWithHost = q
  .selectFrom('listings')
  .innerJoin('people as host', 'host.id', 'listings.host_id')
  .select(['listings.id', ...publicColumns, 'published_at', 'host.id as host_id', 'host.name as host_name'])
  .select('host.avatar_url as host_avatar')
  .select(photosOf(sql`state = 'ready'`).as('photos'));

export function insertListing(
  listing: ListingColumns & {
    id: ListingId;
    host_id: PersonId;
    fee_model: FeeModel;
    created_at: Date;
    updated_at: Date;
  },
): Write {
  const { address, fees, ...columns } = listing;
  return q.insertInto('listings').values({ ...columns, fees: json(fees), ...(address && { address: json(address) }) });
}

/** Changes a listing that is still as it was read, and locks it for the rest of the batch; else the batch is stale. */
export function updateListing(
  { id, version }: { id: ListingId; version: number },
  changes: Partial<ListingColumns> & { state?: ListingState; published_at?: Date },
  now: Date,
): Write {
  const { address, fees, ...columns } = changes;
  return guarded(
    q
      .updateTable('listings')
      .set({ ...columns, version: version + 1, updated_at: now })
      .$if(fees !== undefined, (update) => update.set({ fees: json(fees) }))
      .$if(address !== undefined, (update) => update.set({ address: address ? json(address) : null }))
      .where('id', '=', id)
      .where('version', '=', version),
  );
}

/** Takes the prices of single nights away: they are amounts of the listing's former currency. */
export function clearNightPrices(listingId: ListingId): Write {
  return q.deleteFrom('night_prices').where('listing_id', '=', listingId);
}

/**
 * Locks the host's own listing until the batch ends; `not-found` for anybody else's. Whatever changes a listing's
 * calendar does so first, and checks claims and closures only in later statements.
 */
export function lockOwnListing(id: ListingId, hostId: PersonId): Write {
  return guardExists(selectOwnId(id, hostId).forNoKeyUpdate(), 'not-found');
}

/**
 * Locks anybody's listing until the batch ends. Who writes, publishes or removes a review does so first: neither side
 * overlooks the other, and no booking moves meanwhile.
 */
export function lockListing(id: ListingId): Write {
  return guardExists(q.selectFrom('listings').select('id').where('id', '=', id).forNoKeyUpdate(), 'stale');
}

/** Refuses a batch with `not-found` unless the listing is this host's. */
export function guardOwnListing(id: ListingId, hostId: PersonId): Write {
  return guardExists(selectOwnId(id, hostId), 'not-found');
}

function selectOwnId(id: ListingId, hostId: PersonId) {
  return q.selectFrom('listings').select('id').where('id', '=', id).where('host_id', '=', hostId);
}

function selectOwn(hostId: PersonId) {
  const photos = photosOf<OwnPhotoRow>(sql`true`, sql`, 'byte_size', byte_size`);
  return q.selectFrom('listings').selectAll().select(photos.as('photos')).where('host_id', '=', hostId);
}

function photosOf<Row = PhotoRow>(condition: RawBuilder<unknown>, more = sql``) {
  return sql<Row[]>`(
    select coalesce(json_agg(json_build_object(
      'id', id, 'state', state, 'caption', caption, 'alternative_text', alternative_text, 'upload_key', upload_key,
      'served_key', served_key, 'width', width, 'height', height${more}) order by position, id), '[]')
    from photos where photos.listing_id = listings.id and ${condition})`;
}

/** Forgets that a listing was unlisted with its host: what the host does with it since counts. */
export function forgetSuspended(id: ListingId): Write {
  return q.deleteFrom('suspended_listings').where('listing_id', '=', id);
}

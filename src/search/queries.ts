import { sql } from 'kysely';
import type { Currency } from '../kernel/currencies.ts';
import type { ListingId } from '../kernel/ids.ts';
import type { PropertyType } from '../listings/index.ts';
import { json, type Query, statement } from '../platform/db/index.ts';
import type { RoomType } from '../platform/db/tables/listings.ts';
import type { Criteria } from './criteria.ts';

/** One listing that was found; `price` is the total of the stay, or without dates the base price of a night. */
export type Hit = {
  listing_id: ListingId;
  sort_key: number;
  price: number;
  /** Metres from the point that was asked for. */
  distance: number | null;
  title: string;
  property_type: PropertyType | null;
  room_type: RoomType;
  capacity: number;
  bedrooms: number | null;
  beds: number | null;
  baths_tenths: number | null;
  latitude: number;
  longitude: number;
  currency: Currency;
  instant_booking: boolean;
  rating_tenths: number | null;
  review_count: number;
  cover_key: string | null;
};

/** One page, sorted; one more than it shows. What it means stands with the function, in the migrations. */
export function searchListings(criteria: Criteria): Query<Hit> {
  return statement(sql<Hit>`select * from search_listings(${json(criteria)})`);
}

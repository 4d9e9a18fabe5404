import type { z } from '@hono/zod-openapi';
import type { Storage } from '../platform/storage/index.ts';
import type { Hit } from './queries.ts';
import type { SearchResult } from './schemas.ts';

/**
 * @param nights of the stay that was asked for; null without dates
 */
export function viewHit(hit: Hit, nights: number | null, storage: Storage): z.input<typeof SearchResult> {
  return {
    id: hit.listing_id,
    title: hit.title,
    propertyType: hit.property_type,
    roomType: hit.room_type,
    capacity: hit.capacity,
    bedrooms: hit.bedrooms,
    beds: hit.beds,
    baths: tenths(hit.baths_tenths),
    location: { latitude: hit.latitude, longitude: hit.longitude },
    coverPhotoUrl: hit.cover_key === null ? null : storage.publicUrlOf(hit.cover_key),
    rating: tenths(hit.rating_tenths),
    reviewCount: hit.review_count,
    instantBooking: hit.instant_booking,
    currency: hit.currency,
    nightlyPrice: Math.round(hit.price / (nights ?? 1)),
    stay: nights === null ? null : { nights, total: hit.price },
    distance: hit.distance === null ? null : Math.round(hit.distance),
  };
}

function tenths(value: number | null): number | null {
  return value === null ? null : value / 10;
}

import type { Currency } from '../kernel/currencies.ts';
import { addDays, type PlainDate } from '../kernel/dates.ts';
import type { z } from '../kernel/zod.ts';
import { amenities, propertyTypes, roomTypes, viewCover } from '../listings/index.ts';
import type { Storage } from '../platform/storage/index.ts';
import type { ClusterRow, FacetRow, Hit, Result } from './queries.ts';
import { rankSignalsOf } from './ranking.ts';
import type { Clusters, Facets, SearchResult } from './schemas.ts';

/** @param nights of the stay that was asked for, null without dates */
export function viewHit(hit: Hit, asked: { nights: number | null; explain: boolean }, storage: Storage) {
  return { ...viewResult(hit, asked.nights, storage), rankSignals: asked.explain ? rankSignalsOf(hit) : null };
}

/** As `viewHit`, its rank unexplained. */
export function viewResult(hit: Result, nights: number | null, storage: Storage): z.input<typeof SearchResult> {
  return {
    id: hit.listing_id,
    title: hit.title,
    place: hit.place,
    propertyType: hit.property_type,
    roomType: hit.room_type,
    capacity: hit.capacity,
    bedrooms: hit.bedrooms,
    beds: hit.beds,
    baths: tenths(hit.baths_tenths),
    location: { latitude: hit.latitude, longitude: hit.longitude },
    coverPhotoUrl: viewCover({ storage }, hit.cover_key),
    rating: tenths(hit.rating_tenths),
    reviewCount: hit.review_count,
    instantBooking: hit.instant_booking,
    currency: hit.currency,
    nightlyPrice: Math.round(hit.price / (nights ?? 1)),
    stay: nights === null || hit.check_in === null ? null : stayOf(hit.check_in, nights, hit.price),
    distance: hit.distance === null ? null : Math.round(hit.distance),
    rankSignals: null,
  };
}

function stayOf(checkIn: PlainDate, nights: number, total: number) {
  return { checkIn, checkOut: addDays(checkIn, nights), nights, total };
}

export function viewCluster(row: ClusterRow, currency: Currency): z.input<typeof Clusters>['data'][number] {
  const { latitude, longitude, listings, lowest, highest } = row;
  return {
    location: { latitude, longitude },
    listings,
    nightly: lowest === null || highest === null ? null : { least: lowest, most: highest, currency },
    listingId: row.listing_id,
  };
}

export function viewFacets(rows: readonly FacetRow[]): z.input<typeof Facets> {
  const counts = (kind: FacetRow['kind']) =>
    new Map(rows.filter((row) => row.kind === kind).map((row) => [row.code, row]));
  const counted = <C extends string>(
    entries: readonly { code: C }[],
    kind: FacetRow['kind'],
    keyOf: (place: number, code: C) => string,
  ) => {
    const found = counts(kind);
    return entries.flatMap(({ code }, place) => {
      const listings = found.get(keyOf(place, code))?.listings;
      return listings === undefined ? [] : [{ code, listings }];
    });
  };
  const byCode = (_: number, code: string) => code;
  return {
    total: counts('all').get('')?.listings ?? 0,
    roomTypes: counted(
      roomTypes.map((code) => ({ code })),
      'roomType',
      byCode,
    ),
    propertyTypes: counted(propertyTypes, 'propertyType', byCode),
    amenities: counted(amenities, 'amenity', (place) => String(place)),
  };
}

function tenths(value: number | null): number | null {
  return value === null ? null : value / 10;
}

import type { ListingId } from '../kernel/ids.ts';
import { hmacBytes } from '../platform/hash.ts';
import { type Point, shiftedPoint } from './shown-point.ts';

/** Where a listing is, as its row holds it: all of it or nothing. */
export type PlaceColumns = {
  latitude: number | null;
  longitude: number | null;
  shown_latitude: number | null;
  shown_longitude: number | null;
  time_zone: string | null;
};

export const nowhere: PlaceColumns = {
  latitude: null,
  longitude: null,
  shown_latitude: null,
  shown_longitude: null,
  time_zone: null,
};

/** Where the listing is after an input that may say nothing of it (undefined), or that it is nowhere now (null). */
export async function placeOf(
  secret: string,
  listingId: ListingId,
  location: Point | null | undefined,
): Promise<PlaceColumns | undefined> {
  if (location === undefined) return undefined;
  return location === null ? nowhere : locate(secret, listingId, location);
}

/**
 * The exact point, the point shown instead of it, and the IANA time zone there. A listing that is moved keeps distance
 * and direction of its shift; without the secret nobody can tell them.
 */
export async function locate(secret: string, listingId: ListingId, point: Point): Promise<PlaceColumns> {
  // The map of the world's time zones is loaded with the first place that is said.
  const { default: timeZoneAt } = await import('@photostructure/tz-lookup');
  const shown = shiftedPoint(point, await hmacBytes(secret, listingId));
  return {
    latitude: point.latitude,
    longitude: point.longitude,
    shown_latitude: shown.latitude,
    shown_longitude: shown.longitude,
    time_zone: timeZoneAt(point.latitude, point.longitude),
  };
}

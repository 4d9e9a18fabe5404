import { chargeableUnit } from '../../kernel/currencies.ts';
import { sha256 } from '../../platform/hash.ts';
import { amenityBits } from '../amenities.ts';
import type { ListingColumns } from '../listing-columns.ts';
import type { PlaceColumns } from '../locate.ts';
import type { Point } from '../shown-point.ts';
import type { RowReason } from './cells.ts';
import type { ImportedListing } from './parse-row.ts';

/** The columns that a source says; the place among them follows from the point. */
export type SaidColumns = Pick<
  ListingColumns,
  'title' | 'room_type' | 'capacity' | 'currency' | 'base_nightly' | 'place'
> &
  Partial<Omit<ListingColumns, keyof PlaceColumns | 'address'>>;

/**
 * A listing as some source tells of it. Its host is known by e-mail address, in lower case, and given an account under the name
 * where there is none; without a name it has to be there.
 */
export type SourcedListing = {
  sourceId: string;
  host: { email: string; name: string | null };
  point: Point;
  columns: SaidColumns;
  /** Of which the source says nothing: defaults for a new listing, and the host's own afterwards. */
  unsaid: readonly UnsaidColumn[];
};

export type UnsaidColumn = (typeof withDefaults)[number][1] | 'description' | 'property_type' | 'registration_number';

/** Columns of the file that have a default, and what they are of the listing. */
const withDefaults = [
  ['accommodates', 'capacity'],
  ['bedrooms', 'bedrooms'],
  ['beds', 'beds'],
  ['bathrooms', 'baths_tenths'],
  ['amenities', 'amenities'],
  ['maximum_nights', 'max_nights'],
  ['instant_bookable', 'instant_booking'],
] as const;

/** Where listings of Inside Airbnb's files come from, and under which name their rows are known again. */
export const INSIDE_AIRBNB = 'inside-airbnb';

type Given = { host: SourcedListing['host'] | undefined; region: string | undefined; defaulted: readonly string[] };

/**
 * An imported row as a listing of this host, else of a host of its own for each host of the source: an account that
 * nobody can sign in to, with an address at which no mail arrives. Or what keeps it from being one.
 * @param region what every place of the file lies in; part of each listing's place
 * @param defaulted columns of the file in place of which a default stands
 */
export function sourcedListing(
  imported: ImportedListing,
  { host, region, defaulted }: Given,
): { ok: true; listing: SourcedListing } | { ok: false; reasons: RowReason[] } {
  const place = [imported.neighbourhood, imported.neighbourhoodGroup, region].filter((part) => part != null).join(', ');
  const unit = chargeableUnit(imported.currency);
  const reasons: RowReason[] = [];
  if (place === '') reasons.push({ column: 'neighbourhood', reason: 'is missing, and no --place was given' });
  if (imported.nightlyAmount % unit !== 0) {
    reasons.push({ column: 'price', reason: `is not a multiple of ${unit}, the least that a card can be charged` });
  }
  if (reasons.length > 0) return { ok: false, reasons };
  return {
    ok: true,
    listing: {
      sourceId: imported.sourceId,
      host: host ?? {
        email: `${INSIDE_AIRBNB}-${imported.hostSourceId}@import.invalid`,
        name: imported.hostName,
      },
      point: { latitude: imported.latitude, longitude: imported.longitude },
      columns: {
        title: imported.title,
        description: imported.description ?? '',
        property_type: imported.propertyType,
        room_type: imported.roomType,
        capacity: imported.capacity,
        bedrooms: imported.bedrooms,
        beds: imported.beds,
        baths_tenths: Math.round(imported.baths * 10),
        amenities: amenityBits(imported.amenities),
        registration_number: imported.registrationNumber,
        place,
        instant_booking: imported.instantBooking,
        min_nights: imported.minNights,
        max_nights: imported.maxNights,
        currency: imported.currency,
        base_nightly: imported.nightlyAmount,
      },
      unsaid: unsaidOf(imported, defaulted),
    },
  };
}

function unsaidOf(
  { description, propertyType, registrationNumber }: ImportedListing,
  defaulted: readonly string[],
): UnsaidColumn[] {
  return [
    ...withDefaults.filter(([name]) => defaulted.includes(name)).map(([, column]) => column),
    ...(description === null ? ['description' as const] : []),
    ...(propertyType === null ? ['property_type' as const] : []),
    ...(registrationNumber === null ? ['registration_number' as const] : []),
  ];
}

/**
 * Of all that the source says of the listing: the same hash, the same listing. And one of the defaults beside that, which rows
 * have that an earlier release has written.
 */
export async function sourceHashes({ point, columns, unsaid }: SourcedListing): Promise<[string, string]> {
  const all = Object.entries(columns).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const said = all.filter(([column]) => !unsaid.some((one) => one === column));
  return [await sha256(JSON.stringify([point, said])), await sha256(JSON.stringify([point, all]))];
}

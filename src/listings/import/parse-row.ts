import type { Currency } from '../../kernel/currencies.ts';
import type { RoomType } from '../../platform/db/tables/listings.ts';
import { type AmenityCode, amenityNamed } from '../amenities.ts';
import { type PropertyType, propertyTypeNamed } from '../property-types.ts';
import * as cells from './cells.ts';
import { type Cell, type RowReason, read, settle } from './cells.ts';
import type { CsvRecord, ListingsFormat } from './format.ts';

/** What a listing is given where its row, or its whole format, says nothing. */
export type ImportDefaults = {
  /** Of every price: neither format names one. */
  currency: Currency;
  capacity: number;
  bedrooms: number;
  beds: number;
  /** A multiple of 0.5. */
  baths: number;
  amenities: readonly AmenityCode[];
  maxNights: number;
  instantBooking: boolean;
};

export const importDefaults: ImportDefaults = {
  currency: 'USD',
  capacity: 2,
  bedrooms: 1,
  beds: 1,
  baths: 1,
  amenities: [],
  maxNights: 365,
  instantBooking: true,
};

export type ImportedListing = {
  /** The same listing has the same one at every import, and its host has no other listing with it. */
  sourceId: string;
  hostSourceId: string;
  hostName: string;
  title: string;
  description: string | null;
  neighbourhood: string | null;
  /** What the neighbourhood is part of, such as a borough. */
  neighbourhoodGroup: string | null;
  latitude: number;
  longitude: number;
  propertyType: PropertyType | null;
  roomType: RoomType;
  capacity: number;
  bedrooms: number;
  beds: number;
  /** A multiple of 0.5. */
  baths: number;
  /** In the order of the row, each once. */
  amenities: AmenityCode[];
  /** In minor units of `currency`. */
  nightlyAmount: number;
  currency: Currency;
  /** From 1 to `maxNights`, which is at most 1125. */
  minNights: number;
  maxNights: number;
  instantBooking: boolean;
  registrationNumber: string | null;
};

type ParsedRow =
  | {
      ok: true;
      listing: ImportedListing;
      /** Columns that were empty or not there, and for which a default stands. */
      defaulted: string[];
      /** Names that the catalogue of amenities does not know: left out. */
      unknownAmenities: string[];
      /** The id was rounded by a spreadsheet, so that `sourceId` holds the place too: a row that moves is another listing. */
      hasRoundedId: boolean;
    }
  | { ok: false; row: number; id: string | null; reasons: RowReason[] };

/** Reads a row of Inside Airbnb's formats, or tells all that is wrong with it. `row` is how the caller counts it. */
export function parseRow(
  format: ListingsFormat,
  record: CsvRecord,
  row: number,
  defaults: ImportDefaults = importDefaults,
): ParsedRow {
  const cell = settle({
    id: read(record, 'id', cells.sourceId),
    hostSourceId: read(record, 'host_id', cells.wholeId),
    hostName: read(record, 'host_name', cells.line(200)),
    title: read(record, 'name', cells.line(200)),
    latitude: read(record, 'latitude', cells.degrees(90)),
    longitude: read(record, 'longitude', cells.degrees(180)),
    roomType: read(record, 'room_type', cells.oneOf(roomTypes)),
    nightlyAmount: read(record, 'price', cells.price(defaults.currency)),
    registrationNumber: read<string | null>(record, 'license', cells.line(500), { value: null }),
    nights: readNights(record, format, defaults),
    details: readDetails(record, format, defaults),
  });
  if (!cell.ok) return { ok: false, row, id: record.id?.trim() || null, reasons: cell.reasons };

  const { id, nights, details, ...values } = cell.value;
  const { amenityNames, ...rest } = details;
  const place = `${values.latitude},${values.longitude}`;
  return {
    ok: true,
    listing: {
      ...values,
      ...rest,
      ...nights,
      sourceId: id.isRounded ? `${id.text}@${place}` : id.text,
      currency: defaults.currency,
      amenities: amenityNames ? knownAmenities(amenityNames) : [...defaults.amenities],
    },
    defaulted: cell.defaulted.filter((column) => !optionalColumns.has(column)),
    unknownAmenities: amenityNames?.filter((name) => amenityNamed(name) === undefined) ?? [],
    hasRoundedId: id.isRounded,
  };
}

const roomTypes = new Map<string, RoomType>([
  ['Entire home/apt', 'entire_home'],
  ['Private room', 'private_room'],
  ['Shared room', 'shared_room'],
  ['Hotel room', 'hotel_room'],
]);

/** Empty, they stand for nothing: no default takes their place. */
const optionalColumns = new Set([
  ...['license', 'description', 'property_type', 'neighbourhood', 'neighbourhood_group'],
  ...['neighbourhood_cleansed', 'neighbourhood_group_cleansed'],
]);

const MAX_NIGHTS = 1125;
const ANY_NIGHTS = 2 ** 31;

function readNights(
  record: CsvRecord,
  format: ListingsFormat,
  defaults: ImportDefaults,
): Cell<{ minNights: number; maxNights: number }> {
  const cell = settle({
    min: read(record, 'minimum_nights', cells.integer(1, MAX_NIGHTS)),
    // Some hosts state a maximum of thousands or of 2 ** 31 - 1: they mean none.
    max: read(ofFormat(record, format), 'maximum_nights', cells.integer(1, ANY_NIGHTS), { value: defaults.maxNights }),
  });
  if (!cell.ok) return cell;
  const { min, max } = cell.value;
  const isDefault = cell.defaulted.length > 0;
  if (min > max && !isDefault) {
    return { ok: false, reasons: [{ column: 'maximum_nights', reason: 'is less than minimum_nights' }] };
  }
  const maxNights = Math.min(Math.max(min, max), MAX_NIGHTS);
  return { ok: true, value: { minNights: min, maxNights }, defaulted: cell.defaulted };
}

function readDetails(record: CsvRecord, format: ListingsFormat, defaults: ImportDefaults) {
  const detailed = ofFormat(record, format);
  const suffix = format === 'short' ? '' : '_cleansed';
  const hasBathsText = Boolean(detailed.bathrooms_text?.trim());
  return settle({
    description: read<string | null>(detailed, 'description', cells.prose(10_000), { value: null }),
    neighbourhood: read<string | null>(record, `neighbourhood${suffix}`, cells.line(200), { value: null }),
    neighbourhoodGroup: read<string | null>(record, `neighbourhood_group${suffix}`, cells.line(200), { value: null }),
    propertyType: read<PropertyType | null>(detailed, 'property_type', propertyTypeNamed, { value: null }),
    capacity: read(detailed, 'accommodates', cells.integer(1, 50), { value: defaults.capacity }),
    bedrooms: read(detailed, 'bedrooms', cells.integer(0, 100), { value: defaults.bedrooms }),
    beds: read(detailed, 'beds', cells.integer(0, 100), { value: defaults.beds }),
    baths: read(detailed, hasBathsText ? 'bathrooms_text' : 'bathrooms', cells.baths, { value: defaults.baths }),
    amenityNames: read<string[] | null>(detailed, 'amenities', cells.names, { value: null }),
    instantBooking: read(detailed, 'instant_bookable', cells.oneOf(booleans), { value: defaults.instantBooking }),
  });
}

/** The columns that the short format lacks are empty, whatever a file calls by their name. */
function ofFormat(record: CsvRecord, format: ListingsFormat): CsvRecord {
  return format === 'short' ? {} : record;
}

const booleans = new Map([
  ['t', true],
  ['f', false],
]);

function knownAmenities(amenityNames: string[]): AmenityCode[] {
  return [...new Set(amenityNames.map(amenityNamed).filter((code) => code !== undefined))];
}

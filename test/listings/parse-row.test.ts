import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectFormat } from '../../src/listings/import/format.ts';
import { importDefaults, parseRow } from '../../src/listings/import/parse-row.ts';

const short = {
  id: '4711',
  name: 'Lighthouse with a view',
  host_id: '42',
  host_name: 'Brin',
  neighbourhood_group: '',
  neighbourhood: 'Old Harbour',
  latitude: '38.71',
  longitude: '-9.14',
  room_type: 'Entire home/apt',
  price: '120',
  minimum_nights: '2',
  number_of_reviews: '7',
  last_review: '',
  reviews_per_month: '',
  calculated_host_listings_count: '1',
  availability_365: '300',
  number_of_reviews_ltm: '3',
  license: '',
};

const detailed = {
  ...short,
  listing_url: 'https://example.com/4711',
  description: 'Two floors.<br /><br /><b>The space</b><br />A bed &amp; a stove.\r\n',
  neighbourhood: 'Neighborhood highlights',
  neighbourhood_cleansed: 'Old Harbour',
  neighbourhood_group_cleansed: 'Lower Town',
  property_type: 'Entire cottage',
  accommodates: '4',
  bathrooms: '',
  bathrooms_text: '1.5 shared baths',
  bedrooms: '2.0',
  beds: '3',
  amenities: '["Wifi \\u2013 50 Mbps", "Bosch dishwasher", "Wifi", "Baking sheet"]',
  price: '$1,234.50',
  maximum_nights: '30',
  instant_bookable: 'f',
  license: 'AL/1234',
};

describe('the format', () => {
  test('is told by the columns, in any order, more or fewer of those that are not needed', () => {
    expect(detectFormat(Object.keys(short))).toEqual({ ok: true, format: 'short' });
    expect(detectFormat(Object.keys(detailed).toReversed())).toEqual({ ok: true, format: 'detailed' });
    expect(detectFormat([...Object.keys(short).slice(0, 16), 'new'])).toEqual({ ok: true, format: 'short' });
  });

  test('of another file is not guessed: what it lacks is named', () => {
    expect(detectFormat(['id', 'name', 'price'])).toMatchObject({
      ok: false,
      missing: expect.arrayContaining(['latitude']),
    });
    const header = Object.keys(detailed).filter((column) => column !== 'beds' && column !== 'price');
    expect(detectFormat(header)).toEqual({ ok: false, missing: ['price', 'beds'] });
  });
});

describe('a good row', () => {
  test('of the short format takes the defaults and says for which columns', () => {
    const defaults = { ...importDefaults, currency: 'EUR', capacity: 5, amenities: ['wifi'], maxNights: 90 } as const;
    expect(parseRow('short', short, 2, defaults)).toEqual({
      ok: true,
      listing: {
        sourceId: '4711',
        hostSourceId: '42',
        hostName: 'Brin',
        title: 'Lighthouse with a view',
        description: null,
        neighbourhood: 'Old Harbour',
        neighbourhoodGroup: null,
        latitude: 38.71,
        longitude: -9.14,
        propertyType: null,
        roomType: 'entire_home',
        capacity: 5,
        bedrooms: 1,
        beds: 1,
        baths: 1,
        amenities: ['wifi'],
        nightlyAmount: 12_000,
        currency: 'EUR',
        minNights: 2,
        maxNights: 90,
        instantBooking: true,
        registrationNumber: null,
      },
      defaulted: [
        ...['maximum_nights', 'accommodates', 'bedrooms', 'beds', 'bathrooms', 'amenities', 'instant_bookable'],
      ],
      unknownAmenities: [],
      hasRoundedId: false,
    });
  });

  test('of the detailed format takes no default for what it states', () => {
    expect(parseRow('detailed', detailed, 2)).toMatchObject({
      ok: true,
      listing: {
        description: 'Two floors.\n\nThe space\nA bed & a stove.',
        neighbourhood: 'Old Harbour',
        neighbourhoodGroup: 'Lower Town',
        propertyType: 'cottage',
        capacity: 4,
        bedrooms: 2,
        beds: 3,
        baths: 1.5,
        amenities: ['wifi', 'dishwasher'],
        nightlyAmount: 123_450,
        minNights: 2,
        maxNights: 30,
        instantBooking: false,
        registrationNumber: 'AL/1234',
      },
      defaulted: [],
      unknownAmenities: ['Baking sheet'],
    });
  });

  test.each([
    ['price', '$89.00', 'USD', { nightlyAmount: 8900 }],
    ['price', '$12,345.00', 'JPY', { nightlyAmount: 12_345 }],
    ['price', '12.5', 'KWD', { nightlyAmount: 12_500 }],
    ['bathrooms_text', 'Half-bath', 'USD', { baths: 0.5 }],
    ['bathrooms_text', 'Shared half-bath', 'USD', { baths: 0.5 }],
    ['bathrooms_text', '0 baths', 'USD', { baths: 0 }],
    ['bathrooms_text', '1 private bath', 'USD', { baths: 1 }],
    ['longitude', '-5e-05', 'USD', { longitude: -0.00005 }],
    ['maximum_nights', '2147483647', 'USD', { maxNights: 1125 }],
    ['name', 'Two\u0000 lines\n of \u202etext ', 'USD', { title: 'Two lines of text' }],
  ] as const)('%s %j in %s is %j', (column, text, currency, expected) => {
    expect(parseRow('detailed', { ...detailed, [column]: text }, 2, { ...importDefaults, currency })).toMatchObject({
      ok: true,
      listing: expected,
    });
  });

  test('a minimum above the default maximum lifts the maximum', () => {
    expect(parseRow('short', { ...short, minimum_nights: '400' }, 2)).toMatchObject({
      listing: { minNights: 400, maxNights: 400 },
    });
  });

  test('two listings whose ids a spreadsheet rounded alike stay two, told apart by their place', () => {
    const rounded = { ...short, id: '5.54287E+17' };
    const [here, there] = [parseRow('short', rounded, 2), parseRow('short', { ...rounded, latitude: '38.72' }, 3)];
    expect(here).toMatchObject({ hasRoundedId: true, listing: { sourceId: '5.54287E+17@38.71,-9.14' } });
    expect(there).toMatchObject({ hasRoundedId: true, listing: { sourceId: '5.54287E+17@38.72,-9.14' } });
  });
});

describe('a bad row', () => {
  test('tells all that is wrong with it at once', () => {
    const bad = {
      ...detailed,
      id: 'x',
      host_id: '5.5E+17',
      name: ' ',
      latitude: '91',
      longitude: 'west',
      room_type: 'Castle',
      price: '',
      minimum_nights: '0',
      accommodates: '51',
      beds: '-1',
      bathrooms_text: 'many',
      amenities: '{Wifi}',
      instant_bookable: 'yes',
    };
    expect(parseRow('detailed', bad, 12)).toEqual({
      ok: false,
      row: 12,
      id: 'x',
      reasons: [
        { column: 'id', reason: 'is not an id' },
        { column: 'host_id', reason: 'was rounded by a spreadsheet' },
        { column: 'name', reason: 'is missing' },
        { column: 'latitude', reason: 'is not a number of degrees between -90 and 90' },
        { column: 'longitude', reason: 'is not a number of degrees between -180 and 180' },
        { column: 'room_type', reason: 'is none of Entire home/apt, Private room, Shared room, Hotel room' },
        { column: 'price', reason: 'is missing' },
        { column: 'minimum_nights', reason: 'is not between 1 and 1125' },
        { column: 'accommodates', reason: 'is not between 1 and 50' },
        { column: 'beds', reason: 'is not a whole number' },
        { column: 'bathrooms_text', reason: 'is not a number of baths' },
        { column: 'amenities', reason: 'is not a JSON array of strings' },
        { column: 'instant_bookable', reason: 'is none of t, f' },
      ],
    });
  });

  test('whose price is above what a host could set, in a currency of a thousand parts', () => {
    const parsed = (price: string) => parseRow('short', { ...short, price }, 2, { ...importDefaults, currency: 'KWD' });
    expect(parsed('100000000')).toMatchObject({ ok: true, listing: { nightlyAmount: 100_000_000_000 } });
    expect(parsed('100000000.01')).toMatchObject({
      ok: false,
      reasons: [{ column: 'price', reason: 'is more than a night can cost' }],
    });
  });

  test.each([
    ['price', '0', 'is zero'],
    ['price', '1e3', 'is not a price'],
    ['price', '-5', 'is not a price'],
    ['price', '1,2345', 'is not a price'],
    ['price', '12.345', 'has more decimals than USD'],
    ['price', 'Infinity', 'is not a price'],
    ['latitude', 'NaN', 'is not a number of degrees between -90 and 90'],
    ['latitude', '0x10', 'is not a number of degrees between -90 and 90'],
    ['minimum_nights', '2.5', 'is not a whole number'],
    ['maximum_nights', '1', 'is less than minimum_nights'],
    ['name', 'n'.repeat(201), 'is longer than 200 characters'],
    ['name', '\u0000', 'has no text'],
    ['name', '\u200b\u2060', 'has no text'],
    ['host_name', '\u3164', 'has no text'],
    ['amenities', '[1]', 'is not a JSON array of strings'],
    ['room_type', 'constructor', 'is none of Entire home/apt, Private room, Shared room, Hotel room'],
  ])('%s %j %s', (column, text, reason) => {
    expect(parseRow('detailed', { ...detailed, [column]: text }, 2)).toMatchObject({
      ok: false,
      reasons: [{ column, reason }],
    });
  });

  test('a row with too few cells is refused like one with empty cells', () => {
    expect(parseRow('short', {}, 2)).toMatchObject({ ok: false, id: null, reasons: { length: 9 } });
  });

  test('no text in any cell makes a listing out of range, or throws', () => {
    const columns = fc.constantFrom(...Object.keys(detailed));
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.double().map(String), fc.integer().map(String), fc.json());
    fc.assert(
      fc.property(fc.dictionary(columns, text, { maxKeys: 3 }), (changes) => {
        const parsed = parseRow('detailed', { ...detailed, ...changes }, 2);
        if (!parsed.ok) return parsed.reasons.length > 0;
        const { nightlyAmount, latitude, longitude, minNights, maxNights, capacity, title } = parsed.listing;
        expect(Number.isSafeInteger(nightlyAmount) && nightlyAmount > 0).toBe(true);
        expect(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180).toBe(true);
        expect(1 <= minNights && minNights <= maxNights && maxNights <= 1125).toBe(true);
        expect(capacity >= 1 && capacity <= 50).toBe(true);
        expect(title.isWellFormed() && !title.includes('\u0000')).toBe(true);
        return true;
      }),
      { numRuns: 2_000 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amenities, amenitiesOf, amenityBits, amenityNamed } from '../../src/listings/amenities.ts';
import { propertyTypeNamed } from '../../src/listings/property-types.ts';

describe('the catalogue of amenities', () => {
  test('every position that was ever given stays as it is: listings hold the bits', () => {
    expect(amenities.map(({ code }) => code).join(' ')).toBe(
      'wifi kitchen air-conditioning heating washer dryer tv workspace free-parking paid-parking ev-charger pool ' +
        'hot-tub sauna gym elevator step-free-entrance private-entrance self-check-in pets-allowed crib high-chair toys ' +
        'patio-or-balcony backyard barbecue fire-pit indoor-fireplace outdoor-dining beach-access lake-access ' +
        'waterfront ski-in-ski-out breakfast coffee-maker refrigerator microwave dishwasher cookware essentials ' +
        'hair-dryer iron bathtub smoke-alarm carbon-monoxide-alarm fire-extinguisher first-aid-kit',
    );
    expect(amenities.length).toBeLessThanOrEqual(53);
  });

  test('bit k is the entry at position k, and any choice of amenities survives the bits', () => {
    amenities.forEach(({ code }, position) => {
      expect(amenityBits([code])).toBe(2 ** position);
    });
    fc.assert(
      fc.property(fc.subarray(amenities.map(({ code }) => code)), (codes) => {
        expect(amenitiesOf(amenityBits([...codes, ...codes]))).toEqual(codes);
      }),
    );
  });

  test('no two entries share a code or a spelling', () => {
    const known = amenities.flatMap(({ spellings }): readonly string[] => spellings);
    expect(new Set(known).size).toBe(known.length);
    expect(new Set(amenities.map(({ code }) => code)).size).toBe(amenities.length);
  });
});

test.each([
  ['Wifi', 'wifi'],
  ['Fast wifi – 234 Mbps', 'wifi'],
  ['37 inch HDTV with Amazon Prime Video, Netflix', 'tv'],
  ['Bosch dishwasher', 'dishwasher'],
  ['Hair dryer', 'hair-dryer'],
  ['Free dryer – In building', 'dryer'],
  ['Shared outdoor pool - available seasonally, heated', 'pool'],
  ['Pack ’n play/Travel crib', 'crib'],
  ['Private BBQ grill: charcoal', 'barbecue'],
  ['Children’s books and toys: 2-5 years old', 'toys'],
  ['AC - split type ductless system', 'air-conditioning'],
  ['Pool table', undefined],
  ['Baking sheet', undefined],
  ['', undefined],
])('the amenity %j is %s', (name, code) => {
  expect(amenityNamed(name)).toBe(code);
});

test.each([
  ['Entire rental unit', 'apartment'],
  ['Private room in home', 'house'],
  ['Shared room in hostel', 'hostel'],
  ['Room in boutique hotel', 'hotel'],
  ['Tiny home', 'tiny-home'],
  ['Camper/RV', 'camp'],
  ['Private room in an earthen home', 'other'],
])('the property type %j is %s', (name, code) => {
  expect(propertyTypeNamed(name)).toBe(code);
});

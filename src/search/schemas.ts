import { z } from '../kernel/zod.ts';
import { amenities, PointSchema, propertyTypes, roomTypes } from '../listings/index.ts';
import { currencyField, dateField, idField, replyAmount } from '../platform/http/fields.ts';
import { pageOf } from '../platform/http/page.ts';
import { codesOf, type Sort } from './filters.ts';

/** What a page goes on from: its order, the last item's key in this order, and its id. */
const keyOf = (sort: Sort) => z.tuple([z.literal(sort), z.number(), idField('listing')]);
export const searchKeys = { rank: keyOf('rank'), price: keyOf('price'), distance: keyOf('distance') };
export type SearchKey = z.output<(typeof searchKeys)[Sort]>;

const StayTotal = z
  .strictObject({ checkIn: dateField, checkOut: dateField, nights: z.int(), total: replyAmount })
  .openapi('StayTotal', {
    example: { checkIn: '2027-06-12', checkOut: '2027-06-19', nights: 7, total: 107_919 },
  });

const share = z.number().openapi({ description: 'Its part of the score.' });

export const RankSignals = z
  .strictObject({
    score: z.number(),
    rating: share,
    reviews: share,
    price: share,
    acceptance: share,
    hostDiversity: share,
    newness: share,
    instantBooking: share,
  })
  .openapi('RankSignals', {
    example: {
      score: 0.8266,
      rating: 0.3832,
      reviews: 0.1385,
      price: 0.0631,
      acceptance: 0.0923,
      hostDiversity: 0.1,
      newness: 0,
      instantBooking: 0.05,
    },
  });

export const SearchResult = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    place: z.string().openapi({ description: 'The name of the area, without the address.' }),
    propertyType: z.enum(codesOf(propertyTypes)).nullable(),
    roomType: z.enum(roomTypes),
    capacity: z.int(),
    bedrooms: z.int().nullable(),
    beds: z.int().nullable(),
    baths: z.number().nullable(),
    location: PointSchema.openapi({ description: 'Shifted by 150 to 500 m, always the same.' }),
    coverPhotoUrl: z.url().nullable(),
    rating: z.number().nullable(),
    reviewCount: z.int(),
    instantBooking: z.boolean().openapi({
      description: 'What the host offers; the `mode` of a quote says what a booking would be now.',
    }),
    currency: currencyField,
    nightlyPrice: replyAmount.openapi({
      description: 'With dates the total of the stay divided by its nights, rounded; without them the base price.',
    }),
    stay: StayTotal.nullable().openapi({
      description: 'With dates: the stay, and what the guest pays for it in all, just as a quote for this party says.',
    }),
    distance: z.int().nullable().openapi({ description: 'Metres from the point that was asked for, if one was.' }),
    rankSignals: RankSignals.nullable().openapi({ description: 'Null unless `explain=rank` asks for them.' }),
  })
  .openapi('SearchResult', {
    example: {
      id: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
      title: 'Cabin above the creek',
      place: 'Asheville',
      propertyType: 'cabin',
      roomType: 'entire_home',
      capacity: 4,
      bedrooms: 2,
      beds: 3,
      baths: 1.5,
      location: { latitude: 35.59734, longitude: -82.55403 },
      coverPhotoUrl: null,
      rating: 4.8,
      reviewCount: 112,
      instantBooking: true,
      currency: 'USD',
      nightlyPrice: 15_417,
      stay: { checkIn: '2027-06-12', checkOut: '2027-06-19', nights: 7, total: 107_919 },
      distance: 1_274,
      rankSignals: null,
    },
  });

const listings = z.int().openapi({ description: 'How many listings.' });

const NightlyRange = z
  .strictObject({ least: replyAmount, most: replyAmount, currency: currencyField })
  .openapi('NightlyRange', { example: { least: 6_200, most: 48_000, currency: 'USD' } });

const Cluster = z
  .strictObject({
    location: PointSchema.openapi({ description: 'The middle of its listings.' }),
    listings,
    nightly: NightlyRange.nullable().openapi({
      description:
        'What a night costs, as in results: in `priceCurrency` or `currency`, else in US dollars, by the newest exchange ' +
        'rates; null while there is none.',
    }),
    listingId: z.string().nullable().openapi({ description: 'The listing, where it is alone.' }),
  })
  .openapi('Cluster', {
    example: {
      location: { latitude: 35.59734, longitude: -82.55403 },
      listings: 41,
      nightly: { least: 6_200, most: 48_000, currency: 'USD' },
      listingId: null,
    },
  });

export const Clusters = z.strictObject({ data: z.array(Cluster) }).openapi('Clusters', {
  example: {
    data: [
      {
        location: { latitude: 35.59734, longitude: -82.55403 },
        listings: 41,
        nightly: { least: 6_200, most: 48_000, currency: 'USD' },
        listingId: null,
      },
    ],
  },
});

function countOf<C extends string>(name: string, codes: readonly C[]) {
  const example = { code: codes[0], listings: 38 };
  return z.array(z.strictObject({ code: z.enum(codes), listings }).openapi(name, { example }));
}

export const Facets = z
  .strictObject({
    total: listings,
    roomTypes: countOf('RoomTypeCount', roomTypes).openapi({ description: 'As if no room type had been asked for.' }),
    propertyTypes: countOf('PropertyTypeCount', codesOf(propertyTypes)).openapi({
      description: 'As if no property type had been asked for.',
    }),
    amenities: countOf('AmenityCount', codesOf(amenities)).openapi({
      description: 'That have it beside those that were asked for.',
    }),
  })
  .openapi('Facets', {
    example: {
      total: 41,
      roomTypes: [{ code: 'entire_home', listings: 38 }],
      propertyTypes: [{ code: 'cabin', listings: 12 }],
      amenities: [{ code: 'wifi', listings: 40 }],
    },
  });

export const Alternatives = z
  .strictObject({
    otherDates: z.array(SearchResult).openapi({
      description:
        'Where it was looked for, for as many nights, beginning up to 14 days earlier or later: first what is a day away, then ' +
        'up to three, seven and fourteen; of each step by rank, each listing for its cheapest stay of the first step that it ' +
        'can be had in. At most ten.',
    }),
    otherPlaces: z.array(SearchResult).openapi({
      description:
        'For the same dates, nearest first: `distance` is from the middle of the box, or else from the point. At most ten, and ' +
        '100 km beyond what was looked at; none where the search was everywhere.',
    }),
  })
  .openapi('SearchAlternatives', { example: { otherDates: [], otherPlaces: [] } });

export const SearchPage = pageOf(SearchResult, 'SearchPage');

import { z } from '@hono/zod-openapi';
import { daysBetween, isPlainDate } from '../kernel/dates.ts';
import { MAX_STAY_NIGHTS } from '../kernel/stay-rules.ts';
import { amenities, PointSchema, propertyTypes } from '../listings/index.ts';
import { amountField, currencyField, dateField, idField, queryNumber } from '../platform/http/fields.ts';
import { pageOf, pageQuery } from '../platform/http/page.ts';
import { boxParameter, degrees, listParameter } from './parameters.ts';

const MAX_RADIUS = 100_000;

const roomTypes = ['entire_home', 'private_room', 'shared_room', 'hotel_room'] as const;
const codesOf = <C extends string>(entries: readonly { readonly code: C }[]) => entries.map(({ code }) => code);
const heads = (min: number) => queryNumber(z.int().min(min).max(50)).default(min);
const price = queryNumber(amountField).optional();

const sorts = ['rank', 'price', 'distance'] as const;
type Sort = (typeof sorts)[number];

const parameters = z.strictObject({
  box: boxParameter('box').optional().openapi({
    description: 'Only within this part of the map; where `west` is greater than `east`, over the antimeridian.',
  }),
  latitude: degrees(90).optional().openapi({ example: 35.5951 }),
  longitude: degrees(180).optional().openapi({ example: -82.5515 }),
  radius: queryNumber(z.number().min(1).max(MAX_RADIUS)).optional().openapi({
    description: 'Metres around the point: only what lies within, measured to the shifted points of the listings.',
    example: 5_000,
  }),
  checkIn: dateField.optional().openapi({ description: 'Only listings that can be booked for the whole stay.' }),
  checkOut: dateField.optional().openapi({ example: '2027-06-19' }),
  adults: heads(1),
  children: heads(0).openapi({ description: 'From two years.' }),
  infants: heads(0).openapi({ description: 'Under two years; they do not count as guests.' }),
  pets: heads(0).openapi({ description: 'If there are any: only listings whose amenities allow them.' }),
  currency: currencyField.optional().openapi({
    description:
      'Only listings with prices in this currency. Prices of two currencies are never compared, so that ' +
      'sorting by price, `priceMin` and `priceMax` need it.',
  }),
  priceMin: price.openapi({
    description:
      'Per night, in the minor unit of the currency: with dates the total of the stay divided by its ' +
      "nights, without them the listing's base price.",
    example: 5_000,
  }),
  priceMax: price.openapi({ description: 'As `priceMin`.', example: 25_000 }),
  roomTypes: listParameter('roomTypes', roomTypes).optional().openapi({ description: 'Any of these.' }),
  propertyTypes: listParameter('propertyTypes', codesOf(propertyTypes)).optional().openapi({
    description: 'Any of these.',
  }),
  amenities: listParameter('amenities', codesOf(amenities)).optional().openapi({ description: 'All of these.' }),
  sort: z
    .enum(sorts)
    .default('rank')
    .openapi({
      description:
        '`rank`: 60 % average rating, 30 % number of reviews, 10 % instant booking. `price`: the total of the stay, ' +
        'without dates the base price of a night, cheapest first. `distance`: nearest first.',
    }),
  ...pageQuery,
});
export type SearchQuery = z.output<typeof parameters>;

type Rule = { at: keyof SearchQuery; says: string; breaks(query: SearchQuery): boolean };

// They run over parameters that are wrong by themselves too, which come as they were sent: every mistake is told at once.
const rules: readonly Rule[] = [
  ...together(['latitude', 'longitude', 'radius']),
  ...together(['checkIn', 'checkOut']),
  {
    at: 'checkOut',
    says: 'is not after checkIn',
    breaks: (query) => lengthOf(query) <= 0,
  },
  {
    at: 'checkOut',
    says: `is more than ${MAX_STAY_NIGHTS} nights after checkIn`,
    breaks: (query) => lengthOf(query) > MAX_STAY_NIGHTS,
  },
  {
    at: 'priceMax',
    says: 'is less than priceMin',
    breaks: ({ priceMin, priceMax }) => priceMin !== undefined && priceMax !== undefined && priceMax < priceMin,
  },
  {
    at: 'currency',
    says: 'is needed to compare prices',
    breaks: ({ currency, sort, priceMin, priceMax }) =>
      currency === undefined && (sort === 'price' || priceMin !== undefined || priceMax !== undefined),
  },
  {
    at: 'sort',
    says: 'by distance needs latitude, longitude and radius',
    breaks: ({ sort, latitude }) => sort === 'distance' && latitude === undefined,
  },
];

export const SearchQuery = rules.reduce(
  (schema, { at, says, breaks }) =>
    schema.refine((query) => !breaks(query), { path: [at], message: says, when: () => true }),
  parameters,
);

/** What a page goes on from: its order, the last item's key in this order, and its id. */
export const searchKey = (sort: Sort) => z.tuple([z.literal(sort), z.number(), idField('listing')]);
export type SearchKey = z.output<ReturnType<typeof searchKey>>;

const amount = z.int().openapi({ description: 'In the minor unit of the currency.' });

const StayTotal = z
  .strictObject({ nights: z.int(), total: amount })
  .openapi('StayTotal', { example: { nights: 7, total: 107_919 } });

export const SearchResult = z
  .strictObject({
    id: z.string(),
    title: z.string(),
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
    instantBooking: z.boolean(),
    currency: currencyField,
    nightlyPrice: amount.openapi({
      description: 'With dates the total of the stay divided by its nights, rounded; without them the base price.',
    }),
    stay: StayTotal.nullable().openapi({
      description: 'With dates: what the guest pays in all, just as a quote for this party says.',
    }),
    distance: z.int().nullable().openapi({ description: 'Metres from the point that was asked for, if one was.' }),
  })
  .openapi('SearchResult', {
    example: {
      id: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
      title: 'Cabin above the creek',
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
      stay: { nights: 7, total: 107_919 },
      distance: 1_274,
    },
  });

export const SearchPage = pageOf(SearchResult, 'SearchPage');

function together(names: readonly (keyof SearchQuery)[]): Rule[] {
  return names.map((at) => ({
    at,
    says: `is needed with ${names.filter((name) => name !== at).join(' and ')}`,
    breaks: (query) => query[at] === undefined && names.some((name) => query[name] !== undefined),
  }));
}

/** In nights; NaN, which is neither more nor less than anything, unless both ends are dates. */
function lengthOf({ checkIn, checkOut }: SearchQuery): number {
  if (checkIn === undefined || checkOut === undefined) return Number.NaN;
  return isPlainDate(checkIn) && isPlainDate(checkOut) ? daysBetween(checkIn, checkOut) : Number.NaN;
}

import { daysBetween, isPlainDate } from '../kernel/dates.ts';
import { MAX_STAY_NIGHTS } from '../kernel/stay-rules.ts';
import { z } from '../kernel/zod.ts';
import { amenities, PointSchema, propertyTypes } from '../listings/index.ts';
import { amountField, currencyField, dateField, idField, queryNumber } from '../platform/http/fields.ts';
import { pageOf, pageQuery } from '../platform/http/page.ts';
import type { Box } from './area.ts';
import { boxParameter, degrees, listParameter } from './parameters.ts';

const MAX_RADIUS = 100_000;

export const roomTypes = ['entire_home', 'private_room', 'shared_room', 'hotel_room'] as const;
const codesOf = <C extends string>(entries: readonly { readonly code: C }[]) => entries.map(({ code }) => code);
const heads = (min: number) => queryNumber(z.int().min(min).max(50)).default(min);
const price = queryNumber(amountField).optional();

const sorts = ['rank', 'price', 'distance'] as const;
type Sort = (typeof sorts)[number];

const filters = {
  text: z.string().trim().min(2).max(100).optional().openapi({
    description: 'Only listings whose title or place has each of these words, or one much like it.',
    example: 'cabin asheville',
  }),
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
};

const parameters = z.strictObject({
  ...filters,
  sort: z
    .enum(sorts)
    .default('rank')
    .openapi({
      description:
        '`rank`: 60 % average rating, 30 % number of reviews, 10 % instant booking. `price`: the total of the stay, ' +
        'without dates the base price of a night, cheapest first. `distance`: nearest first.',
    }),
  explain: z.enum(['rank']).optional().openapi({ description: 'Has each result tell what its rank is made of.' }),
  ...pageQuery,
});
export type SearchQuery = z.output<typeof parameters>;

/** What is searched for, whatever its order. */
export type SearchFilters = Omit<SearchQuery, 'sort' | 'explain' | 'limit' | 'cursor'>;

type Asked = SearchFilters & { sort?: Sort };
type Rule = { at: keyof Asked; says: string; breaks(query: Asked): boolean };

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

export const SearchQuery = ruled(parameters);

const cluster = z.strictObject({
  ...filters,
  box: boxParameter('box').openapi({
    description: 'The part of the map that is shown; where `west` is greater than `east`, over the antimeridian.',
  }),
  zoom: queryNumber(z.int().min(0).max(18)).openapi({
    description: 'As web maps count it: at 0 the world is 256 points wide, and each step doubles that.',
    example: 11,
  }),
});

/** Clusters of one answer: a screen of 4,096 by 4,096 points has so many. */
const MOST_CELLS = 4_096;

export const ClusterQuery = ruled(cluster).refine(({ box, zoom }) => cellsOf(box, zoom) <= MOST_CELLS, {
  path: ['zoom'],
  message: 'is too high for so large a box',
});

/** Degrees of a cluster's cell: 64 points of a web map at this zoom. */
export function cellAt(zoom: number): number {
  return 90 / 2 ** zoom;
}

function cellsOf({ west, south, east, north }: Box, zoom: number): number {
  const width = west <= east ? east - west : east - west + 360;
  return Math.ceil(width / cellAt(zoom)) * Math.ceil((north - south) / cellAt(zoom));
}

export const FacetQuery = ruled(z.strictObject(filters));

/** What a page goes on from: its order, the last item's key in this order, and its id. */
export const searchKey = (sort: Sort) => z.tuple([z.literal(sort), z.number(), idField('listing')]);
export type SearchKey = z.output<ReturnType<typeof searchKey>>;

const amount = z.int().openapi({ description: 'In the minor unit of the currency.' });

const StayTotal = z
  .strictObject({ nights: z.int(), total: amount })
  .openapi('StayTotal', { example: { nights: 7, total: 107_919 } });

const share = z.number().openapi({ description: 'Its part of the score.' });

export const RankSignals = z
  .strictObject({ score: z.number(), rating: share, reviews: share, instantBooking: share })
  .openapi('RankSignals', { example: { score: 0.8826, rating: 0.5748, reviews: 0.2078, instantBooking: 0.1 } });

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
    rankSignals: RankSignals.nullable().openapi({ description: 'Null unless `explain=rank` asks for them.' }),
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
      rankSignals: null,
    },
  });

const listings = z.int().openapi({ description: 'How many listings.' });

const NightlyRange = z
  .strictObject({ least: amount, most: amount, currency: currencyField })
  .openapi('NightlyRange', { example: { least: 6_200, most: 48_000, currency: 'USD' } });

const Cluster = z
  .strictObject({
    location: PointSchema.openapi({ description: 'The middle of its listings.' }),
    listings,
    nightly: NightlyRange.nullable().openapi({
      description:
        'What a night costs, as in results: in the currency that was asked for, else in US dollars by the newest ' +
        'exchange rates; null while there is none.',
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

export const SearchPage = pageOf(SearchResult, 'SearchPage');

function ruled<S extends z.ZodType<SearchFilters>>(parameters: S): S {
  return rules.reduce(
    (schema, { at, says, breaks }) =>
      schema.refine((query) => !breaks(query), { path: [at], message: says, when: () => true }),
    parameters,
  );
}

function together(names: readonly (keyof Asked)[]): Rule[] {
  return names.map((at) => ({
    at,
    says: `is needed with ${names.filter((name) => name !== at).join(' and ')}`,
    breaks: (query) => query[at] === undefined && names.some((name) => query[name] !== undefined),
  }));
}

/** In nights; NaN, which is neither more nor less than anything, unless both ends are dates. */
function lengthOf({ checkIn, checkOut }: SearchFilters): number {
  if (checkIn === undefined || checkOut === undefined) return Number.NaN;
  return isPlainDate(checkIn) && isPlainDate(checkOut) ? daysBetween(checkIn, checkOut) : Number.NaN;
}

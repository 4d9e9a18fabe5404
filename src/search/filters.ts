import { daysBetween, isPlainDate } from '../kernel/dates.ts';
import { MAX_STAY_NIGHTS } from '../kernel/stay-rules.ts';
import { z } from '../kernel/zod.ts';
import { amenities, propertyTypes, roomTypes } from '../listings/index.ts';
import { amountField, currencyField, dateField, queryNumber } from '../platform/http/fields.ts';
import { pageQuery } from '../platform/http/page.ts';
import type { Box } from './area.ts';
import { boxParameter, degrees, listParameter } from './parameters.ts';
import { stayLengths, staysWithin } from './stays.ts';

const MAX_RADIUS = 100_000;
/** Of flexible dates: what is looked at of each listing stays bounded. */
const MAX_WINDOW_DAYS = 186;
const MAX_FLEXIBLE_DAYS = 7;

export const codesOf = <C extends string>(entries: readonly { readonly code: C }[]) => entries.map(({ code }) => code);
const heads = (min: number) => queryNumber(z.int().min(min).max(50)).default(min);
const price = queryNumber(amountField).optional();

const sorts = ['rank', 'price', 'distance'] as const;
export type Sort = (typeof sorts)[number];

const filters = {
  text: z.string().trim().min(2).max(100).optional().openapi({
    description: 'Only listings whose title or place has each of these words, or one much like it.',
    example: 'cabin asheville',
  }),
  box: boxParameter().optional().openapi({
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
  flexibleDays: queryNumber(z.int().min(0).max(MAX_FLEXIBLE_DAYS))
    .optional()
    .openapi({
      description:
        'With `checkIn` and `checkOut`: a stay of the same length will do that begins so many days earlier or later. Each ' +
        'result is for its best stay: the cheapest that can be had, of equally cheap ones the earliest.',
      example: 3,
    }),
  stayLength: z
    .enum(stayLengths)
    .optional()
    .openapi({
      description:
        'Any stay of this length between `windowFrom` and `windowTo` will do: `weekend`, Friday to Sunday; `week`, seven ' +
        'nights, and `month`, 28, from any day. Each result is for its best stay, as with `flexibleDays`.',
      example: 'weekend',
    }),
  windowFrom: dateField.optional().openapi({ description: 'The earliest check-in.', example: '2027-06-01' }),
  windowTo: dateField.optional().openapi({
    description: `The latest check-out, at most ${MAX_WINDOW_DAYS} days after \`windowFrom\`.`,
    example: '2027-07-01',
  }),
  adults: heads(1),
  children: heads(0).openapi({ description: 'From two years.' }),
  infants: heads(0).openapi({ description: 'Under two years; they do not count as guests.' }),
  pets: heads(0).openapi({ description: 'If there are any: only listings whose amenities allow them.' }),
  currency: currencyField.optional().openapi({ description: 'Only listings with prices in this currency.' }),
  priceCurrency: currencyField.optional().openapi({
    description:
      'In which prices are compared, by the newest exchange rates: `priceMin` and `priceMax` are in it, and sorting by price ' +
      'goes by it. `currency` when absent, else US dollars. Where prices are compared, a listing whose currency has no rate ' +
      'is not found. Results show the prices that listings have.',
    example: 'USD',
  }),
  priceMin: price.openapi({
    description:
      'Per night, in the minor unit of `priceCurrency` or `currency`, one of which it needs: with dates the total of the ' +
      "stay divided by its nights, without them the listing's base price.",
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
        '`rank`: 40 % average rating, 20 % number of reviews, 10 % price against comparable listings nearby, 10 % accepted ' +
        'requests, 10 % diversity of hosts, 5 % newness, 5 % instant booking. `price`: the total of the stay, ' +
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
    breaks: ({ checkIn, checkOut }) => daysOf(checkIn, checkOut) <= 0,
  },
  {
    at: 'checkOut',
    says: `is more than ${MAX_STAY_NIGHTS} nights after checkIn`,
    breaks: ({ checkIn, checkOut }) => daysOf(checkIn, checkOut) > MAX_STAY_NIGHTS,
  },
  ...together(['windowFrom', 'windowTo', 'stayLength']),
  {
    at: 'windowFrom',
    says: 'is not asked for together with checkIn and checkOut',
    breaks: ({ checkIn, windowFrom }) => checkIn !== undefined && windowFrom !== undefined,
  },
  {
    at: 'flexibleDays',
    says: 'is needed with checkIn and checkOut',
    breaks: ({ checkIn, flexibleDays }) => flexibleDays !== undefined && checkIn === undefined,
  },
  {
    at: 'windowTo',
    says: `is more than ${MAX_WINDOW_DAYS} days after windowFrom`,
    breaks: ({ windowFrom, windowTo }) => daysOf(windowFrom, windowTo) > MAX_WINDOW_DAYS,
  },
  {
    at: 'windowTo',
    says: 'leaves no room for such a stay after windowFrom',
    breaks: ({ windowFrom, windowTo, stayLength }) =>
      daysOf(windowFrom, windowTo) <= MAX_WINDOW_DAYS &&
      stayLength !== undefined &&
      stayLengths.includes(stayLength) &&
      windowFrom !== undefined &&
      windowTo !== undefined &&
      staysWithin({ windowFrom, windowTo, stayLength }).length === 0,
  },
  {
    at: 'priceMax',
    says: 'is less than priceMin',
    breaks: ({ priceMin, priceMax }) => priceMin !== undefined && priceMax !== undefined && priceMax < priceMin,
  },
  {
    at: 'currency',
    says: 'or priceCurrency is needed to tell what priceMin and priceMax are in',
    breaks: ({ currency, priceCurrency, priceMin, priceMax }) =>
      currency === undefined && priceCurrency === undefined && (priceMin !== undefined || priceMax !== undefined),
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
  box: boxParameter().openapi({
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

const { flexibleDays, stayLength, windowFrom, windowTo, ...exactFilters } = filters;

export const AlternativesQuery = ruled(
  z.strictObject({
    ...exactFilters,
    checkIn: dateField.openapi({ description: 'Of the stay that was looked for.', example: '2027-06-12' }),
    checkOut: dateField.openapi({ example: '2027-06-19' }),
  }),
);
export type AlternativesQuery = z.output<typeof AlternativesQuery>;

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

/** Days between; NaN, which is neither more nor less than anything, unless both are dates. */
function daysOf(from: string | undefined, to: string | undefined): number {
  if (from === undefined || to === undefined) return Number.NaN;
  return isPlainDate(from) && isPlainDate(to) ? daysBetween(from, to) : Number.NaN;
}

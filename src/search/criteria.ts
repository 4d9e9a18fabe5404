import type { Currency } from '../kernel/currencies.ts';
import { addDays, daysBetween, isoWeekday, nightsOf, type PlainDate, type Stay, todayIn } from '../kernel/dates.ts';
import { guestsOf } from '../kernel/party.ts';
import { weekendDays } from '../kernel/price.ts';
import { newListingOffer } from '../kernel/price-rules.ts';
import { Problem } from '../kernel/problem.ts';
import { MAX_HORIZON_DAYS } from '../kernel/stay-rules.ts';
import { amenityBits } from '../listings/index.ts';
import { platformFees } from '../pricing/index.ts';
import { areasOf, type Box, type Circle, ringsOf, surroundingsOf } from './area.ts';
import type { AlternativesQuery, SearchFilters, SearchQuery } from './filters.ts';
import type { SearchKey } from './schemas.ts';
import { staysAround, staysWithin, stepsAround } from './stays.ts';

type StayCriteria = { check_in: PlainDate; check_out: PlainDate; weekend_nights: number };

/** What `search_listings` is asked, under the names of the type `search_criteria` in the database; null filters nothing. */
export type Criteria = {
  now: Date;
  areas: string[];
  latitude: number | null;
  longitude: number | null;
  radius: number | null;
  rings: { radius: number; areas: string[] }[] | null;
  check_in: PlainDate | null;
  check_out: PlainDate | null;
  nights: number | null;
  weekend_nights: number | null;
  /** With flexible dates the stays that will do, in the order of their dates; otherwise none. */
  stays: readonly StayCriteria[];
  guests: number;
  adults: number;
  pets: number;
  amenities: number;
  room_types: readonly string[] | null;
  property_types: readonly string[] | null;
  currency: string | null;
  /** In which prices are compared, where that is not the one `currency` that all have. */
  compared_in: Currency | null;
  price_min: number | null;
  price_max: number | null;
  text: string | null;
  sort: string | null;
  after_key: number | null;
  after_id: string | null;
  page_size: number;
  /** Whether results tell what their ranks were measured by. */
  explain: boolean;
  guest_fee_bps: Record<string, number>;
  new_listing_bps: number;
  new_listing_bookings: number;
};

/** `after`: the key of the last item of the page before. */
type Order = { sort: SearchQuery['sort'] | null; after: SearchKey | undefined; limit: number; explain?: boolean };

/** Of what is found in no order, as a whole. */
const whole: Order = { sort: null, after: undefined, limit: 0 };

/** Throws `invalid-input` for check-ins that are past everywhere on earth. What nobody can offer yet is looked for nowhere. */
export function criteriaOf(
  query: SearchFilters,
  now: Date,
  { sort, after, limit, explain = false }: Order = whole,
): Criteria {
  const { stays, isOffered } = staysOf(query, now);
  const [first, ...others] = stays;
  const stay = others.length === 0 ? first : undefined;
  const circle = circleOf(query);
  return {
    now,
    areas: isOffered ? areasOf(query.box, circle).map(boxText) : [],
    latitude: circle?.latitude ?? null,
    longitude: circle?.longitude ?? null,
    radius: circle?.radius ?? null,
    rings: sort === 'distance' && circle !== undefined && isOffered ? ringTexts(query.box, circle) : null,
    check_in: stay?.check_in ?? null,
    check_out: stay?.check_out ?? null,
    nights: first ? daysBetween(first.check_in, first.check_out) : null,
    weekend_nights: stay?.weekend_nights ?? null,
    stays: others.length === 0 ? [] : stays,
    guests: guestsOf(query),
    adults: query.adults,
    pets: query.pets,
    amenities: amenityBits([...(query.amenities ?? []), ...(query.pets > 0 ? ['pets-allowed' as const] : [])]),
    room_types: query.roomTypes ?? null,
    property_types: query.propertyTypes ?? null,
    currency: query.currency ?? null,
    compared_in: comparedIn(query, sort),
    price_min: query.priceMin ?? null,
    price_max: query.priceMax ?? null,
    text: query.text ?? null,
    sort,
    after_key: after?.[1] ?? null,
    after_id: after?.[2] ?? null,
    page_size: limit + 1,
    explain,
    guest_fee_bps: { split: platformFees.split.guestFeeBps, hostOnly: platformFees.hostOnly.guestFeeBps },
    new_listing_bps: newListingOffer.bps,
    new_listing_bookings: newListingOffer.bookings,
  };
}

/**
 * The stays that will do, of one length, without those that begin in the past everywhere on earth or end later than any listing
 * can be booked; none where no dates are asked for. Throws `invalid-input` when all begin in the past. Where all of the others
 * end too late, one of them, and that it is not offered.
 */
function staysOf(query: SearchFilters, now: Date): { stays: StayCriteria[]; isOffered: boolean } {
  const asked = staysAskedFor(query);
  const left = ahead(asked, now);
  const offered = offeredOf(left, now);
  const isOffered = asked.length === 0 || offered.length > 0;
  if (asked.length === 0 || left.length > 0) {
    return { stays: (isOffered ? offered : left.slice(0, 1)).map(stayCriteriaOf), isOffered };
  }
  const parameter = query.checkIn === undefined ? 'windowTo' : 'checkIn';
  const detail = `is past everywhere: the earliest today is ${earliestToday(now)}`;
  throw new Problem('invalid-input', { errors: [{ parameter, code: 'check-in-past', detail }] });
}

function ahead(stays: readonly Stay[], now: Date): Stay[] {
  const today = earliestToday(now);
  return stays.filter(({ checkIn }) => checkIn >= today);
}

// Of listings without a single free night so far ahead each would be looked at, day by day.
function offeredOf(stays: readonly Stay[], now: Date): Stay[] {
  const last = addDays(todayIn('Etc/GMT-14', now), MAX_HORIZON_DAYS);
  return stays.filter(({ checkOut }) => checkOut <= last);
}

// Where the day begins last; each listing's own date is asked of the database.
function earliestToday(now: Date): PlainDate {
  return todayIn('Etc/GMT+12', now);
}

function staysAskedFor(query: SearchFilters): Stay[] {
  const { checkIn, checkOut, flexibleDays, windowFrom, windowTo, stayLength } = query;
  if (checkIn !== undefined && checkOut !== undefined) return staysAround({ checkIn, checkOut }, flexibleDays ?? 0);
  if (windowFrom === undefined || windowTo === undefined || stayLength === undefined) return [];
  return staysWithin({ windowFrom, windowTo, stayLength });
}

function stayCriteriaOf(stay: Stay): StayCriteria {
  const weekendNights = nightsOf(stay).filter((night) => weekendDays.includes(isoWeekday(night)));
  return { check_in: stay.checkIn, check_out: stay.checkOut, weekend_nights: weekendNights.length };
}

/** How many alternatives there are of a kind. */
const MOST_ALTERNATIVES = 10;

/** The search that found nothing, the stays at other dates step by step, and how its place differs elsewhere, if anywhere. */
export type Alternatives = { criteria: Criteria; steps: StayCriteria[][]; elsewhere: Partial<Criteria> | null };

/** Throws `invalid-input` for a check-in that is past everywhere on earth. */
export function alternativesOf(query: AlternativesQuery, now: Date): Alternatives {
  const { box, checkIn, checkOut } = query;
  const order: Order = { sort: 'rank', after: undefined, limit: MOST_ALTERNATIVES };
  const circle = circleOf(query);
  const areas = areasOf(box, circle).map(boxText);
  const criteria = { ...criteriaOf(query, now, order), areas, page_size: MOST_ALTERNATIVES };
  const stay = { checkIn, checkOut };
  const steps = stepsAround(stay).map((stays) => offeredOf(ahead(stays, now), now).map(stayCriteriaOf));
  const around = offeredOf([stay], now).length > 0 ? surroundingsOf(box, circle) : undefined;
  return {
    criteria,
    steps: steps.filter((stays) => stays.length > 0),
    elsewhere: around
      ? {
          ...around,
          sort: 'distance',
          areas: areasOf(undefined, around).map(boxText),
          rings: ringTexts(undefined, around),
        }
      : null,
  };
}

/** The currency that prices of listings are compared in; what a cluster's nights cost is in it. */
export function priceCurrencyOf({ currency, priceCurrency }: SearchFilters): Currency {
  return priceCurrency ?? currency ?? 'USD';
}

// Pages by rank or distance compare no prices, unless they are bounded.
function comparedIn(query: SearchFilters, sort: Order['sort']): Currency | null {
  const isBounded = query.priceMin !== undefined || query.priceMax !== undefined;
  const isCompared = isBounded || sort === 'price' || sort === null;
  const asked = priceCurrencyOf(query);
  return isCompared && asked !== query.currency ? asked : null;
}

function circleOf({ latitude, longitude, radius }: SearchFilters): Circle | undefined {
  if (latitude === undefined || longitude === undefined || radius === undefined) return undefined;
  return { latitude, longitude, radius };
}

function ringTexts(box: Box | undefined, circle: Circle): { radius: number; areas: string[] }[] {
  return ringsOf(box, circle).map(({ radius, areas }) => ({ radius, areas: areas.map(boxText) }));
}

function boxText({ west, south, east, north }: Box): string {
  return `(${west},${south}),(${east},${north})`;
}

import { pick, type Random } from '../scripts/random.ts';
import { addDays, plainDate } from '../src/kernel/dates.ts';
import type { Request } from './connection.ts';
import type { Ground } from './ground.ts';
import { emailOf, PASSWORD } from './guests.ts';
import type { Place } from './search/searches.ts';

export const scenarioNames = [
  'search, dense',
  'search, sparse',
  'detail',
  'detail, cached',
  'calendar',
  'quote',
  'book',
  'sign in',
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

/** One kind of request to one kind of service. */
interface Scenario {
  status: number;
  next(): Request | undefined;
}
export type Scenarios = Partial<Record<ScenarioName, Scenario>>;

/** A quote, and the access token of the guest who can book it. */
export interface Quoted {
  quote: string;
  token: string;
}

interface Making {
  ground: Ground;
  random: Random;
  /** The first day that searches ask for. */
  today: string;
}

/**
 * Innkeep's requests.
 * @param tokenOf the access token of one of the first thousand guests
 * @param quotes what `book` books, emptied by it
 */
export function innkeepScenarios(
  { ground, random, today }: Making,
  tokenOf: (guest: number) => string,
  quotes: Quoted[],
): Scenarios {
  const search = (middle: () => Place, reach: number): Scenario => ({
    status: 200,
    next: () => {
      const { west, south, east, north, checkIn, checkOut } = asked({ random, today }, middle(), reach);
      return {
        method: 'GET',
        path: `/v1/search?${query({ box: [west, south, east, north].join(), checkIn, checkOut, adults: 2 })}`,
      };
    },
  });
  return {
    'search, dense': search(() => pick(ground.places.cities, random), DENSE),
    'search, sparse': search(() => pick(ground.places.open, random), SPARSE),
    detail: { status: 200, next: () => ({ method: 'GET', path: `/v1/listings/${pick(ground.listings, random)}` }) },
    'detail, cached': { status: 200, next: () => ({ method: 'GET', path: `/v1/listings/${hot(ground, random)}` }) },
    calendar: {
      status: 200,
      next: () => {
        const from = addDays(plainDate(today), Math.floor(random() * 300));
        return {
          method: 'GET',
          path: `/v1/listings/${pick(ground.listings, random)}/calendar?${query({ from, to: addDays(from, 31) })}`,
        };
      },
    },
    quote: {
      status: 201,
      next: () => {
        const { stay, guest } = ground.lookAtStay(random);
        return quoteRequest(stay, tokenOf(guest));
      },
    },
    book: {
      status: 201,
      next: () => {
        const quoted = quotes.pop();
        return quoted && bookRequest(quoted);
      },
    },
    'sign in': {
      status: 201,
      next: () => ({
        method: 'POST',
        path: '/v1/sessions',
        body: JSON.stringify({ email: emailOf(someone(random)), password: PASSWORD }),
      }),
    },
  };
}

export function quoteRequest(
  stay: { listing_id: string; check_in: string; check_out: string },
  token: string,
): Request {
  const { listing_id: id, check_in: checkIn, check_out: checkOut } = stay;
  return {
    method: 'POST',
    path: `/v1/listings/${id}/quotes`,
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ checkIn, checkOut, party: { adults: 2 } }),
  };
}

function bookRequest({ quote, token }: Quoted): Request {
  return {
    method: 'POST',
    path: '/v1/bookings',
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify({ quote }),
  };
}

/** The baseline's requests for the same. It has no calendar and signs no quotes: its price is made when it books. */
export function baselineScenarios({ ground, random, today }: Making): Scenarios {
  const search = (middle: () => Place, reach: number): Scenario => ({
    status: 200,
    next: () => {
      const { checkIn: check_in, checkOut: check_out, ...box } = asked({ random, today }, middle(), reach);
      return { method: 'GET', path: `/listings/?${query({ ...box, check_in, check_out, guests: 2 })}` };
    },
  });
  return {
    'search, dense': search(() => pick(ground.places.cities, random), DENSE),
    'search, sparse': search(() => pick(ground.places.open, random), SPARSE),
    detail: { status: 200, next: () => ({ method: 'GET', path: `/listings/${pick(ground.listings, random)}/` }) },
    'detail, cached': { status: 200, next: () => ({ method: 'GET', path: `/listings/${hot(ground, random)}/` }) },
    book: {
      status: 201,
      next: () => {
        const { stay, guest } = ground.takeStay();
        const { listing_id: listing, check_in, check_out } = stay;
        return {
          method: 'POST',
          path: '/bookings/',
          headers: { authorization: `Token ${ground.baselineTokens[guest - 1]}` },
          body: JSON.stringify({ listing, check_in, check_out, guests: 2 }),
        };
      },
    },
    'sign in': {
      status: 200,
      next: () => ({
        method: 'POST',
        path: '/sessions/',
        body: JSON.stringify({ username: emailOf(someone(random)), password: PASSWORD }),
      }),
    },
  };
}

/** The ceiling's one route. */
export function ceilingScenarios({ ground, random }: Making): Scenarios {
  return {
    detail: { status: 200, next: () => ({ method: 'GET', path: `/listings/${pick(ground.listings, random)}` }) },
    'detail, cached': { status: 200, next: () => ({ method: 'GET', path: `/listings/${hot(ground, random)}` }) },
  };
}

// In degrees around the middle.
const DENSE = 0.15;
const SPARSE = 0.5;
const SIGNERS = 1_000;

/** What many look at: so few listings that copies, which live for less than a second, answer nearly all. */
const HOT = 20;

const hot = (ground: Ground, random: Random) => pick(ground.listings.slice(0, HOT), random);
const someone = (random: Random) => 1 + Math.floor(random() * SIGNERS);

/** Two to seven nights in the next ten months, in a box of the map. */
function asked({ random, today }: Pick<Making, 'random' | 'today'>, middle: Place, reach: number) {
  const checkIn = addDays(plainDate(today), 3 + Math.floor(random() * 300));
  return {
    west: Math.max(-180, middle.longitude - reach),
    south: middle.latitude - reach,
    east: Math.min(180, middle.longitude + reach),
    north: middle.latitude + reach,
    checkIn,
    checkOut: addDays(checkIn, 2 + Math.floor(random() * 6)),
  };
}

function query(values: Record<string, string | number>): string {
  return new URLSearchParams(Object.entries(values).map(([name, value]) => [name, String(value)])).toString();
}

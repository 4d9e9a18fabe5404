import type pg from 'pg';
import { pick, type Random } from '../../scripts/random.ts';
import { addDays, plainDate } from '../../src/kernel/dates.ts';
import { type Criteria, criteriaOf } from '../../src/search/criteria.ts';
import { SearchQuery } from '../../src/search/filters.ts';

export type Place = { latitude: number; longitude: number };
export type Places = { cities: readonly Place[]; open: readonly Place[] };

/** The middle of the ten largest cities, and points in the open. */
export async function placesOf(client: pg.Client | pg.Pool): Promise<Places> {
  const cities = await client.query<Place>(
    `select avg(latitude) as latitude, avg(longitude) as longitude from listings where place <> 'City 0'
     group by place order by count(*) desc limit 10`,
  );
  const open = await client.query<Place>(
    `select latitude, longitude from listings where place = 'City 0' order by id limit 1000`,
  );
  return { cities: cities.rows, open: open.rows };
}

/** Noon of the day before the market's first, from when its rules are judged. */
export const NOW = new Date('2027-03-01T12:00:00Z');

/** Kinds of search: where many listings are, by each order; and where few are. */
const kinds = {
  'dense, by rank': (places, random) => around(pick(places.cities, random), 0.15, random),
  'dense, by distance': (places, random) => ({
    ...around(pick(places.cities, random), 0.15, random),
    box: undefined,
    ...circle(pick(places.cities, random), random),
    sort: 'distance',
  }),
  'dense, by total': (places, random) => ({
    ...around(pick(places.cities, random), 0.15, random),
    sort: 'price',
    currency: 'USD',
  }),
  'sparse, by rank': (places, random) => around(pick(places.open, random), 0.5, random),
  'dense, by total in any currency': (places, random) => ({
    ...around(pick(places.cities, random), 0.15, random),
    sort: 'price',
  }),
  'any weekend of a quarter, dense, by rank': (places, random) => ({
    ...around(pick(places.cities, random), 0.15, random),
    ...windowFrom(Math.floor(random() * 200) + 3, 92),
    stayLength: 'weekend',
  }),
  'any week of two months, dense, by total': (places, random) => ({
    ...around(pick(places.cities, random), 0.15, random),
    ...windowFrom(Math.floor(random() * 200) + 3, 61),
    stayLength: 'week',
    sort: 'price',
    currency: 'USD',
  }),
  'three days around, dense, by distance': (places, random) => ({
    ...around(pick(places.cities, random), 0.15, random),
    box: undefined,
    ...circle(pick(places.cities, random), random),
    flexibleDays: '3',
    sort: 'distance',
  }),
} satisfies Record<string, (places: Places, random: Random) => Record<string, unknown>>;
export type Kind = keyof typeof kinds;

/** One search of this kind: two guests or more, two to seven nights in the next ten months, up to two amenities. */
export function searchOf(kind: Kind, places: Places, random: Random): Criteria {
  const query = SearchQuery.parse(kinds[kind](places, random));
  return criteriaOf(query, NOW, { sort: query.sort, after: undefined, limit: query.limit });
}

function around(centre: Place, reach: number, random: Random) {
  const start = Math.floor(random() * 300) + 3;
  const day = plainDate('2027-03-01');
  const amenities = ['wifi', 'kitchen'].slice(0, Math.floor(random() * 3));
  return {
    // One that would reach over the antimeridian ends there.
    box: [
      Math.max(-180, centre.longitude - reach),
      centre.latitude - reach,
      Math.min(180, centre.longitude + reach),
      centre.latitude + reach,
    ].join(),
    checkIn: addDays(day, start),
    checkOut: addDays(day, start + 2 + Math.floor(random() * 6)),
    adults: String(2 + Math.floor(random() * 2)),
    ...(amenities.length > 0 ? { amenities: amenities.join() } : {}),
  };
}

function windowFrom(start: number, days: number) {
  const from = addDays(plainDate('2027-03-01'), start);
  return { checkIn: undefined, checkOut: undefined, windowFrom: from, windowTo: addDays(from, days) };
}

function circle(centre: Place, random: Random) {
  return {
    latitude: String(centre.latitude + (random() - 0.5) * 0.1),
    longitude: String(centre.longitude + (random() - 0.5) * 0.1),
    radius: '20000',
  };
}

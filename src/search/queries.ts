import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import type { Currency } from '../kernel/currencies.ts';
import type { PlainDate } from '../kernel/dates.ts';
import type { ListingId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { PropertyType } from '../listings/index.ts';
import { CANCELLED, DatabaseError, json, type Query, statement, type Write, within } from '../platform/db/index.ts';
import type { RoomType } from '../platform/db/tables/listings.ts';
import type { Alternatives, Criteria } from './criteria.ts';

/** What was measured of a listing, once a day. */
export type MeasuredSignals = {
  /** What a night costs over what it costs in the middle of comparable listings nearby; null where these are few. */
  price_ratio: number | null;
  requests: number;
  accepted: number;
  /** From 1 on the day of its publication to 0 thirty days later. */
  newness: number;
  /** The place that it has among what its host has nearby. */
  host_place: number;
};

/** One listing that was found. */
export type Hit = Result & {
  /** What its rank was measured by, if that was asked for and has been measured. */
  signals: MeasuredSignals | null;
};

/** What a result shows; `price` is the total of the stay, or without dates the base price of a night. */
export type Result = {
  listing_id: ListingId;
  sort_key: number;
  price: number;
  /** Metres from the point that was asked for. */
  distance: number | null;
  title: string;
  place: string;
  property_type: PropertyType | null;
  room_type: RoomType;
  capacity: number;
  bedrooms: number | null;
  beds: number | null;
  baths_tenths: number | null;
  latitude: number;
  longitude: number;
  currency: Currency;
  instant_booking: boolean;
  rating_tenths: number | null;
  review_count: number;
  cover_key: string | null;
  /** Of the stay that `price` is the total of; null without dates. */
  check_in: PlainDate | null;
};

/** Many times what a search takes whose results end it. Nobody waits for longer, and the database is not held up for nobody. */
const LONGEST_MS = 5_000;

/**
 * The rows of a search, in one round trip. What finds little may have to price all the stays of all the listings of an area:
 * throws `search-too-broad` where that takes too long.
 */
export async function find<Row>(ctx: Ctx, search: Query<Row>): Promise<Row[]> {
  const { bound, unbound } = within(LONGEST_MS);
  const [, rows] = await ctx.db.batch([bound, search, unbound]).catch((error) => {
    if (error instanceof DatabaseError && error.sqlState === CANCELLED) throw new Problem('search-too-broad');
    throw error;
  });
  return rows;
}

/** One page, sorted; one more than it shows. What it means stands with the function, in the migrations. */
export function searchListings(criteria: Criteria): Query<Hit> {
  return statement(sql<Hit>`select * from search_listings(${json(criteria)})`);
}

type Alternative = Result & { kind: 'dates' | 'places' };

/** What comes nearest to what was looked for, at other dates and in other places. */
export function selectAlternatives({ criteria, steps, elsewhere }: Alternatives): Query<Alternative> {
  return statement(
    sql<Alternative>`
      select * from search_alternatives(${json(criteria)}, ${json(steps)}, ${json(elsewhere)})`,
  );
}

/** One row if any window begins before `until`. */
export function selectAgedRow(until: PlainDate): Query {
  return statement(sql`select from search_rows where nights_from < ${until} order by nights_from limit 1`);
}

/** Has the windows that begin before `until` begin at `start`, of so many rows at most. */
export function renewSearchRows(until: PlainDate, start: PlainDate, most: number): Query<{ renewed: number }> {
  return statement(sql<{ renewed: number }>`select renew_search_rows(${until}, ${start}, ${most}) as renewed`);
}

/** Listings of one cell of the map; what a night costs is in the currency that prices are compared in. */
export type ClusterRow = {
  latitude: number;
  longitude: number;
  listings: number;
  lowest: number | null;
  highest: number | null;
  listing_id: ListingId | null;
};

/** All that is found, in cells of so many degrees. */
export function clusterListings(criteria: Criteria, cell: number): Query<ClusterRow> {
  return statement(sql<ClusterRow>`select * from search_clusters(${json(criteria)}, ${cell}::double precision)`);
}

/** How many have it; of an amenity the code is its bit. */
export type FacetRow = { kind: 'all' | 'roomType' | 'propertyType' | 'amenity'; code: string; listings: number };

export function countFacets(criteria: Criteria): Query<FacetRow> {
  return statement(sql<FacetRow>`select * from search_facets(${json(criteria)})`);
}

/** Has ranks follow the market, where one is further than so much from the share that has less. */
export function renewSearchRanks(mostOff: number): Write {
  return statement(sql`select renew_search_ranks(${mostOff}::double precision)`);
}

/** Begins to measure the signals of this day, unless that was begun: then the batch is stale. */
export function beginSignals(day: PlainDate): Write {
  return statement(sql`
    with begun as (update search_signals_begun set day = ${day} where day < ${day} returning 1)
    select guard(exists(select from begun), 'stale')`);
}

/** Measures the signals of the next published listings; `last` is null after the end. */
export function measureSignalsAfter(last: string, most: number, now: Date): Query<{ last: string | null }> {
  return statement(sql<{ last: string | null }>`select measure_search_signals_after(${last}, ${most}, ${now}) as last`);
}

/** Brings the search rows of the next published listings to what their sources say; `last` is null after the end. */
export function projectListingsAfter(last: string, most: number): Query<{ last: string | null }> {
  return statement(sql<{ last: string | null }>`select project_listings_after(${last}, ${most}) as last`);
}

import { type RawBuilder, sql } from 'kysely';
import type { Currency } from '../../kernel/currencies.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import type { ListingId, PersonId } from '../../kernel/ids.ts';
import { ruleColumns, type StayRuleChange } from '../../kernel/stay-rules.ts';
import { guard, json, q, statement, type Write } from '../../platform/db/index.ts';
import type { Range } from '../segments.ts';
import { type Nights, rulesObject } from './snapshot.ts';

/** Whose price it is: the single night's, or its season's, which the former precedes. */
export const priceKinds = ['night', 'season'] as const;
export type PriceKind = (typeof priceKinds)[number];

/** Rules that nights are given; null takes the night's own away, and what is absent stays. */
export type RulesToSet = { readonly [Name in keyof StayRuleChange]?: StayRuleChange[Name] | null };

const columns = Object.entries(ruleColumns).map(([name, { column, type }], place) => ({
  name,
  column: sql.ref(column),
  given: sql.ref(`given.${column}`),
  type: sql.raw(type),
  isSet: sql`given.is_set & ${sql.lit(1 << place)} <> 0`,
}));

/**
 * Locks the listings of these changes until the batch ends, in the order of their ids; `not-found` unless all are this
 * host's. What is checked of them later in the batch stays true.
 */
export function lockOwnListings(changes: readonly { listingIds: readonly ListingId[] }[], hostId: PersonId): Write {
  const listingIds = changes.flatMap((change) => change.listingIds);
  return statement(sql`
    with found as (
      select from listings where id = any (${listingIds}::text[]) and host_id = ${hostId} order by id for no key update
    )
    select guard((select count(*) from found) = ${listingIds.length}::int, 'not-found')`);
}

/** Refuses listings whose prices are in another currency. They have to be locked before. */
export function guardCurrency(listingIds: readonly ListingId[], currency: Currency): Write {
  const others = sql`select from listings where id = any (${listingIds}::text[]) and currency <> ${currency}`;
  return guard(sql`not exists (${others})`, 'other-currency');
}

/** Sets and clears prices of nights, those of the night itself or of its season, the other kind being left alone. */
export function writePrices(
  listingIds: readonly ListingId[],
  segments: readonly Range<number | null>[],
  kind: PriceKind,
): Write[] {
  const [column, other] = (kind === 'season' ? ['season', 'amount'] : ['amount', 'season']).map((name) =>
    sql.ref(name),
  );
  const set = nightByNight(
    listingIds,
    segments.filter(({ value }) => value !== null),
    [sql`value bigint`],
  );
  const cleared = nightByNight(
    listingIds,
    segments.filter(({ value }) => value === null),
  );
  const isCleared = sql`kept.listing_id = given.listing_id and kept.night = given.night`;
  return [
    statement(sql`delete from night_prices as kept using ${cleared} where ${isCleared} and ${other} is null`),
    statement(sql`update night_prices as kept set ${column} = null from ${cleared} where ${isCleared}`),
    statement(sql`
      insert into night_prices as kept (listing_id, night, ${column})
      select listing_id, night, value from ${set}
      on conflict (listing_id, night) do update set ${column} = excluded.${column}
      where kept.${column} is distinct from excluded.${column}`),
  ];
}

/** Sets and clears rules of nights, the others being left alone. */
export function writeRules(listingIds: readonly ListingId[], segments: readonly Range<RulesToSet>[]): Write[] {
  const rows = segments.map(({ start, end, value }) => ({ start, end, is_set: bitsOf(value), ...columnsOf(value) }));
  const names = sql.join(columns.map(({ column }) => column));
  const values = sql.join(columns.map(({ given }) => given));
  const types = columns.map(({ column, type }) => sql`${column} ${type}`);
  const changes = columns.map(
    ({ column, given, isSet }) => sql`${column} = case when ${isSet} then ${given} else kept.${column} end`,
  );
  return [
    statement(sql`
      merge into night_rules as kept using ${nightByNight(listingIds, rows, [sql`is_set integer`, ...types])}
      on kept.listing_id = given.listing_id and kept.night = given.night
      when matched then update set ${sql.join(changes)}
      when not matched and num_nonnulls(${values}) > 0 then
        insert (listing_id, night, ${names}) values (given.listing_id, given.night, ${values})`),
    statement(sql`
      delete from night_rules as kept using ${nightByNight(listingIds, segments)}
      where kept.listing_id = given.listing_id and kept.night = given.night and num_nonnulls(${names}) = 0`),
  ];
}

/** The host's listing with the rules of those of its nights in `[from, to)` that have some, in their order. */
export function selectNightRules(listingId: ListingId, hostId: PersonId, from: PlainDate, to: PlainDate) {
  return q
    .selectFrom('listings')
    .where('id', '=', listingId)
    .where('host_id', '=', hostId)
    .select(
      sql<[PlainDate, StayRuleChange][]>`(
        select coalesce(
          json_agg(json_build_array(night, json_strip_nulls(${rulesObject('night_rules')})) order by night), '[]')
        from night_rules where listing_id = listings.id and night >= ${from} and night < ${to})`.as('night_rules'),
    );
}

// A row for each of these listings and each night of the segments, as `given`, with these columns of the segment.
function nightByNight(
  listingIds: readonly ListingId[],
  segments: readonly Nights[],
  columnTypes: readonly RawBuilder<unknown>[] = [],
) {
  const types = sql.join([sql`start date`, sql`"end" date`, ...columnTypes]);
  return sql`(
    select listing_id, segment.start + day as night, segment.*
    from unnest(${listingIds}::text[]) as listing_id
    cross join jsonb_to_recordset(${json(segments)}) as segment (${types})
    cross join generate_series(0, segment."end" - segment.start - 1) as day
  ) as given`;
}

function bitsOf(rules: RulesToSet): number {
  return Object.keys(ruleColumns).reduce((bits, name, place) => (name in rules ? bits | (1 << place) : bits), 0);
}

function columnsOf(rules: RulesToSet): Record<string, unknown> {
  const values = new Map<string, unknown>(Object.entries(rules));
  return Object.fromEntries(
    Object.entries(ruleColumns).map(([name, { column }]) => [column, values.get(name) ?? null]),
  );
}

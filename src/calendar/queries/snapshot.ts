import { type RawBuilder, sql } from 'kysely';
import { shownAvatar } from '../../accounts/index.ts';
import type { BookingState } from '../../kernel/booking-state.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import type { ListingId } from '../../kernel/ids.ts';
import { MAX_PREPARATION_NIGHTS, ruleColumns, type StayRule, type StayRuleChange } from '../../kernel/stay-rules.ts';
import { amenityBits } from '../../listings/index.ts';
import { q } from '../../platform/db/index.ts';
import type { Block } from '../stay-calendar.ts';
import { calendarVersion } from './changes.ts';

/** Nights `[start, end)`. */
export type Nights = { start: PlainDate; end: PlainDate };

/**
 * A listing with what decides over, and prices, its nights in this range: see `Snapshot`. The blocks are those alive at
 * `now`: an expired hold is none. To be narrowed, and extended by further columns.
 */
export function selectSnapshot(listingId: ListingId | RawBuilder<ListingId>, { start, end }: Nights, now: Date) {
  const around = sql`daterange(${start}::date - ${MAX_PREPARATION_NIGHTS}::int, ${end}::date + ${MAX_PREPARATION_NIGHTS}::int)`;
  return q
    .selectFrom('listings')
    .where('listings.id', '=', listingId)
    .select(['state', 'capacity', 'check_in_from', 'time_zone', 'currency', 'base_nightly', 'weekend_nightly'])
    .select([
      calendarVersion.as('version'),
      sql<boolean>`amenities & ${amenityBits(['pets-allowed'])} <> 0`.as('allows_pets'),
      sql<StayRule>`${rulesObject('listings')}`.as('rules'),
      sql<[PlainDate, StayRuleChange][]>`(
        select coalesce(json_agg(json_build_array(night, json_strip_nulls(${rulesObject('night_rules')}))), '[]')
        from night_rules where listing_id = listings.id and night >= ${start} and night <= ${end})`.as('night_rules'),
      sql<Block[]>`(
        select coalesce(json_agg(json_build_object(
          'start', lower(stay), 'end', upper(stay), 'keptFrom', lower(nights), 'keptTo', upper(nights),
          'isStay', is_stay, 'kind', kind, 'id', id) order by nights, id), '[]')
        from (
          select nights, nights as stay, feed_kind is not distinct from 'booking' as is_stay, 'closed' as kind, id
          from closures where listing_id = listings.id and nights && ${around}
          union all
          select nights, stay, true, case when expires_at is null then 'booked' else 'held' end, booking_id from claims
          where listing_id = listings.id and nights && ${around} and ${isLive(now)}
        ) as blocks)`.as('blocks'),
      sql<[PlainDate, number][]>`(
        select coalesce(json_agg(json_build_array(night, amount)), '[]') from night_prices
        where listing_id = listings.id and night >= ${start} and night < ${end} and amount is not null)`.as(
        'overrides',
      ),
      sql<[PlainDate, number][]>`(
        select coalesce(json_agg(json_build_array(night, season)), '[]') from night_prices
        where listing_id = listings.id and night >= ${start} and night < ${end} and season is not null)`.as('seasons'),
    ]);
}

/** Of each booking that has some of these nights, under its id, how it stands and who comes. */
export type Guests = Readonly<
  Record<string, { state: BookingState; guest: { id: string; name: string; avatarUrl: string | null } }>
>;

/** The same, as SQL beside a select of `listings`. */
export function guestsOf({ start, end }: Nights) {
  return sql<Guests>`(
    select coalesce(json_object_agg(bookings.id, json_build_object('state', bookings.state, 'guest',
      json_build_object('id', people.id, 'name', people.name, 'avatarUrl', ${shownAvatar('people')}))), '{}')
    from claims
    join bookings on bookings.id = claims.booking_id
    join people on people.id = bookings.guest_id
    where claims.listing_id = listings.id and active and stay && daterange(${start}, ${end}))`;
}

/** Whether a claim holds. An expired one keeps no night, whether or not somebody has come to free it. */
export function isLive(now: Date) {
  return sql<boolean>`active and (expires_at is null or expires_at > ${now})`;
}

/** The rules in a row of this table, as a JSON object under their names. */
export function rulesObject(table: 'listings' | 'night_rules') {
  const pairs = Object.entries(ruleColumns).map(
    ([name, { column }]) => sql`${sql.lit(name)}, ${sql.ref(`${table}.${column}`)}`,
  );
  return sql`json_build_object(${sql.join(pairs)})`;
}

import type { Currency } from '../kernel/currencies.ts';
import type { PlainDate } from '../kernel/dates.ts';
import { type NightlyRates, weekendDays } from '../kernel/price.ts';
import { MAX_STAY_NIGHTS, type StayRule, type StayRuleChange } from '../kernel/stay-rules.ts';
import type { ListingState } from '../platform/db/tables/listings.ts';
import type { Block, StayRules } from './stay-calendar.ts';

/** What one statement reads of a listing and of some of its nights (see `selectSnapshot`). */
export type Snapshot = {
  state: ListingState;
  /** How often the calendar has changed so far. */
  version: number;
  capacity: number;
  allows_pets: boolean;
  check_in_from: string;
  time_zone: string | null;
  rules: StayRule;
  night_rules: readonly [PlainDate, StayRuleChange][];
  currency: Currency;
  base_nightly: number | null;
  weekend_nightly: number | null;
  blocks: readonly Block[];
  overrides: readonly [PlainDate, number][];
  seasons: readonly [PlainDate, number][];
};

/** What decides over stays in the nights that the snapshot was read for. */
export function stayRulesOf(snapshot: Snapshot, now: Date): StayRules {
  return {
    isOpen: snapshot.state === 'published',
    now,
    timeZone: snapshot.time_zone ?? 'UTC',
    checkInFrom: snapshot.check_in_from,
    capacity: snapshot.capacity,
    allowsPets: snapshot.allows_pets,
    byDefault: { ...snapshot.rules, ...bounded(snapshot.rules) },
    byNight: new Map(snapshot.night_rules.map(([night, change]) => [night, { ...change, ...bounded(change) }])),
    blocks: snapshot.blocks,
  };
}

/** What the nights cost that the snapshot was read for; null while the host has set no price. */
export function nightlyRatesOf(snapshot: Snapshot): NightlyRates | null {
  if (snapshot.base_nightly === null) return null;
  return {
    currency: snapshot.currency,
    baseNightly: snapshot.base_nightly,
    weekendNightly: snapshot.weekend_nightly,
    weekendDays,
    seasons: new Map(snapshot.seasons),
    overrides: new Map(snapshot.overrides),
  };
}

// No stay is longer than a year, whatever the host allows.
function bounded({ maxNights, maxNightsThrough }: StayRuleChange): StayRuleChange {
  return {
    ...(maxNights === undefined ? {} : { maxNights: Math.min(maxNights, MAX_STAY_NIGHTS) }),
    ...(maxNightsThrough === undefined ? {} : { maxNightsThrough: Math.min(maxNightsThrough, MAX_STAY_NIGHTS) }),
  };
}

import type { Currency } from '../kernel/currencies.ts';
import { type PlainDate, todayIn } from '../kernel/dates.ts';
import { type NightlyRates, weekendDays } from '../kernel/price.ts';
import type { ListingState } from '../platform/db/tables/listings.ts';
import type { Block, StayRules } from './decide-stay.ts';

/** What one statement reads of a listing and of some of its nights (see `selectSnapshot`). */
export type Snapshot = {
  state: ListingState;
  capacity: number;
  min_nights: number;
  max_nights: number;
  time_zone: string | null;
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
    today: todayIn(snapshot.time_zone ?? 'UTC', now),
    capacity: snapshot.capacity,
    minNights: snapshot.min_nights,
    maxNights: snapshot.max_nights,
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

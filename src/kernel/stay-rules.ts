/**
 * The rules over stays that hold on one date. Lengths by arrival are those of the date of arrival; lengths `…Through`
 * hold through every night of the stay.
 */
export type StayRule = {
  minNights: number;
  maxNights: number;
  minNightsThrough: number;
  maxNightsThrough: number;
  closedToArrival: boolean;
  closedToDeparture: boolean;
  /** Bit k is ISO weekday k + 1: Monday is 1, Sunday is 64. */
  arrivalWeekdays: number;
  /** Hours from now after which the check-in of an arrival has to open; 0: none. */
  advanceNoticeHours: number;
  /** `HH:MM` on the listing's clocks, from when nobody can arrive on this very day any more; `24:00`: never. */
  sameDayUntil: string;
  /** Days ahead that can be booked, today the first: 1 is tonight alone. */
  horizonDays: number;
  /** Nights kept free before a stay that begins, and after one that ends, on this date. */
  preparationBefore: number;
  preparationAfter: number;
  /** Whether the night is offered at all. */
  inSeason: boolean;
};

/** Rules of one date where they differ from the listing's. */
export type StayRuleChange = { readonly [Name in keyof StayRule]?: StayRule[Name] };

/** Nights kept free before and after a stay. */
export type Preparation = { before: number; after: number };

/** The most days ahead that anything can be booked, today the first. */
export const MAX_HORIZON_DAYS = 730;

/** Nights that a stay has at most, whatever the listing allows. */
export const MAX_STAY_NIGHTS = 365;

/** Nights that a listing allows at most, by what a host may say. */
export const MAX_NIGHTS = 1_125;

export const MAX_PREPARATION_NIGHTS = 7;

/** Where each rule is kept: its column, in `listings` for the listing and in `night_rules` for one date. */
export const ruleColumns = {
  minNights: { column: 'min_nights', type: 'smallint' },
  maxNights: { column: 'max_nights', type: 'smallint' },
  minNightsThrough: { column: 'min_nights_through', type: 'smallint' },
  maxNightsThrough: { column: 'max_nights_through', type: 'smallint' },
  closedToArrival: { column: 'closed_to_arrival', type: 'boolean' },
  closedToDeparture: { column: 'closed_to_departure', type: 'boolean' },
  arrivalWeekdays: { column: 'arrival_weekdays', type: 'smallint' },
  advanceNoticeHours: { column: 'advance_notice_hours', type: 'smallint' },
  sameDayUntil: { column: 'same_day_until', type: 'text' },
  horizonDays: { column: 'horizon_days', type: 'smallint' },
  preparationBefore: { column: 'preparation_before', type: 'smallint' },
  preparationAfter: { column: 'preparation_after', type: 'smallint' },
  inSeason: { column: 'in_season', type: 'boolean' },
} as const satisfies Record<keyof StayRule, { column: string; type: string }>;

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
type Weekday = (typeof weekdays)[number];

/** Weekdays as they are stored: bit 0 is Monday. */
export function weekdayBits(names: readonly Weekday[]): number {
  return weekdays.reduce((bits, name, place) => (names.includes(name) ? bits | (1 << place) : bits), 0);
}

/** The weekdays in such bits, Monday first. */
export function weekdaysOf(bits: number): Weekday[] {
  return weekdays.filter((_, place) => hasWeekday(bits, place + 1));
}

/** @param isoWeekday 1 is Monday */
export function hasWeekday(bits: number, isoWeekday: number): boolean {
  return ((bits >> (isoWeekday - 1)) & 1) === 1;
}

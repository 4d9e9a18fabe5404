import { addDays, daysBetween, maxDate, minDate, type PlainDate } from '../kernel/dates.ts';

/** A price for the nights `[start, end)`, in minor units of the listing's currency; null takes theirs away. */
export type PriceRange = { start: PlainDate; end: PlainDate; nightly: number | null };

/** One night's price, or null for none. */
export type NightOverride = { night: PlainDate; amount: number | null };

/** Whose price it is: the single night's, or its season's, which the former precedes. */
export const priceKinds = ['night', 'season'] as const;
export type PriceKind = (typeof priceKinds)[number];

/** Nights between the first and the last of one call. */
export const MAX_PRICE_SPAN = 1_100;

/** Each night that the ranges set, once: of ranges that overlap, the latest wins. */
export function overridesOf(ranges: readonly PriceRange[]): NightOverride[] {
  const [first, last] = spanOf(ranges);
  const amounts: (number | null | undefined)[] = new Array(daysBetween(first, last)).fill(undefined);
  for (const { start, end, nightly } of ranges) {
    amounts.fill(nightly, daysBetween(first, start), daysBetween(first, end));
  }
  return amounts.flatMap((amount, days) => (amount === undefined ? [] : [{ night: addDays(first, days), amount }]));
}

/** The first night of all ranges and the date after the last one. Throws RangeError for no range. */
export function spanOf(ranges: readonly PriceRange[]): [first: PlainDate, last: PlainDate] {
  const [range, ...more] = ranges;
  if (range === undefined) throw new RangeError('no range of prices');
  return more.reduce<[PlainDate, PlainDate]>(
    ([first, last], { start, end }) => [minDate(first, start), maxDate(last, end)],
    [range.start, range.end],
  );
}

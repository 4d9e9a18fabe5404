import { addDays, daysBetween, maxDate, minDate, type PlainDate } from '../kernel/dates.ts';

/** A value for the nights `[start, end)`. */
export type Range<V> = { start: PlainDate; end: PlainDate; value: V };

/** Nights between the first and the last of ranges that are set together. */
export const MAX_SPAN = 1_100;

/**
 * The nights that the ranges name, each once, in runs of one value. Where ranges overlap, `merge` says what becomes of
 * the earlier one's value under the later one's.
 */
export function segmentsOf<V>(ranges: readonly Range<V>[], merge: (under: V, over: V) => V): Range<V>[] {
  const [first, last] = spanOf(ranges);
  const nights = new Array<V | undefined>(daysBetween(first, last)).fill(undefined);
  for (const { start, end, value } of ranges) {
    const merged = new Map<V | undefined, V>([[undefined, value]]);
    const to = daysBetween(first, end);
    for (let index = daysBetween(first, start); index < to; index += 1) {
      const under = nights[index];
      const over = merged.get(under) ?? (under === undefined ? value : merge(under, value));
      merged.set(under, over);
      nights[index] = over;
    }
  }
  return runsOf(nights).flatMap(({ from, to, value }) =>
    value === undefined ? [] : [{ start: addDays(first, from), end: addDays(first, to), value }],
  );
}

/** The first night of all ranges and the date after the last one. Throws RangeError for no range. */
export function spanOf(ranges: readonly { start: PlainDate; end: PlainDate }[]): [first: PlainDate, last: PlainDate] {
  const [range, ...more] = ranges;
  if (range === undefined) throw new RangeError('no range of nights');
  return more.reduce<[PlainDate, PlainDate]>(
    ([first, last], { start, end }) => [minDate(first, start), maxDate(last, end)],
    [range.start, range.end],
  );
}

function runsOf<V>(values: readonly V[]): { from: number; to: number; value: V }[] {
  const runs: { from: number; to: number; value: V }[] = [];
  for (const [index, value] of values.entries()) {
    const last = runs.at(-1);
    if (last !== undefined && last.value === value) last.to = index + 1;
    else runs.push({ from: index, to: index + 1, value });
  }
  return runs;
}

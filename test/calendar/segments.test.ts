import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Range, segmentsOf } from '../../src/calendar/segments.ts';
import { addDays, eachNight, plainDate } from '../../src/kernel/dates.ts';

type Values = Record<string, number | null>;

const first = plainDate('2027-03-01');
const range = <V>(from: number, to: number, value: V): Range<V> => ({
  start: addDays(first, from),
  end: addDays(first, to),
  value,
});
const both = (under: Values, over: Values): Values => ({ ...under, ...over });

describe('ranges, night by night', () => {
  test('the end of a range has its value no more, and nights that no range names are left alone', () => {
    expect(segmentsOf([range(3, 4, 1), range(0, 2, 2)], (_, over) => over)).toEqual([range(0, 2, 2), range(3, 4, 1)]);
  });

  test('whatever the ranges, each night has of each value the last that was said, and each run is as long as can be', () => {
    const ranges = fc.array(
      fc
        .tuple(
          fc.nat(30),
          fc.integer({ min: 1, max: 10 }),
          fc.dictionary(fc.constantFrom('a', 'b'), fc.option(fc.nat(3))),
        )
        .map(([from, length, values]) => range<Values>(from, from + length, values)),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(ranges, (ranges) => {
        const naive = new Map<string, Values>();
        for (const { start, end, value } of ranges) {
          for (const night of eachNight(start, end)) naive.set(night, { ...naive.get(night), ...value });
        }
        const segments = segmentsOf(ranges, both);
        const told = segments.flatMap(({ start, end, value }) => eachNight(start, end).map((night) => [night, value]));
        expect(new Set(told.map(([night]) => night)).size).toBe(told.length);
        expect(Object.fromEntries(told)).toEqual(Object.fromEntries(naive));
        expect(segments.length).toBeLessThan(2 * ranges.length);
      }),
    );
  });
});

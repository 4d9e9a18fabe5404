import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { overridesOf, type PriceRange } from '../../src/calendar/night-prices.ts';
import { addDays, nightsOf, plainDate } from '../../src/kernel/dates.ts';

const first = plainDate('2027-03-01');
const range = (from: number, to: number, nightly: number | null): PriceRange => ({
  start: addDays(first, from),
  end: addDays(first, to),
  nightly,
});

describe('prices of ranges, night by night', () => {
  test('the end of a range has its price no more', () => {
    expect(overridesOf([range(0, 2, 100)])).toEqual([
      { night: '2027-03-01', amount: 100 },
      { night: '2027-03-02', amount: 100 },
    ]);
  });

  test('nights that no range names are left alone', () => {
    expect(overridesOf([range(3, 4, 1), range(0, 1, 2)]).map(({ night }) => night)).toEqual([
      '2027-03-01',
      '2027-03-04',
    ]);
  });

  test('whatever the ranges, each night has the price of the last one that names it', () => {
    const ranges = fc.array(
      fc
        .tuple(fc.nat(30), fc.integer({ min: 1, max: 10 }), fc.option(fc.nat(500)))
        .map(([from, length, nightly]) => range(from, from + length, nightly)),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(ranges, (ranges) => {
        const naive = new Map<string, number | null>();
        for (const { start, end, nightly } of ranges) {
          for (const night of nightsOf({ checkIn: start, checkOut: end })) naive.set(night, nightly);
        }
        expect(new Map(overridesOf(ranges).map(({ night, amount }) => [night, amount]))).toEqual(naive);
      }),
    );
  });
});

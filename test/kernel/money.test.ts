import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chargeableUnit, currencies, exponentOf, isCurrency } from '../../src/kernel/currencies.ts';
import { percentOf, shareOf, sum, toChargeable } from '../../src/kernel/money.ts';

const amount = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });

describe('rounding', () => {
  test.each([
    [5, 1, 2, 3],
    [-5, 1, 2, -3],
    [1, 1, 3, 0],
    [2, 1, 3, 1],
    [-2, 1, 3, -1],
    [0, 7, 9, 0],
    [9_007_199_254_740_991, 10_000, 10_000, 9_007_199_254_740_991],
  ])('%d × %d ÷ %d is %d: half away from zero', (value, part, whole, expected) => {
    expect(shareOf(value, part, whole)).toBe(expected);
  });

  test.each([
    [100_00, 1420, 14_20],
    [1_05, 5000, 53],
    [2_01, 50, 1],
    [-1_05, 5000, -53],
    [1_005_00, 10, 1_01],
  ])('%d at %d basis points is %d', (value, bps, expected) => {
    expect(percentOf(value, bps)).toBe(expected);
  });

  test('is off by half a unit at most, and the same for a debt', () => {
    fc.assert(
      fc.property(amount, fc.nat(20_000), (value, bps) => {
        const rounded = percentOf(value, bps);
        const error = BigInt(rounded) * 10_000n - BigInt(value) * BigInt(bps);
        expect(error <= 5_000n && error >= -5_000n).toBe(true);
        expect(percentOf(-value, bps) + rounded).toBe(0);
      }),
    );
  });

  test('an amount that is no safe integer is an error, never a lost cent', () => {
    expect(() => sum([0.5])).toThrow(RangeError);
    expect(() => shareOf(Number.MAX_SAFE_INTEGER, 2, 1)).toThrow(RangeError);
    expect(() => sum([Number.MAX_SAFE_INTEGER, 1])).toThrow(RangeError);
    expect(() => shareOf(1, 1, 0)).toThrow(RangeError);
  });
});

describe('amounts', () => {
  test.each([
    [12_345, 'USD', 12_345],
    [12_345, 'KWD', 12_350],
    [12_344, 'KWD', 12_340],
    [-12_345, 'KWD', -12_350],
    [12_345, 'ISK', 12_300],
    [12_350, 'UGX', 12_400],
    [12_345, 'JPY', 12_345],
  ] as const)('%d %s is charged as %d', (value, currency, expected) => {
    expect(toChargeable(value, currency)).toBe(expected);
  });

  test('what is charged is a multiple of the smallest chargeable amount, and nearest', () => {
    fc.assert(
      fc.property(amount, fc.constantFrom(...currencies), (value, currency) => {
        const charged = toChargeable(value, currency);
        expect(Math.abs(charged % chargeableUnit(currency))).toBe(0);
        expect(Math.abs(charged - value) * 2).toBeLessThanOrEqual(chargeableUnit(currency));
      }),
    );
  });
});

describe('currencies', () => {
  test('are those of ISO 4217 that people pay in, by code', () => {
    expect(currencies).toEqual(currencies.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(['USD', 'EUR', 'XCG', 'ZWG', 'SLE'].every(isCurrency)).toBe(true);
    expect(['HRK', 'BGN', 'ANG', 'XAU', 'XXX', 'usd', 'toString', ''].some(isCurrency)).toBe(false);
  });

  test('have the decimals of the card processor, which differ from ISO 4217 for three', () => {
    expect(exponentOf('USD')).toBe(2);
    expect(exponentOf('JPY')).toBe(0);
    expect(exponentOf('KWD')).toBe(3);
    expect([exponentOf('ISK'), exponentOf('UGX'), exponentOf('MGA')]).toEqual([2, 2, 0]);
    expect(currencies.filter((code) => exponentOf(code) === 0)).toHaveLength(15);
    expect(currencies.filter((code) => exponentOf(code) === 3)).toHaveLength(7);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, plainDate } from '../../src/kernel/dates.ts';
import type { LineCode } from '../../src/kernel/price.ts';
import { platformFees, priceStay, type Rates, type StayToPrice } from '../../src/pricing/price-stay.ts';
import { anyStay, faultsOf } from './any-stay.ts';
import { plainRates, someDay, taxOf } from './plain.ts';

const rates: Rates = {
  ...plainRates,
  weekendNightly: 130_00,
  cleaningFee: 60_00,
  extraGuestFee: 15_00,
  guestsIncluded: 2,
  weeklyDiscountBps: 1_000,
  monthlyDiscountBps: 2_500,
};
const couple = { adults: 2, children: 0, infants: 0, pets: 0 };

/** Monday 2026-06-01 and so many nights, with what the example changes. */
function stayOf(nights: number, change: Partial<Rates> = {}, rest: Partial<StayToPrice> = {}): StayToPrice {
  const checkIn = plainDate('2026-06-01');
  const stay = { checkIn, checkOut: addDays(checkIn, nights) };
  return {
    rates: { ...rates, ...change },
    fees: platformFees.split,
    taxes: [],
    stay,
    party: couple,
    bookedOn: someDay,
    rate: 'standard',
    ...rest,
  };
}

function amounts(input: StayToPrice): Partial<Record<LineCode, number>> {
  return Object.fromEntries(priceStay(input).lines.map((line) => [line.code, line.amount]));
}

describe('the price of a stay, to the cent', () => {
  test.each<[string, StayToPrice, Partial<Record<LineCode, number>>]>([
    ['weekdays', stayOf(3), { nights: 300_00, cleaning: 60_00, 'guest-fee': 51_12, 'host-fee': 10_80 }],
    [
      'the nights of Friday and Saturday cost the weekend price',
      stayOf(6, { cleaningFee: 0 }),
      { nights: 660_00, 'host-fee': 19_80, 'guest-fee': 93_72 },
    ],
    [
      'without a weekend price they cost the base price',
      stayOf(6, { cleaningFee: 0, weekendNightly: null }),
      { nights: 600_00, 'host-fee': 18_00, 'guest-fee': 85_20 },
    ],
    [
      'other weekend days',
      stayOf(6, { cleaningFee: 0, weekendDays: [4, 5] }),
      { nights: 660_00, 'host-fee': 19_80, 'guest-fee': 93_72 },
    ],
    [
      'an override beats the weekend, and may be lower',
      stayOf(6, { cleaningFee: 0, overrides: new Map([[plainDate('2026-06-05'), 80_00]]) }),
      { nights: 610_00, 'host-fee': 18_30, 'guest-fee': 86_62 },
    ],
    [
      'an override on the day of check-out changes nothing',
      stayOf(3, { cleaningFee: 0, overrides: new Map([[plainDate('2026-06-04'), 999_00]]) }),
      { nights: 300_00, 'host-fee': 9_00, 'guest-fee': 42_60 },
    ],
    [
      'six nights earn no weekly discount, seven do',
      stayOf(7, { weekendNightly: null }),
      { nights: 700_00, cleaning: 60_00, 'weekly-discount': -70_00, 'guest-fee': 97_98, 'host-fee': 20_70 },
    ],
    [
      'twenty-seven nights earn the weekly discount',
      stayOf(27, { weekendNightly: null, cleaningFee: 0 }),
      { nights: 2700_00, 'weekly-discount': -270_00, 'guest-fee': 345_06, 'host-fee': 72_90 },
    ],
    [
      'twenty-eight nights earn the monthly discount, and only that',
      stayOf(28, { weekendNightly: null, cleaningFee: 0 }),
      { nights: 2800_00, 'monthly-discount': -700_00, 'guest-fee': 298_20, 'host-fee': 63_00 },
    ],
    [
      'without a monthly discount a month earns the weekly one',
      stayOf(28, { weekendNightly: null, cleaningFee: 0, monthlyDiscountBps: 0 }),
      { nights: 2800_00, 'weekly-discount': -280_00, 'guest-fee': 357_84, 'host-fee': 75_60 },
    ],
    [
      'each guest over the included number pays each night; infants and pets are no guests',
      stayOf(3, { cleaningFee: 0 }, { party: { adults: 2, children: 2, infants: 3, pets: 1 } }),
      { nights: 300_00, 'extra-guests': 90_00, 'guest-fee': 55_38, 'host-fee': 11_70 },
    ],
    [
      'a discount is off the nights, not off extra guests or cleaning',
      stayOf(7, { weekendNightly: null }, { party: { ...couple, adults: 3 } }),
      {
        nights: 700_00,
        'extra-guests': 105_00,
        cleaning: 60_00,
        'weekly-discount': -70_00,
        'guest-fee': 112_89,
        'host-fee': 23_85,
      },
    ],
    [
      'the fee can be wholly the host’s',
      stayOf(3, {}, { fees: platformFees.hostOnly }),
      { nights: 300_00, cleaning: 60_00, 'host-fee': 55_80 },
    ],
    [
      'tax is on nights and cleaning, not on the platform’s fee',
      stayOf(3, {}, { taxes: [taxOf(825, { name: 'Occupancy tax' })] }),
      { nights: 300_00, cleaning: 60_00, 'guest-fee': 51_12, 'host-fee': 10_80, tax: 29_70 },
    ],
    [
      'each line rounds once, half away from zero',
      stayOf(1, { baseNightly: 50_25, cleaningFee: 0 }, { taxes: [taxOf(1_000, { name: 'City tax' })] }),
      { nights: 50_25, 'guest-fee': 7_14, 'host-fee': 1_51, tax: 5_03 },
    ],
    [
      'JPY has no decimals',
      stayOf(
        3,
        { currency: 'JPY', baseNightly: 12_345, cleaningFee: 0 },
        { taxes: [taxOf(1_000, { name: '宿泊税' })] },
      ),
      { nights: 37_035, 'guest-fee': 5_259, 'host-fee': 1_111, tax: 3_704 },
    ],
    [
      'KWD is charged in tens',
      stayOf(3, { currency: 'KWD', baseNightly: 40_125, cleaningFee: 5_001 }, { taxes: [taxOf(500, { name: 'VAT' })] }),
      { nights: 120_390, cleaning: 5_000, 'guest-fee': 17_810, 'host-fee': 3_760, tax: 6_270 },
    ],
    [
      'ISK is charged in whole krónur',
      stayOf(1, { currency: 'ISK', baseNightly: 2_345_050, cleaningFee: 0 }),
      { nights: 2_345_100, 'guest-fee': 333_000, 'host-fee': 70_400 },
    ],
    ['a free stay has its nights all the same', stayOf(2, { baseNightly: 0, cleaningFee: 0 }), { nights: 0 }],
    [
      'a discount of all leaves the cleaning',
      stayOf(7, { weekendNightly: null, weeklyDiscountBps: 10_000 }),
      { nights: 700_00, cleaning: 60_00, 'weekly-discount': -700_00, 'guest-fee': 8_52, 'host-fee': 1_80 },
    ],
  ])('%s', (_, input, expected) => {
    expect(amounts(input)).toEqual(expected);
  });

  test('every line says what it is, who pays and who receives', () => {
    const input = stayOf(7, {}, { taxes: [taxOf(500, { name: 'City tax' })], party: { ...couple, children: 1 } });
    const host = { payer: 'guest', recipient: 'host', taxable: true };
    expect(priceStay(input)).toMatchObject({
      currency: 'USD',
      lines: [
        { code: 'nights', amount: 760_00, quantity: 7, ...host },
        { code: 'extra-guests', amount: 105_00, quantity: 7, ...host },
        { code: 'cleaning', amount: 60_00, quantity: 1, ...host },
        { code: 'weekly-discount', amount: -76_00, rateBps: 1_000, ...host },
        { code: 'guest-fee', amount: 120_56, rateBps: 1_420, payer: 'guest', recipient: 'platform', taxable: false },
        { code: 'host-fee', amount: 25_47, rateBps: 300, payer: 'host', recipient: 'platform', taxable: false },
        {
          code: 'tax',
          name: 'City tax',
          amount: 42_45,
          rateBps: 500,
          payer: 'guest',
          recipient: 'tax',
          taxable: false,
        },
      ],
      totals: { guestPays: 1012_01, hostReceives: 823_53, platformKeeps: 146_03, taxes: 42_45 },
    });
  });

  test('each night says where its price is from', () => {
    const overrides = new Map([[plainDate('2026-06-03'), 200_00]]);
    expect(
      priceStay(stayOf(5, { overrides })).nights.map(({ date, amount, source }) => [date, amount, source]),
    ).toEqual([
      ['2026-06-01', 100_00, 'base'],
      ['2026-06-02', 100_00, 'base'],
      ['2026-06-03', 200_00, 'override'],
      ['2026-06-04', 100_00, 'base'],
      ['2026-06-05', 130_00, 'weekend'],
    ]);
  });

  test('a stay without nights has no price', () => {
    expect(() => priceStay(stayOf(0))).toThrow(RangeError);
  });
});

describe('any stay', () => {
  test('host, platform and taxes receive together exactly what the guest pays, all of it chargeable', () => {
    fc.assert(
      fc.property(anyStay, (input) => {
        expect(faultsOf(input)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('the nights add up to their line, and there is one discount at most', () => {
    fc.assert(
      fc.property(anyStay, (input) => {
        const { nights, lines } = priceStay(input);
        const line = lines.find(({ code }) => code === 'nights');
        expect(nights.reduce((sum, night) => sum + night.amount, 0)).toBe(line?.amount);
        expect(nights).toHaveLength(line?.quantity ?? Number.NaN);
        const discounts = lines.filter(({ code }) => code.endsWith('-discount') && code !== 'non-refundable-discount');
        expect(discounts.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

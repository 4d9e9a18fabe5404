import fc from 'fast-check';
import type { Currency } from '../../src/kernel/currencies.ts';
import { addDays, plainDate } from '../../src/kernel/dates.ts';
import { type Fee, feeBases, feeCodes, type TaxRule, taxKinds } from '../../src/kernel/price-rules.ts';
import type { Rates } from '../../src/pricing/price-stay.ts';

/** Prices of a listing that asks for nothing but its nights: no fee, no discount, no second rate. */
export const plainRates: Rates = {
  currency: 'USD',
  baseNightly: 100_00,
  weekendNightly: null,
  weekendDays: [5, 6],
  seasons: new Map(),
  overrides: new Map(),
  cleaningFee: 0,
  fees: [],
  extraGuestFee: 0,
  guestsIncluded: 1,
  isNewListing: false,
  promotions: [],
  weeklyDiscountBps: 0,
  monthlyDiscountBps: 0,
  earlyBird: null,
  lastMinute: null,
  nonRefundableBps: 0,
};

/** A tax of so many basis points on top of the price, with what the example changes. */
export function taxOf(rate: number, change: Partial<TaxRule> = {}): TaxRule {
  return {
    name: 'City tax',
    kind: 'percent',
    rate,
    currency: null,
    capNights: null,
    exemptFromNights: null,
    exemptChildren: false,
    included: false,
    validFrom: null,
    validTo: null,
    ...change,
  };
}

/** A day on which nobody books early or late. */
export const someDay = plainDate('2026-04-01');

/** Any fee that can be set. */
export const anyFee: fc.Arbitrary<Fee> = fc.record({
  code: fc.constantFrom(...feeCodes),
  name: fc.constant('Firewood'),
  amount: fc.nat(1_000_000),
  per: fc.constantFrom(...feeBases),
  refundable: fc.boolean(),
});

/** Any tax that can be set, most of them valid for some of the nights around this date. */
function anyTaxAbout(date: string): fc.Arbitrary<TaxRule> {
  const days = (min: number, max: number) => fc.integer({ min, max }).map((n) => addDays(plainDate(date), n));
  const currency = fc.constantFrom<Currency>('USD', 'JPY', 'KWD', 'ISK');
  return fc
    .record({
      name: fc.constant('Tax'),
      kind: fc.constantFrom(...taxKinds),
      rate: fc.integer({ min: 1, max: 5_000 }),
      currency,
      capNights: fc.option(fc.integer({ min: 1, max: 30 })),
      exemptFromNights: fc.option(fc.integer({ min: 1, max: 60 })),
      exemptChildren: fc.boolean(),
      included: fc.boolean(),
      validFrom: fc.option(days(-40, 10)),
      validTo: fc.option(days(11, 60)),
    })
    .map((tax) => ({ ...tax, currency: tax.kind === 'percent' ? null : tax.currency }));
}

/** Any taxes that can be set, some of them with another rate from a day on. */
export function anyTaxesAbout(date: string): fc.Arbitrary<TaxRule[]> {
  const tax = fc.tuple(anyTaxAbout(date), fc.boolean());
  return fc.array(tax, { maxLength: 3 }).map((taxes) =>
    taxes.flatMap(([former, isChanged]) => {
      const { validTo } = former;
      if (validTo === null || !isChanged) return [former];
      return [former, { ...former, rate: 5_001 - former.rate, validFrom: validTo, validTo: null }];
    }),
  );
}

/** Any taxes for stays of June 2026. */
export const anyTaxes = anyTaxesAbout('2026-06-15');

import { type Currency, chargeableUnit } from './currencies.ts';
import type { InputError } from './problem.ts';

/** Minor units; a currency that is not listed has the default. docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const minimum: { readonly [C in Currency]?: number } = {
  AED: 200,
  CZK: 1500,
  DKK: 250,
  GBP: 30,
  HKD: 400,
  HUF: 17_500,
  MXN: 1000,
  MYR: 200,
  NOK: 300,
  PLN: 200,
  RON: 200,
  SEK: 300,
  THB: 1000,
};
const DEFAULT_MINIMUM = 50;

/** Eight digits, and twelve where money has many: the same page. */
const maximum: { readonly [C in Currency]?: number } = { IDR: 999_999_999_999 };
const DEFAULT_MAXIMUM = 99_999_999;

/** The least and the most, in minor units, that Stripe charges a card; `is_chargeable` in the database says the same. */
export function chargeableAmounts(currency: Currency): { least: number; most: number } {
  return { least: minimum[currency] ?? DEFAULT_MINIMUM, most: maximum[currency] ?? DEFAULT_MAXIMUM };
}

/** What is wrong with an amount in minor units, at this pointer, that is to be charged, paid or kept. */
export function unchargeable(currency: Currency, pointer: string, amount: number): InputError[] {
  const unit = chargeableUnit(currency);
  if (amount % unit === 0) return [];
  const detail = `is not a multiple of ${unit}, the least that is charged or paid in ${currency}`;
  return [{ pointer, code: 'not-chargeable', detail }];
}

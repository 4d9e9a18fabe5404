import type { Currency } from './currencies.ts';

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

/** The least, in minor units, that Stripe charges a card. */
export function leastChargeable(currency: Currency): number {
  return minimum[currency] ?? DEFAULT_MINIMUM;
}

import type { Currency } from '../kernel/currencies.ts';
import { DAY_MS, HOUR_MS } from '../kernel/durations.ts';

/** When and how hosts are paid; what an operator would tune. Times in milliseconds. */
export const payoutTerms = {
  /** After the check-in opens, or after the first night of a later part of a long stay begins. */
  afterCheckIn: 24 * HOUR_MS,
  /** A stay of `from` nights or more is paid in parts of so many nights. */
  longStay: { from: 28, part: 30 },
  /** Until a host has been paid for so many stays, each payout waits so much longer. */
  newHost: { stays: 3, hold: 7 * DAY_MS },
  /** After Stripe has refused a payout, before another is tried. */
  afterRefusal: 6 * HOUR_MS,
} as const;

/** Less than this, in minor units, is not paid out by itself but waits for more. */
const least: { readonly [C in Currency]?: number } = {
  AUD: 500,
  CAD: 500,
  CHF: 500,
  CZK: 10_000,
  DKK: 3_000,
  EUR: 100,
  GBP: 100,
  HUF: 200_000,
  ISK: 70_000,
  JPY: 500,
  KWD: 1_500,
  MXN: 1_000,
  NOK: 2_000,
  NZD: 500,
  PLN: 500,
  SEK: 2_000,
  THB: 60_000,
  USD: 100,
};
const DEFAULT_LEAST = 100;

/** The least, in minor units, that is paid out by itself. */
export function leastPayout(currency: Currency): number {
  return least[currency] ?? DEFAULT_LEAST;
}

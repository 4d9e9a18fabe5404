import { type Currency, exponentOf } from '../kernel/currencies.ts';
import type { PlainDate } from '../kernel/dates.ts';
import { shareOf } from '../kernel/money.ts';

/** What a dollar was worth on that day in the currency that is charged, and in the one that is shown; decimal texts. */
export type Exchange = { day: PlainDate; from: string; to: string };

/** Digits after the point of an exchange rate. */
export const RATE_DECIMALS = 6;

/** The amount in the minor unit of another currency, rounded half away from zero; for showing, not for charging. */
export function convert(
  { amount, currency }: { amount: number; currency: Currency },
  to: Currency,
  exchange: Pick<Exchange, 'from' | 'to'>,
): number {
  return shareOf(amount, minorUnits(exchange.to, to), minorUnits(exchange.from, currency));
}

function minorUnits(perDollar: string, currency: Currency): bigint {
  const [whole = '', decimals = ''] = perDollar.split('.');
  return BigInt(whole + decimals.padEnd(RATE_DECIMALS, '0')) * 10n ** BigInt(exponentOf(currency));
}

import { type Currency, exponentOf } from './currencies.ts';

/** An amount in minor units as a decimal number of the major unit: `-120.00`. */
export function decimalOf(amount: number, currency: Currency): string {
  const exponent = exponentOf(currency);
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0');
  const sign = amount < 0 ? '-' : '';
  return exponent === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** The same as people of that language read it, with its currency and all its digits: `€120.00`. */
export function moneyText(amount: number, currency: Currency, language: string): string {
  const digits = exponentOf(currency);
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount / 10 ** digits);
}

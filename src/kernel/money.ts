import { type Currency, chargeableUnit } from './currencies.ts';

/** Thrown for an amount beyond the safe integers: what is reckoned with it would be wrong. */
class AmountBeyondNumbers extends RangeError {}

/** What is reckoned; null where an amount in it is beyond the safe integers. */
export function inNumbers<T>(reckon: () => T): T | null {
  try {
    return reckon();
  } catch (error) {
    if (error instanceof AmountBeyondNumbers) return null;
    throw error;
  }
}

/** The sum of amounts in one currency; throws AmountBeyondNumbers beyond the safe integers. */
export function sum(amounts: Iterable<number>): number {
  let total = 0;
  for (const amount of amounts) total = assertSafe(total + amount);
  return total;
}

/**
 * `amount × part ÷ whole` as a multiple of `unit`, in one rounding, half away from zero.
 * In SQL: `round(amount::numeric * part / (whole * unit)) * unit`.
 * Throws RangeError when `whole` is zero, AmountBeyondNumbers when the result is not a safe integer.
 */
export function shareOf(amount: number, part: number | bigint, whole: number | bigint, unit = 1): number {
  return assertSafe(divideRounded(BigInt(amount) * BigInt(part), BigInt(whole) * BigInt(unit)) * unit);
}

/** As `shareOf` of amounts that are not negative, but rounded down. */
export function shareBelow(amount: number, part: number, whole: number, unit: number): number {
  return assertSafe(Number((BigInt(amount) * BigInt(part)) / (BigInt(whole) * BigInt(unit))) * unit);
}

/** A percentage given in basis points (1420 is 14.2 %), as `shareOf`. */
export function percentOf(amount: number, basisPoints: number, unit = 1): number {
  return shareOf(amount, basisPoints, 10_000, unit);
}

/** The nearest amount that a card can be charged, half away from zero. What it adds or takes belongs on a line of its own. */
export function toChargeable(amount: number, currency: Currency): number {
  return shareOf(amount, 1, 1, chargeableUnit(currency));
}

function divideRounded(numerator: bigint, denominator: bigint): number {
  const quotient = numerator / denominator;
  const remainder = numerator % denominator;
  const isHalfOrMore = 2n * magnitude(remainder) >= magnitude(denominator);
  const awayFromZero = numerator < 0n === denominator < 0n ? 1n : -1n;
  return assertSafe(Number(isHalfOrMore ? quotient + awayFromZero : quotient));
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function assertSafe(amount: number): number {
  if (!Number.isSafeInteger(amount)) throw new AmountBeyondNumbers(`Not a safe integer amount: ${amount}`);
  return amount;
}

import { type Currency, chargeableUnit } from './currencies.ts';
import { shareOf, sum } from './money.ts';
import type { Portions } from './price.ts';

/** Whose an amount is, in minor units, as the books name it. */
export type Shares = { host: number; platform: number; tax: number };

/** The same as the tables of payments and rests have it. */
export type ShareColumns = { host_share: number; platform_share: number; tax_share: number };

/** The shares of a price. */
export function sharesOf({ hostReceives, platformKeeps, taxes }: Portions): Shares {
  return { host: hostReceives, platform: platformKeeps, tax: taxes };
}

/** The shares of what a row is of. */
export function sharesIn({ host_share, platform_share, tax_share }: ShareColumns): Shares {
  return { host: host_share, platform: platform_share, tax: tax_share };
}

/** Shares as a price has them. */
export function portionsOf({ host, platform, tax }: Shares): Portions {
  return { hostReceives: host, platformKeeps: platform, taxes: tax };
}

/** Shares, to be written to a row. */
export function shareColumns({ host, platform, tax }: Shares): ShareColumns {
  return { host_share: host, platform_share: platform, tax_share: tax };
}

/** What these shares are in all. */
export function totalOf({ host, platform, tax }: Shares): number {
  return sum([host, platform, tax]);
}

/**
 * So much of what these shares are in all, divided as they are, in amounts that are paid: what rounding leaves is the
 * platform's.
 */
export function partOf(shares: Shares, amount: number, currency: Currency): Shares {
  const whole = totalOf(shares);
  if (amount === 0) return { host: 0, platform: 0, tax: 0 };
  if (amount === whole) return shares;
  const part = (share: number) => shareOf(share, amount, whole, chargeableUnit(currency));
  const host = part(shares.host);
  // Rounded each for itself, both may be more than there is beside what the platform has less than nothing.
  const tax = Math.min(part(shares.tax), amount - host - Math.min(0, part(shares.platform)));
  return { host, tax, platform: amount - host - tax };
}

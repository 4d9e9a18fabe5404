import type { LineCode, PricedStay } from '../kernel/price.ts';
import { newListingOffer, type TimedDiscount } from '../kernel/price-rules.ts';

/** A promotion that holds for the stay; one with a code only for a guest who knows it. */
export type Promotion = { name: string; bps: number };

/** What the host takes off the nights, in basis points; 0 and null are none. */
export type DiscountRules = {
  /** Whether the host grants it, and the listing has had fewer bookings than it is for. */
  isNewListing: boolean;
  promotions: readonly Promotion[];
  weeklyDiscountBps: number;
  monthlyDiscountBps: number;
  earlyBird: TimedDiscount | null;
  lastMinute: TimedDiscount | null;
};

type Discount = { code: LineCode; rateBps: number; name?: string };

/**
 * The one discount of a stay, the first of: new listing, the best promotion, monthly from 28 nights, weekly from 7,
 * early bird, last minute.
 * @param daysAhead from today, where the listing is, to the check-in
 */
export function discountOf(rules: DiscountRules, nights: number, daysAhead: number): Discount | null {
  const { isNewListing, weeklyDiscountBps, monthlyDiscountBps, earlyBird, lastMinute } = rules;
  if (isNewListing) return { code: 'new-listing-discount', rateBps: newListingOffer.bps };
  const promotion = bestOf(rules.promotions);
  if (promotion) return { code: 'promotion-discount', rateBps: promotion.bps, name: promotion.name };
  if (nights >= 28 && monthlyDiscountBps > 0) return { code: 'monthly-discount', rateBps: monthlyDiscountBps };
  if (nights >= 7 && weeklyDiscountBps > 0) return { code: 'weekly-discount', rateBps: weeklyDiscountBps };
  if (earlyBird && daysAhead >= earlyBird.days) return { code: 'early-bird-discount', rateBps: earlyBird.bps };
  if (lastMinute && daysAhead <= lastMinute.days) return { code: 'last-minute-discount', rateBps: lastMinute.bps };
  return null;
}

/**
 * The rules by which a booking that is altered has its discount: its own keeps its rate, a weekly or monthly one while the
 * stay is as long. Those of today count only where the booking could not have had them: for a stay that becomes a week or
 * a month, or is no longer as long as its discount asks for. The day of booking, which the others go by, stays what it was.
 */
export function discountsOnceAltered({ lines, nights }: PricedStay, today: DiscountRules): DiscountRules {
  const ownOf = (code: LineCode) => {
    const line = lines.find((one) => one.code === code);
    return line && { name: line.name ?? '', bps: line.rateBps ?? 0 };
  };
  const [promotion, monthly, weekly] = [
    ownOf('promotion-discount'),
    ownOf('monthly-discount'),
    ownOf('weekly-discount'),
  ];
  const [earlyBird, lastMinute] = [ownOf('early-bird-discount'), ownOf('last-minute-discount')];
  const isByLength = monthly !== undefined || weekly !== undefined;
  return {
    isNewListing: ownOf('new-listing-discount') !== undefined,
    promotions: promotion ? [promotion] : [],
    monthlyDiscountBps: monthly?.bps ?? (nights.length >= 28 ? 0 : today.monthlyDiscountBps),
    weeklyDiscountBps: weekly?.bps ?? (nights.length >= 7 && !monthly ? 0 : today.weeklyDiscountBps),
    earlyBird: earlyBird ? { ...earlyBird, days: 0 } : isByLength ? today.earlyBird : null,
    lastMinute: lastMinute ? { ...lastMinute, days: Number.POSITIVE_INFINITY } : isByLength ? today.lastMinute : null,
  };
}

function bestOf(promotions: readonly Promotion[]): Promotion | undefined {
  return promotions.toSorted((a, b) => b.bps - a.bps)[0];
}

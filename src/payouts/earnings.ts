import type { Currency } from '../kernel/currencies.ts';
import { addDays, type PlainDate } from '../kernel/dates.ts';
import type { BookingId, ListingId } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import type { z } from '../kernel/zod.ts';
import { type BookedStay, earningsByNight, paidStayOf } from './releases.ts';
import type { Earnings } from './report-schemas.ts';

/** A stay with what it has brought its host so far, in minor units. */
type EarningStay = BookedStay & {
  id: BookingId;
  listing_id: ListingId;
  title: string;
  currency: Currency;
  earned: number;
};

/** What the nights of `[from, to)` have brought, by listing and currency; nights that brought nothing are left out. */
export function earningsOf(
  stays: readonly EarningStay[],
  { from, to }: { from: PlainDate; to: PlainDate },
): z.input<typeof Earnings> {
  const byListing = Map.groupBy(stays, ({ listing_id, currency }) => `${listing_id} ${currency}`);
  return {
    listings: [...byListing.values()].flatMap(([first, ...more]) => {
      if (first === undefined) return [];
      const nights = [first, ...more].flatMap(nightsOf).filter(({ date }) => from <= date && date < to);
      const { listing_id: listingId, title, currency } = first;
      if (nights.length === 0) return [];
      return [{ listingId, title, currency, total: sum(nights.map(({ amount }) => amount)), nights }];
    }),
  };
}

function nightsOf(stay: EarningStay): { date: PlainDate; bookingId: BookingId; amount: number }[] {
  return earningsByNight(paidStayOf(stay, stay.currency), stay.earned)
    .map((amount, night) => ({ date: addDays(stay.check_in, night), bookingId: stay.id, amount }))
    .filter(({ amount }) => amount !== 0);
}

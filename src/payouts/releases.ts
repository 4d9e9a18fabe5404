import { type Currency, chargeableUnit } from '../kernel/currencies.ts';
import { addDays, instantAt, type PlainDate } from '../kernel/dates.ts';
import { shareOf, sum } from '../kernel/money.ts';
import type { PricedStay } from '../kernel/price.ts';
import { payoutTerms } from './terms.ts';

/** A stay as far as the host's payouts depend on it. `costs` are the prices of its nights, `planned` is the host's part. */
export type PaidStay = {
  checkIn: PlainDate;
  checkInFrom: string;
  timeZone: string;
  currency: Currency;
  costs: readonly number[];
  planned: number;
};

/** What the table of bookings has of it. */
export type BookedStay = { check_in: PlainDate; check_in_from: string; time_zone: string; price: PricedStay };

/** From `at` on the host may have what the first `nights` of the stay have brought. */
type Release = { at: Date; nights: number };

/** The stay of a booking, as far as its payouts depend on it. */
export function paidStayOf({ check_in, check_in_from, time_zone, price }: BookedStay, currency: Currency): PaidStay {
  return {
    checkIn: check_in,
    checkInFrom: check_in_from,
    timeZone: time_zone,
    currency,
    costs: price.nights.map(({ amount }) => amount),
    planned: price.totals.hostReceives,
  };
}

/**
 * When the host is paid for how much of a stay: once, 24 elapsed hours after the check-in opens where the listing is;
 * from 28 nights on for each 30 nights, 24 hours after their first night begins at the same clock time.
 */
export function releasesOf({ checkIn, checkInFrom, timeZone, costs }: PaidStay): Release[] {
  const { afterCheckIn, longStay } = payoutTerms;
  const count = costs.length;
  const part = count >= longStay.from ? longStay.part : count;
  const releases: Release[] = [];
  for (let first = 0; first < count; first += part) {
    const begins = instantAt(addDays(checkIn, first), checkInFrom, timeZone);
    releases.push({ at: new Date(begins.getTime() + afterCheckIn), nights: Math.min(first + part, count) });
  }
  return releases;
}

/**
 * What the host may have of `entitled` at that instant, in minor units. What was given back is taken from the last
 * nights; what came on top of the price is released with the last ones.
 */
export function releasedBy(stay: PaidStay, entitled: number, at: Date): number {
  const last = releasesOf(stay).findLast((release) => release.at <= at);
  if (last === undefined) return 0;
  return last.nights === stay.costs.length ? entitled : Math.min(entitled, throughNight(stay, last.nights));
}

/** What each night has brought the host, given that the whole stay has brought `entitled`. Sums up to that. */
export function earningsByNight(stay: PaidStay, entitled: number): number[] {
  const through = (nights: number) =>
    nights === stay.costs.length ? entitled : Math.min(entitled, throughNight(stay, nights));
  return stay.costs.map((_, night) => through(night + 1) - (night === 0 ? 0 : through(night)));
}

// Of the host's part, cleaning and fees included, as the first nights are to all; each night rounded together with those
// before it, so that nothing remains.
function throughNight({ costs, planned, currency }: PaidStay, nights: number): number {
  const whole = sum(costs);
  const unit = chargeableUnit(currency);
  if (whole === 0) return shareOf(planned, nights, costs.length, unit);
  return shareOf(planned, sum(costs.slice(0, nights)), whole, unit);
}

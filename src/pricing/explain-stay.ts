import {
  decideStay,
  type Reason,
  type StayCalendar,
  stayCalendarOf,
  stayRulesOf,
  viewRules,
} from '../calendar/index.ts';
import type { Ctx } from '../context.ts';
import { policyFor } from '../kernel/cancellation-policy.ts';
import { chargeableAmounts } from '../kernel/chargeable-amounts.ts';
import { addDays, daysBetween, maxDate, minDate, type PlainDate, type Stay, todayIn } from '../kernel/dates.ts';
import type { ListingId } from '../kernel/ids.ts';
import type { Party } from '../kernel/party.ts';
import { Problem } from '../kernel/problem.ts';
import { MAX_HORIZON_DAYS } from '../kernel/stay-rules.ts';
import type { z } from '../kernel/zod.ts';
import { isChargeable, type QuotedListing, standardPrice, totalOf } from './decide-quote.ts';
import type { StayExplanation, StayToExplain } from './explain-schemas.ts';
import { selectForQuote } from './queries.ts';
import { viewStayPrice } from './views.ts';

type Explanation = z.input<typeof StayExplanation>;

/** How far from the check-in that was asked for another one is looked for, in days. */
const REACH = 90;
const MOST_NEAREST = 5;
const noExtras = { promotionCode: null, displayCurrency: null };

/** Why a stay can't be had, and the nearest ones that can. */
export async function explainStay(ctx: Ctx, listingId: ListingId, asked: StayToExplain): Promise<Explanation> {
  const { party, checkIn, checkOut } = asked;
  const stay = { checkIn, checkOut };
  const window = windowAround(stay, ctx.now);
  const [[listing], [around]] = await ctx.db.batch([
    selectForQuote(listingId, stay, noExtras, ctx.now),
    selectForQuote(listingId, { checkIn: window.from, checkOut: window.to }, noExtras, ctx.now),
  ]);
  if (listing === undefined || around === undefined) throw new Problem('not-found');
  const reasons = reasonsAgainst(listing, stay, party, ctx.now);
  return {
    listingId,
    currency: listing.currency,
    reasons,
    price: reasons.length > 0 ? null : priceToShow(listing, stay, party, ctx.now),
    nearest: nearestStays(around, stay, party, window, ctx.now),
  };
}

type Window = { from: PlainDate; to: PlainDate };

// Of the dates around the check-in those that could be booked anywhere on earth.
function windowAround({ checkIn, checkOut }: Stay, now: Date): Window {
  const length = daysBetween(checkIn, checkOut);
  const first = todayIn('Etc/GMT+12', now);
  const last = addDays(first, MAX_HORIZON_DAYS);
  const center = minDate(last, maxDate(first, checkIn));
  return { from: maxDate(first, addDays(center, -REACH)), to: addDays(center, REACH + length) };
}

function reasonsAgainst(listing: QuotedListing, stay: Stay, party: Party, now: Date): Explanation['reasons'] {
  // Calendar and rules of a listing that is not offered are the host's alone.
  if (listing.state !== 'published') return [{ code: 'listing-not-open', rule: {}, dates: [] }];
  const calendar = stayCalendarOf(stayRulesOf(listing, now), stay.checkIn, stay.checkOut);
  const reasons = decideStay(calendar, stay, party).map(({ rule: { capacity, ...rules }, ...reason }) => ({
    ...reason,
    rule: { ...viewRules(rules), ...(capacity === undefined ? {} : { capacity }) },
  }));
  const total = totalOf(listing, stay, party, calendar.today);
  if (total === null || isChargeable(total, listing.currency)) return reasons;
  const { least: leastAmount, most: mostAmount } = chargeableAmounts(listing.currency);
  return [...reasons, { code: 'amount-not-chargeable', rule: { leastAmount, mostAmount }, dates: [] }];
}

// As the quote has it that whoever asks can sign in for.
function priceToShow(listing: QuotedListing, stay: Stay, party: Party, now: Date): Explanation['price'] {
  const { cancellation_policy: code, time_zone: timeZone, check_in_from: checkInTime } = listing;
  if (timeZone === null) return null;
  const price = standardPrice(listing, stay, party, todayIn(timeZone, now));
  if (price === null) return null;
  const policy = policyFor(code, daysBetween(stay.checkIn, stay.checkOut));
  const booked = { policy, price, checkIn: stay.checkIn, timeZone, checkInTime, bookedAt: now, confirmedAt: now };
  return viewStayPrice(code, booked);
}

function nearestStays(
  listing: QuotedListing,
  { checkIn, checkOut }: Stay,
  party: Party,
  { from, to }: Window,
  now: Date,
): Explanation['nearest'] {
  const calendar = stayCalendarOf(stayRulesOf(listing, now), from, to);
  const length = daysBetween(checkIn, checkOut);
  const found: Explanation['nearest'] = [];
  for (const date of nearestFirst(checkIn, from, addDays(to, -length))) {
    const stay = asItCanBe(calendar, { checkIn: date, checkOut: addDays(date, length) }, party, to);
    if (stay === undefined) continue;
    const total = totalOf(listing, stay, party, calendar.today);
    if (total === null || !isChargeable(total, listing.currency)) continue;
    found.push({ ...stay, total });
    if (found.length === MOST_NEAREST) break;
  }
  return found;
}

/** The stay, or where its length is in the way the one with as many nights as the rules ask for; none where it can't be had. */
function asItCanBe(calendar: StayCalendar, stay: Stay, party: Party, to: PlainDate): Stay | undefined {
  const reasons = decideStay(calendar, stay, party);
  if (reasons.length === 0) return stay;
  const lengths = reasons.map(lengthAskedFor).filter((nights) => nights !== undefined);
  if (lengths.length === 0) return undefined;
  const isTooShort = reasons.some(({ code }) => code === 'too-few-nights');
  const nights = isTooShort ? Math.max(...lengths) : Math.min(...lengths);
  const other = { checkIn: stay.checkIn, checkOut: addDays(stay.checkIn, nights) };
  return other.checkOut <= to && decideStay(calendar, other, party).length === 0 ? other : undefined;
}

function lengthAskedFor({ code, rule }: Reason): number | undefined {
  if (code === 'too-few-nights') return rule.minNights ?? rule.minNightsThrough;
  return code === 'too-many-nights' ? (rule.maxNights ?? rule.maxNightsThrough) : undefined;
}

/** The dates from `first` to `last` by their distance from this one, of two as near the earlier first. */
function nearestFirst(date: PlainDate, first: PlainDate, last: PlainDate): PlainDate[] {
  const [start, end] = [daysBetween(date, first), daysBetween(date, last)];
  const offsets = Array.from({ length: end - start + 1 }, (_, index) => start + index);
  return offsets.toSorted((a, b) => Math.abs(a) - Math.abs(b) || a - b).map((days) => addDays(date, days));
}

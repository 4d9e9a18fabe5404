import type { Selectable } from 'kysely';
import {
  decideStay,
  nightlyRatesOf,
  type Snapshot,
  type StayCalendar,
  stayCalendarOf,
  stayRulesOf,
} from '../calendar/index.ts';
import { type PolicyCode, policyFor } from '../kernel/cancellation-policy.ts';
import { chargeableAmounts } from '../kernel/chargeable-amounts.ts';
import type { Currency } from '../kernel/currencies.ts';
import { daysBetween, type PlainDate, type Stay } from '../kernel/dates.ts';
import { MINUTE_MS } from '../kernel/durations.ts';
import type { ListingId, PersonId, QuoteId } from '../kernel/ids.ts';
import { inNumbers } from '../kernel/money.ts';
import type { Party } from '../kernel/party.ts';
import type { PricedStay } from '../kernel/price.ts';
import { type TaxRule, timedDiscount } from '../kernel/price-rules.ts';
import { Problem } from '../kernel/problem.ts';
import type { Preparation } from '../kernel/stay-rules.ts';
import type { ListingTables } from '../platform/db/tables/listings.ts';
import { platformFees, priceStay, type Rate, type Rates, type StayToPrice } from './price-stay.ts';
import type { DatedPromotion } from './queries.ts';
import { type QuoteContent, stayOfQuote } from './quote-token.ts';
import { refusalOf } from './refuse-stay.ts';
import { splitOf } from './split.ts';

/** What one statement reads of a listing that is asked for a quote. */
export type QuotedListing = Snapshot &
  Pick<
    Selectable<ListingTables['listings']>,
    | 'host_id'
    | 'instant_booking'
    | 'cancellation_policy'
    | 'check_in_from'
    | 'check_out_by'
    | 'cleaning_fee'
    | 'extra_guest_fee'
    | 'guests_included'
    | 'weekly_discount_bps'
    | 'monthly_discount_bps'
    | 'fee_model'
    | 'tax_name'
    | 'tax_bps'
    | 'fees'
    | 'new_listing_discount'
    | 'early_bird_days'
    | 'early_bird_bps'
    | 'last_minute_days'
    | 'last_minute_bps'
    | 'non_refundable_bps'
    | 'damage_deposit'
  > & {
    taxes: readonly TaxRule[];
    /** Those of any of the nights that were read, with the code that was given or none. */
    promotions: readonly DatedPromotion[];
    /** Whether the listing has had fewer bookings than the discount of new ones is for. */
    is_new: boolean;
    /** Whether nights may have been sold elsewhere without our knowing. */
    has_stale_feed: boolean;
  };

/** Which quote is asked for, by whom and when. */
type QuoteRequest = {
  quoteId: QuoteId;
  listingId: ListingId;
  personId: PersonId;
  stay: Stay;
  party: Party;
  promotionCode: string | null;
  now: Date;
};

/**
 * The same stay at the standard rate and, where the host offers it and a card can be charged it, without a refund; whoever
 * books one has used both.
 */
type Offers = { standard: QuoteContent; nonRefundable: QuoteContent | null };

const QUOTE_MINUTES = 15;

/**
 * The quotes, good for 15 minutes. Throws `own-listing`, `invalid-input` for a promotion code that is not one for this
 * stay, `amount-not-chargeable`, and what `refusalOf` says of a stay that can't be had.
 */
export function decideQuote(listing: QuotedListing, request: QuoteRequest): Offers {
  const { quoteId, listingId, personId, stay, party, now } = request;
  if (listing.host_id === personId) throw new Problem('own-listing');
  const calendar = stayCalendarOf(stayRulesOf(listing, now), stay.checkIn, stay.checkOut);
  const reasons = decideStay(calendar, stay, party);
  if (reasons.length > 0) throw refusalOf(reasons);
  refuseUnknownCode(listing, request);
  const rates = ratesOf(listing, stay);
  const { time_zone: timeZone, cancellation_policy: policy } = listing;
  if (rates === null || timeZone === null) throw new Problem('listing-not-open');

  const quoteAt = (rate: Rate, code: PolicyCode): QuoteContent => {
    const price = priceInNumbers({ ...termsOf(listing), rates, stay, party, bookedOn: calendar.today, rate });
    if (price === null) throw beyondNumbers();
    const quote = {
      quoteId,
      personId,
      listingId,
      hostId: listing.host_id,
      stay,
      party,
      mode: listing.instant_booking && !listing.has_stale_feed ? ('instant' as const) : ('request' as const),
      preparation: preparationOf(calendar),
      price,
      damageDeposit: listing.damage_deposit,
      cancellationPolicy: { code, ...policyFor(code, daysBetween(stay.checkIn, stay.checkOut)) },
      timeZone,
      checkInFrom: listing.check_in_from,
      checkOutBy: listing.check_out_by,
      issuedAt: now,
      expiresAt: new Date(now.getTime() + QUOTE_MINUTES * MINUTE_MS),
    };
    return { ...quote, split: splitOf(stayOfQuote(quote, now)) };
  };
  const hasSecondRate = rates.nonRefundableBps > 0 && policy !== 'nonRefundable';
  return {
    standard: chargeable(quoteAt('standard', policy)),
    nonRefundable: hasSecondRate ? offered(quoteAt('nonRefundable', 'nonRefundable')) : null,
  };
}

/**
 * What the stay comes to at the standard rate without a promotion code, in minor units; infinite where that is more than
 * numbers hold, null where the host has set no price. Nothing is said of whether it can be had.
 * @param bookedOn today, where the listing is
 */
export function totalOf(listing: QuotedListing, stay: Stay, party: Party, bookedOn: PlainDate): number | null {
  if (nightlyRatesOf(listing) === null) return null;
  return standardPrice(listing, stay, party, bookedOn)?.totals.guestPays ?? Number.POSITIVE_INFINITY;
}

/** The same line by line; null for more than numbers hold, and where the host has set no price. */
export function standardPrice(
  listing: QuotedListing,
  stay: Stay,
  party: Party,
  bookedOn: PlainDate,
): PricedStay | null {
  const rates = ratesOf(listing, stay);
  return rates && priceInNumbers({ ...termsOf(listing), rates, stay, party, bookedOn, rate: 'standard' });
}

/** As `priceStay`; null for more than numbers hold, as ten fees for each guest and night can come to. */
export function priceInNumbers(stay: StayToPrice): PricedStay | null {
  return inNumbers(() => priceStay(stay));
}

/** The problem of a price that is more than numbers hold, let alone a card. */
export function beyondNumbers(): Problem {
  return new Problem('amount-not-chargeable', { detail: 'The stay comes to more than any card can be charged.' });
}

/** Whether a card can be charged so much. */
export function isChargeable(amount: number, currency: Currency): boolean {
  const { least, most } = chargeableAmounts(currency);
  return least <= amount && amount <= most;
}

/** What the platform and the authorities take of a stay there. */
export function termsOf(listing: QuotedListing) {
  return { fees: platformFees[listing.fee_model], taxes: taxesOf(listing) };
}

// By the rules of the date of arrival, and of that of departure.
function preparationOf({ nights }: StayCalendar): Preparation {
  return { before: nights.at(0)?.rule.preparationBefore ?? 0, after: nights.at(-1)?.rule.preparationAfter ?? 0 };
}

// A saving that leaves too little to charge is none; the stay itself can be had.
function offered(quote: QuoteContent): QuoteContent | null {
  const { totals, currency } = quote.price;
  return isChargeable(totals.guestPays, currency) ? quote : null;
}

// Said here, not by Stripe once the nights are held.
function chargeable(quote: QuoteContent): QuoteContent {
  const { totals, currency } = quote.price;
  const { least, most } = chargeableAmounts(currency);
  if (isChargeable(totals.guestPays, currency)) return quote;
  throw new Problem('amount-not-chargeable', {
    detail: `The stay comes to ${totals.guestPays}; cards are charged ${least} to ${most} ${currency} in minor units.`,
  });
}

function refuseUnknownCode(listing: QuotedListing, { promotionCode, stay }: QuoteRequest): void {
  if (promotionCode === null || promotionsOf(listing, stay).some(({ code }) => code === promotionCode)) return;
  const detail = 'is not the code of a promotion for this stay';
  throw new Problem('invalid-input', { errors: [{ pointer: '/promotionCode', code: 'unknown-code', detail }] });
}

function promotionsOf({ promotions }: QuotedListing, { checkIn, checkOut }: Stay): DatedPromotion[] {
  return promotions.filter(({ start, end }) => start <= checkIn && checkOut <= end);
}

/** The listing's prices for a stay; null where the host has set none. */
export function ratesOf(listing: QuotedListing, stay: Stay): Rates | null {
  const nightly = nightlyRatesOf(listing);
  if (nightly === null) return null;
  return {
    ...nightly,
    cleaningFee: listing.cleaning_fee,
    fees: listing.fees,
    extraGuestFee: listing.extra_guest_fee,
    guestsIncluded: listing.guests_included,
    isNewListing: listing.new_listing_discount && listing.is_new,
    promotions: promotionsOf(listing, stay),
    weeklyDiscountBps: listing.weekly_discount_bps,
    monthlyDiscountBps: listing.monthly_discount_bps,
    earlyBird: timedDiscount(listing.early_bird_days, listing.early_bird_bps),
    lastMinute: timedDiscount(listing.last_minute_days, listing.last_minute_bps),
    nonRefundableBps: listing.non_refundable_bps,
  };
}

function taxesOf({ tax_name, tax_bps, taxes }: QuotedListing): readonly TaxRule[] {
  return tax_name !== null && tax_bps > 0 ? [percentage(tax_name, tax_bps), ...taxes] : taxes;
}

function percentage(name: string, rate: number): TaxRule {
  return {
    name,
    kind: 'percent',
    rate,
    currency: null,
    capNights: null,
    exemptFromNights: null,
    exemptChildren: false,
    included: false,
    validFrom: null,
    validTo: null,
  };
}

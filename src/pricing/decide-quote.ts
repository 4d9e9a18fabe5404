import type { Selectable } from 'kysely';
import { decideStay, nightlyRatesOf, type Snapshot, stayRulesOf } from '../calendar/index.ts';
import { policyFor } from '../kernel/cancellation-policy.ts';
import { daysBetween, type Stay } from '../kernel/dates.ts';
import type { ListingId, PersonId, QuoteId } from '../kernel/ids.ts';
import type { Party } from '../kernel/party.ts';
import { Problem } from '../kernel/problem.ts';
import type { ListingTables } from '../platform/db/tables/listings.ts';
import { platformFees, priceStay, type Rates } from './price-stay.ts';
import type { QuoteContent } from './quote-token.ts';
import { refusalOf } from './refuse-stay.ts';

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
  > & {
    /** Whether nights may have been sold elsewhere without our knowing. */
    has_stale_feed: boolean;
  };

/** Which quote is asked for, by whom and when. */
export type QuoteRequest = {
  quoteId: QuoteId;
  listingId: ListingId;
  personId: PersonId;
  stay: Stay;
  party: Party;
  now: Date;
};

const QUOTE_MINUTES = 15;

/** The quote, good for 15 minutes. Throws `own-listing`, and what `refusalOf` says of a stay that can't be had. */
export function decideQuote(listing: QuotedListing, request: QuoteRequest): QuoteContent {
  const { quoteId, listingId, personId, stay, party, now } = request;
  if (listing.host_id === personId) throw new Problem('own-listing');
  const reasons = decideStay(stayRulesOf(listing, now), stay, party);
  if (reasons.length > 0) throw refusalOf(reasons);
  const rates = ratesOf(listing);
  const { time_zone: timeZone, cancellation_policy: code } = listing;
  if (rates === null || timeZone === null) throw new Problem('listing-not-open');

  return {
    quoteId,
    personId,
    listingId,
    hostId: listing.host_id,
    stay,
    party,
    mode: listing.instant_booking && !listing.has_stale_feed ? 'instant' : 'request',
    price: priceStay({ rates, fees: platformFees[listing.fee_model], tax: taxOf(listing), stay, party }),
    cancellationPolicy: { code, ...policyFor(code, daysBetween(stay.checkIn, stay.checkOut)) },
    timeZone,
    checkInFrom: listing.check_in_from,
    checkOutBy: listing.check_out_by,
    issuedAt: now,
    expiresAt: new Date(now.getTime() + QUOTE_MINUTES * 60_000),
  };
}

function ratesOf(listing: QuotedListing): Rates | null {
  const nightly = nightlyRatesOf(listing);
  if (nightly === null) return null;
  return {
    ...nightly,
    cleaningFee: listing.cleaning_fee,
    extraGuestFee: listing.extra_guest_fee,
    guestsIncluded: listing.guests_included,
    weeklyDiscountBps: listing.weekly_discount_bps,
    monthlyDiscountBps: listing.monthly_discount_bps,
  };
}

function taxOf({ tax_name, tax_bps }: QuotedListing) {
  return tax_name !== null && tax_bps > 0 ? { name: tax_name, bps: tax_bps } : null;
}

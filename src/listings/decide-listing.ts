import { chargeableAmounts, unchargeable } from '../kernel/chargeable-amounts.ts';
import { defined } from '../kernel/defined.ts';
import { type InputError, Problem } from '../kernel/problem.ts';
import { weekdayBits } from '../kernel/stay-rules.ts';
import { amenityBits } from './amenities.ts';
import type { ListingColumns } from './listing-columns.ts';
import type { PlaceColumns } from './locate.ts';
import type { PricingChanges } from './price-schemas.ts';
import type { ListingChanges } from './schemas.ts';
import type { StayRuleChanges } from './stay-rule-schemas.ts';

/**
 * The columns that these changes set: what is absent stays, null clears. Throws `invalid-input` with every contradiction
 * between what is said now and what was said before.
 * @param place where it is from now on; undefined where the changes don't say
 */
export function decideListing(
  before: ListingColumns,
  changes: ListingChanges,
  place: PlaceColumns | undefined,
): Partial<ListingColumns> {
  const columns = {
    ...columnsOf(changes),
    ...ruleColumnsOf(changes.stayRules ?? {}),
    ...pricingColumnsOf(changes.pricing ?? {}),
    ...place,
  };
  const after = { ...before, ...columns };
  const errors = [...contradictionsIn(after), ...unconverted(before, after, changes.pricing ?? {})];
  if (errors.length > 0) throw new Problem('invalid-input', { errors });
  return columns;
}

function columnsOf(changes: ListingChanges) {
  return defined({
    title: changes.title,
    description: changes.description,
    property_type: changes.propertyType,
    room_type: changes.roomType,
    capacity: changes.capacity,
    bedrooms: changes.bedrooms,
    beds: changes.beds,
    baths_tenths: typeof changes.baths === 'number' ? Math.round(changes.baths * 10) : changes.baths,
    amenities: changes.amenities && amenityBits(changes.amenities),
    house_rules: changes.houseRules,
    check_in_from: changes.checkInFrom,
    check_in_until: changes.checkInUntil,
    check_out_by: changes.checkOutBy,
    text_language: changes.textLanguage,
    registration_number: changes.registrationNumber,
    address: changes.address,
    place: changes.place,
    instant_booking: changes.instantBooking,
    cancellation_policy: changes.cancellationPolicy,
    min_nights: changes.minNights,
    max_nights: changes.maxNights,
  });
}

function ruleColumnsOf(rules: StayRuleChanges) {
  return defined({
    min_nights_through: rules.minNightsThrough,
    max_nights_through: rules.maxNightsThrough,
    closed_to_arrival: rules.closedToArrival,
    closed_to_departure: rules.closedToDeparture,
    arrival_weekdays: rules.arrivalWeekdays && weekdayBits(rules.arrivalWeekdays),
    advance_notice_hours: rules.advanceNoticeHours,
    same_day_until: rules.sameDayUntil,
    horizon_days: rules.horizonDays,
    preparation_before: rules.preparationBefore,
    preparation_after: rules.preparationAfter,
    in_season: rules.inSeason,
  });
}

function pricingColumnsOf(pricing: PricingChanges) {
  const tax = pricing.tax === null ? { name: null, bps: 0 } : pricing.tax;
  const earlyBird = pricing.earlyBird === null ? none : pricing.earlyBird;
  const lastMinute = pricing.lastMinute === null ? none : pricing.lastMinute;
  return defined({
    currency: pricing.currency,
    base_nightly: pricing.nightly,
    weekend_nightly: pricing.weekendNightly,
    cleaning_fee: pricing.cleaningFee,
    extra_guest_fee: pricing.extraGuestFee,
    guests_included: pricing.guestsIncluded,
    weekly_discount_bps: pricing.weeklyDiscountBps,
    monthly_discount_bps: pricing.monthlyDiscountBps,
    tax_name: tax?.name,
    tax_bps: tax?.bps,
    fees: pricing.fees,
    jurisdiction: pricing.jurisdiction,
    new_listing_discount: pricing.newListingDiscount,
    early_bird_days: earlyBird?.days,
    early_bird_bps: earlyBird?.bps,
    last_minute_days: lastMinute?.days,
    last_minute_bps: lastMinute?.bps,
    non_refundable_bps: pricing.nonRefundableBps,
    damage_deposit: pricing.damageDeposit,
  });
}

const none = { days: 0, bps: 0 };

function contradictionsIn(listing: ListingColumns): InputError[] {
  const errors: InputError[] = [];
  if (listing.min_nights > listing.max_nights) {
    errors.push({ pointer: '/maxNights', code: 'contradiction', detail: 'is less than minNights' });
  }
  if (listing.min_nights_through > listing.max_nights_through) {
    const pointer = '/stayRules/maxNightsThrough';
    errors.push({ pointer, code: 'contradiction', detail: 'is less than minNightsThrough' });
  }
  if (listing.guests_included > listing.capacity) {
    errors.push({ pointer: '/pricing/guestsIncluded', code: 'contradiction', detail: 'is more than capacity' });
  }
  for (const { pointer, amount } of amountsOf(listing)) errors.push(...unchargeable(listing.currency, pointer, amount));
  const { least, most } = chargeableAmounts(listing.currency);
  const { damage_deposit: deposit } = listing;
  if (deposit !== null && (deposit < least || deposit > most)) {
    const detail = `is not what a card can be charged: ${least} to ${most} ${listing.currency} in minor units`;
    errors.push({ pointer: '/pricing/damageDeposit', code: 'not-chargeable', detail });
  }
  return errors;
}

// An amount in another currency is another amount: none is carried over by its number.
function unconverted(before: ListingColumns, after: ListingColumns, pricing: PricingChanges): InputError[] {
  if (before.currency === after.currency) return [];
  return amountsOf(before)
    .filter(({ key, amount }) => amount !== 0 && pricing[key] === undefined)
    .map(({ pointer }) => ({
      pointer,
      code: 'other-currency',
      detail: `is set in ${before.currency}: give it in ${after.currency}, or clear it`,
    }));
}

function amountsOf(listing: ListingColumns) {
  const amounts = {
    nightly: listing.base_nightly ?? 0,
    weekendNightly: listing.weekend_nightly ?? 0,
    cleaningFee: listing.cleaning_fee,
    extraGuestFee: listing.extra_guest_fee,
    damageDeposit: listing.damage_deposit ?? 0,
  };
  const keys = ['nightly', 'weekendNightly', 'cleaningFee', 'extraGuestFee', 'damageDeposit'] as const;
  return [
    ...keys.map((key) => ({ key, pointer: `/pricing/${key}`, amount: amounts[key] })),
    ...listing.fees.map(({ amount }, index) => ({
      key: 'fees' as const,
      pointer: `/pricing/fees/${index}/amount`,
      amount,
    })),
  ];
}

import type { Ctx } from '../context.ts';
import { timedDiscount } from '../kernel/price-rules.ts';
import { weekdaysOf } from '../kernel/stay-rules.ts';
import type { z } from '../kernel/zod.ts';
import { amenitiesOf } from './amenities.ts';
import type { ListingColumns } from './listing-columns.ts';
import { viewCover, viewPhoto, viewPublicPhoto } from './photo-views.ts';
import { isPropertyType, type PropertyType } from './property-types.ts';
import type { OwnListingRow, selectPublishedListing } from './queries/listings.ts';
import type { Listing, OwnListing } from './schemas.ts';
import type { Point } from './shown-point.ts';
import type { SupportListing } from './support-schemas.ts';

type PublishedRow =
  ReturnType<typeof selectPublishedListing> extends { execute(): Promise<(infer Row)[]> } ? Row : never;

/** A published listing as anybody sees it. */
export function viewListing(ctx: Pick<Ctx, 'storage'>, row: PublishedRow): z.input<typeof Listing> {
  const { time_zone: timeZone, published_at: publishedAt } = row;
  const location = pointOf(row.shown_latitude, row.shown_longitude);
  if (location === null || timeZone === null || publishedAt === null) throw new Error(`${row.id} lacks its place`);
  return {
    id: row.id,
    ...sharedView(row),
    location,
    timeZone,
    rating: ratingOf(row),
    reviewCount: row.review_count,
    photos: row.photos.map((photo) => viewPublicPhoto(ctx, photo)),
    host: { id: row.host_id, name: row.host_name, avatarUrl: row.host_avatar },
    publishedAt: publishedAt.toISOString(),
  };
}

/** A listing as its host sees it. */
export function viewOwnListing(ctx: Pick<Ctx, 'storage'>, row: OwnListingRow): z.input<typeof OwnListing> {
  return {
    id: row.id,
    state: row.state,
    ...sharedView(row),
    address: row.address,
    location: pointOf(row.latitude, row.longitude),
    shownLocation: pointOf(row.shown_latitude, row.shown_longitude),
    timeZone: row.time_zone,
    rating: ratingOf(row),
    reviewCount: row.review_count,
    photos: row.photos.map((photo) => viewPhoto(ctx, photo)),
    createdAt: row.created_at.toISOString(),
    publishedAt: row.published_at?.toISOString() ?? null,
    updatedAt: row.updated_at.toISOString(),
  };
}

/** A listing as support sees it: not where exactly it is. */
export function viewForSupport(ctx: Pick<Ctx, 'storage'>, row: OwnListingRow): z.input<typeof SupportListing> {
  return {
    id: row.id,
    state: row.state,
    title: row.title,
    place: row.place,
    registrationNumber: row.registration_number,
    coverPhotoUrl: viewCover(ctx, row.photos.find(({ state }) => state === 'ready')?.served_key ?? null),
    createdAt: row.created_at.toISOString(),
    publishedAt: row.published_at?.toISOString() ?? null,
  };
}

type Said = Omit<
  ListingColumns,
  'address' | 'latitude' | 'longitude' | 'shown_latitude' | 'shown_longitude' | 'time_zone'
>;

function sharedView(row: Said) {
  return {
    title: row.title,
    description: row.description,
    propertyType: propertyTypeOf(row.property_type),
    roomType: row.room_type,
    capacity: row.capacity,
    bedrooms: row.bedrooms,
    beds: row.beds,
    baths: row.baths_tenths === null ? null : row.baths_tenths / 10,
    amenities: amenitiesOf(row.amenities),
    houseRules: row.house_rules,
    checkInFrom: row.check_in_from,
    checkInUntil: row.check_in_until,
    checkOutBy: row.check_out_by,
    textLanguage: row.text_language,
    registrationNumber: row.registration_number,
    place: row.place,
    instantBooking: row.instant_booking,
    cancellationPolicy: row.cancellation_policy,
    minNights: row.min_nights,
    maxNights: row.max_nights,
    stayRules: {
      minNightsThrough: row.min_nights_through,
      maxNightsThrough: row.max_nights_through,
      closedToArrival: row.closed_to_arrival,
      closedToDeparture: row.closed_to_departure,
      arrivalWeekdays: weekdaysOf(row.arrival_weekdays),
      advanceNoticeHours: row.advance_notice_hours,
      sameDayUntil: row.same_day_until,
      horizonDays: row.horizon_days,
      preparationBefore: row.preparation_before,
      preparationAfter: row.preparation_after,
      inSeason: row.in_season,
    },
    pricing: {
      currency: row.currency,
      nightly: row.base_nightly,
      weekendNightly: row.weekend_nightly,
      cleaningFee: row.cleaning_fee,
      extraGuestFee: row.extra_guest_fee,
      guestsIncluded: row.guests_included,
      weeklyDiscountBps: row.weekly_discount_bps,
      monthlyDiscountBps: row.monthly_discount_bps,
      tax: row.tax_name === null ? null : { name: row.tax_name, bps: row.tax_bps },
      fees: [...row.fees],
      jurisdiction: row.jurisdiction,
      newListingDiscount: row.new_listing_discount,
      earlyBird: timedDiscount(row.early_bird_days, row.early_bird_bps),
      lastMinute: timedDiscount(row.last_minute_days, row.last_minute_bps),
      nonRefundableBps: row.non_refundable_bps,
      damageDeposit: row.damage_deposit,
    },
  };
}

function propertyTypeOf(text: string | null): PropertyType | null {
  if (text === null) return null;
  return isPropertyType(text) ? text : 'other';
}

function pointOf(latitude: number | null, longitude: number | null): Point | null {
  return latitude === null || longitude === null ? null : { latitude, longitude };
}

function ratingOf({ rating_tenths: tenths }: { rating_tenths: number | null }): number | null {
  return tenths === null ? null : tenths / 10;
}

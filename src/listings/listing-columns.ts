import type { Selectable } from 'kysely';
import { MAX_HORIZON_DAYS, MAX_NIGHTS, weekdayBits, weekdays } from '../kernel/stay-rules.ts';
import type { ListingTables } from '../platform/db/tables/listings.ts';
import { nowhere } from './locate.ts';

/** What a host says of a listing, as its row holds it. */
export type ListingColumns = Omit<
  Selectable<ListingTables['listings']>,
  | ('id' | 'host_id' | 'state' | 'version' | 'source' | 'source_id' | 'source_hash' | 'fee_model')
  | ('rating_tenths' | 'review_count' | 'created_at' | 'published_at' | 'updated_at')
>;

/** What a listing is of which nothing was said yet. */
export const blankListing: Omit<ListingColumns, 'title' | 'room_type' | 'capacity'> = {
  ...nowhere,
  description: '',
  property_type: null,
  bedrooms: null,
  beds: null,
  baths_tenths: null,
  amenities: 0,
  house_rules: '',
  check_in_from: '15:00',
  check_in_until: null,
  check_out_by: '11:00',
  text_language: 'en',
  registration_number: null,
  address: null,
  place: '',
  instant_booking: true,
  cancellation_policy: 'flexible',
  min_nights: 1,
  max_nights: 365,
  min_nights_through: 1,
  max_nights_through: MAX_NIGHTS,
  closed_to_arrival: false,
  closed_to_departure: false,
  arrival_weekdays: weekdayBits(weekdays),
  advance_notice_hours: 0,
  same_day_until: '24:00',
  horizon_days: MAX_HORIZON_DAYS,
  preparation_before: 0,
  preparation_after: 0,
  in_season: true,
  currency: 'USD',
  base_nightly: null,
  weekend_nightly: null,
  cleaning_fee: 0,
  extra_guest_fee: 0,
  guests_included: 1,
  weekly_discount_bps: 0,
  monthly_discount_bps: 0,
  tax_name: null,
  tax_bps: 0,
  fees: [],
  jurisdiction: null,
  new_listing_discount: false,
  early_bird_days: 0,
  early_bird_bps: 0,
  last_minute_days: 0,
  last_minute_bps: 0,
  non_refundable_bps: 0,
  damage_deposit: null,
};

/** What no host says: how a listing begins in everything else. */
export const newListing = {
  state: 'draft',
  version: 1,
  source: null,
  source_id: null,
  source_hash: null,
  rating_tenths: null,
  review_count: 0,
  published_at: null,
} as const;

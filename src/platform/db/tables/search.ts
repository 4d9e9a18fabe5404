import type { Generated } from 'kysely';
import type { Currency } from '../../../kernel/currencies.ts';
import type { ListingId } from '../../../kernel/ids.ts';
import type { FeeModel, RoomType } from './listings.ts';

/** Written by `project_listings` and read by `search_listings` alone. */
export interface SearchTables {
  listing_search: {
    listing_id: ListingId;
    latitude: number;
    longitude: number;
    time_zone: string;
    room_type: RoomType;
    property_type: string | null;
    capacity: number;
    amenities: number;
    min_nights: number;
    max_nights: number;
    currency: Currency;
    unit: number;
    base_nightly: number;
    weekend_nightly: number;
    cleaning_fee: number;
    extra_guest_fee: number;
    guests_included: number;
    weekly_discount_bps: number;
    monthly_discount_bps: number;
    fee_model: FeeModel;
    tax_bps: number;
    rank: number;
    /** Arrays that only SQL reads. */
    fees: Generated<string>;
    pet_fees: Generated<string>;
    jurisdiction: string | null;
    new_listing_discount: Generated<boolean>;
    early_bird_days: Generated<number>;
    early_bird_bps: Generated<number>;
    last_minute_days: Generated<number>;
    last_minute_bps: Generated<number>;
    has_promotions: Generated<boolean>;
    check_in_from: Generated<string>;
    min_nights_through: Generated<number>;
    max_nights_through: Generated<number>;
    closed_to_arrival: Generated<boolean>;
    closed_to_departure: Generated<boolean>;
    arrival_weekdays: Generated<number>;
    advance_notice_hours: Generated<number>;
    same_day_until: Generated<string>;
    horizon_days: Generated<number>;
    preparation_before: Generated<number>;
    preparation_after: Generated<number>;
    in_season: Generated<boolean>;
    least_nights: Generated<number>;
    most_nights: Generated<number>;
    has_night_rules: Generated<boolean>;
  };
}

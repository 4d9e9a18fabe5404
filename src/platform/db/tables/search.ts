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
  };
}

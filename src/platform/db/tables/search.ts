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
  };
}

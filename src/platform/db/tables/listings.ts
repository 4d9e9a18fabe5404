import type { ColumnType, Generated } from 'kysely';
import type { PolicyCode } from '../../../kernel/cancellation-policy.ts';
import type { Currency } from '../../../kernel/currencies.ts';
import type { ListingId, PersonId, PhotoId } from '../../../kernel/ids.ts';
import type { Fee } from '../../../kernel/price-rules.ts';
import type { Json, JsonParameter } from './heart.ts';

export type ListingState = 'draft' | 'published' | 'unlisted' | 'closed';
export type RoomType = 'entire_home' | 'private_room' | 'shared_room' | 'hotel_room';
export type FeeModel = 'split' | 'hostOnly';

/** Where to send a guest; `country` is an ISO 3166 code of two letters. */
export type Address = {
  line1: string;
  line2: string | null;
  city: string;
  region: string | null;
  postalCode: string | null;
  country: string;
};

export interface ListingTables {
  listings: {
    id: ListingId;
    host_id: PersonId;
    state: Generated<ListingState>;
    version: Generated<number>;
    source: string | null;
    source_id: string | null;
    source_hash: string | null;
    title: string;
    description: Generated<string>;
    property_type: string | null;
    room_type: RoomType;
    capacity: number;
    bedrooms: number | null;
    beds: number | null;
    baths_tenths: number | null;
    amenities: Generated<number>;
    house_rules: Generated<string>;
    check_in_from: Generated<string>;
    check_in_until: string | null;
    check_out_by: Generated<string>;
    text_language: Generated<string>;
    registration_number: string | null;
    address: Json<Address> | null;
    latitude: number | null;
    longitude: number | null;
    shown_latitude: number | null;
    shown_longitude: number | null;
    time_zone: string | null;
    place: Generated<string>;
    instant_booking: Generated<boolean>;
    cancellation_policy: Generated<PolicyCode>;
    min_nights: Generated<number>;
    max_nights: Generated<number>;
    currency: Generated<Currency>;
    base_nightly: number | null;
    weekend_nightly: number | null;
    cleaning_fee: Generated<number>;
    extra_guest_fee: Generated<number>;
    guests_included: Generated<number>;
    weekly_discount_bps: Generated<number>;
    monthly_discount_bps: Generated<number>;
    fee_model: Generated<FeeModel>;
    tax_name: string | null;
    tax_bps: Generated<number>;
    fees: ColumnType<readonly Fee[], JsonParameter | undefined, JsonParameter>;
    jurisdiction: string | null;
    new_listing_discount: Generated<boolean>;
    early_bird_days: Generated<number>;
    early_bird_bps: Generated<number>;
    last_minute_days: Generated<number>;
    last_minute_bps: Generated<number>;
    non_refundable_bps: Generated<number>;
    rating_tenths: number | null;
    review_count: Generated<number>;
    created_at: Date;
    published_at: Date | null;
    updated_at: Date;
  };
  photos: {
    id: PhotoId;
    listing_id: ListingId;
    position: number;
    caption: Generated<string>;
    alternative_text: Generated<string>;
    state: Generated<'awaiting' | 'ready'>;
    upload_key: string;
    served_key: string | null;
    content_type: string;
    byte_size: number;
    width: number | null;
    height: number | null;
    created_at: Date;
  };
}

import type { Generated, GeneratedAlways } from 'kysely';
import type { PlainDate } from '../../../kernel/dates.ts';
import type { BookingId, ClosureId, FeedId, ListingId } from '../../../kernel/ids.ts';
import type { DateRange } from './heart.ts';

/** Whoever closed the nights: the host, the host's cancellation of a booking, or another channel's feed. */
export type ClosureSource = 'host' | 'cancellation' | 'feed';

export interface CalendarTables {
  closures: {
    id: ClosureId;
    listing_id: ListingId;
    nights: DateRange;
    source: ClosureSource;
    note: Generated<string>;
    created_at: Date;
    feed_id: FeedId | null;
    feed_uid: string | null;
    feed_kind: 'booking' | 'block' | null;
  };
  night_prices: {
    listing_id: ListingId;
    night: PlainDate;
    amount: number | null;
    season: number | null;
  };
  night_rules: {
    listing_id: ListingId;
    night: PlainDate;
    min_nights: number | null;
    max_nights: number | null;
    min_nights_through: number | null;
    max_nights_through: number | null;
    closed_to_arrival: boolean | null;
    closed_to_departure: boolean | null;
    arrival_weekdays: number | null;
    advance_notice_hours: number | null;
    same_day_until: string | null;
    horizon_days: number | null;
    preparation_before: number | null;
    preparation_after: number | null;
    in_season: boolean | null;
  };
  calendar_versions: {
    listing_id: ListingId;
    version: number;
  };
  calendar_changes: {
    listing_id: ListingId;
    version: number;
    nights: DateRange | null;
  };
  claims: {
    booking_id: BookingId;
    listing_id: ListingId;
    unit: Generated<number>;
    /** Those of the stay and those kept free before and after it. */
    nights: DateRange;
    active: Generated<boolean>;
    expires_at: Date | null;
    preparation_before: Generated<number>;
    preparation_after: Generated<number>;
    stay: GeneratedAlways<string>;
  };
}

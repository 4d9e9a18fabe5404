import type { Generated } from 'kysely';
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
  claims: {
    booking_id: BookingId;
    listing_id: ListingId;
    unit: Generated<number>;
    nights: DateRange;
    active: Generated<boolean>;
    expires_at: Date | null;
  };
}

import type { Generated, GeneratedAlways } from 'kysely';
import type { BookingId, ClosureId, FeedId, ListingId } from '../../../kernel/ids.ts';

export interface ChannelTables {
  calendar_feeds: {
    id: FeedId;
    listing_id: ListingId;
    channel: string;
    url: string;
    version: Generated<number>;
    created_at: Date;
    next_poll_at: Date;
    asked_at: Date | null;
    last_fetch_at: Date | null;
    last_success_at: Date | null;
    failures: Generated<number>;
    error: string | null;
    error_detail: string | null;
    problems: Generated<string[]>;
    stale_told_at: Date | null;
    etag: string | null;
    last_modified: string | null;
    fingerprint: string | null;
    applied_at: Date | null;
    empty_fetches: Generated<number>;
    empty_since: Date | null;
  };
  feed_fetches: {
    id: GeneratedAlways<number>;
    feed_id: FeedId;
    at: Date;
    error: string | null;
    error_detail: string | null;
    added: Generated<number>;
    moved: Generated<number>;
    removed: Generated<number>;
  };
  closure_echoes: {
    closure_id: ClosureId;
    told_at: Date;
  };
  feed_conflicts: {
    closure_id: ClosureId;
    booking_id: BookingId;
    told_at: Date;
  };
  calendar_exports: {
    listing_id: ListingId;
    channel: string;
    token: string;
    created_at: Date;
    rotated_at: Date | null;
  };
}

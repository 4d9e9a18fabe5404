import type { Selectable } from 'kysely';
import type { z } from '../kernel/zod.ts';
import type { ChannelTables } from '../platform/db/tables/channels.ts';
import { exportUrl } from './calendar-file.ts';
import { isStale, staleAt } from './health.ts';
import type { Export } from './queries/exports.ts';
import type { Feed as FeedRow } from './queries/feeds.ts';
import type { CalendarExport, Feed, FeedFetch } from './schemas.ts';

export function viewFeed(feed: FeedRow, now: Date): z.input<typeof Feed> {
  return {
    id: feed.id,
    listingId: feed.listing_id,
    channel: feed.channel,
    url: feed.url,
    state: stateOf(feed, now),
    lastFetchAt: feed.last_fetch_at?.toISOString() ?? null,
    lastSuccessAt: feed.last_success_at?.toISOString() ?? null,
    staleAt: staleAt(feed).toISOString(),
    nextPollAt: feed.next_poll_at.toISOString(),
    failures: feed.failures,
    error: viewFault(feed),
    problems: feed.problems,
    createdAt: feed.created_at.toISOString(),
  };
}

export function viewFetch(fetch: Selectable<ChannelTables['feed_fetches']>): z.input<typeof FeedFetch> {
  const { at, added, moved, removed } = fetch;
  return { at: at.toISOString(), error: viewFault(fetch), added, moved, removed };
}

export function viewExport(row: Export, publicUrl: string): z.input<typeof CalendarExport> {
  return {
    listingId: row.listing_id,
    channel: row.channel,
    url: exportUrl(publicUrl, row.token),
    createdAt: row.created_at.toISOString(),
    rotatedAt: row.rotated_at?.toISOString() ?? null,
  };
}

function stateOf(feed: FeedRow, now: Date): z.input<typeof Feed>['state'] {
  if (isStale(feed, now)) return 'stale';
  if (feed.failures > 0) return 'failing';
  return feed.last_fetch_at === null ? 'pending' : 'ok';
}

function viewFault({ error, error_detail }: { error: string | null; error_detail: string | null }) {
  return error === null ? null : { code: error, detail: error_detail ?? '' };
}

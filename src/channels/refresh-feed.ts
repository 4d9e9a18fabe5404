import type { Ctx } from '../context.ts';
import type { FeedId, ListingId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { pollFeeds } from './jobs.ts';
import { loadFeed } from './load-feed.ts';
import { askForFeed } from './queries/feeds.ts';
import type { Feed } from './schemas.ts';
import { timers } from './timers.ts';
import { viewFeed } from './views.ts';

/**
 * Has a feed fetched now; not twice within a minute, whoever asks, and however long a fetch takes: then it throws
 * `rate-limited`.
 */
export async function refreshFeed(
  ctx: Ctx,
  listingId: ListingId,
  feedId: FeedId,
): Promise<Reply<z.input<typeof Feed>>> {
  return decideAndCommit(ctx, async () => {
    const feed = await loadFeed(ctx, listingId, feedId);
    const last = Math.max(feed.asked_at?.getTime() ?? 0, feed.last_fetch_at?.getTime() ?? 0);
    const again = last + timers.refresh;
    if (again > ctx.now.getTime()) {
      const retryAfter = Math.ceil((again - ctx.now.getTime()) / 1000);
      throw new Problem('rate-limited', { detail: 'The feed is being fetched, or was a moment ago.', retryAfter });
    }
    return {
      reply: { status: 202, body: viewFeed(feed, ctx.now) },
      writes: [
        askForFeed(feed, ctx.now),
        enqueue(ctx, pollFeeds, { feedIds: [feedId], enqueuedAt: ctx.now.toISOString() }),
      ],
    };
  });
}

import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import type { FeedId, ListingId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { lockOwnListing, projectListing } from '../listings/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import { deleteClosuresOf, selectFeedSpan } from './queries/closures.ts';
import { deleteFeed, selectOwnFeeds } from './queries/feeds.ts';

/** Reads a feed no more; the nights that only it had closed open. Throws `not-found`. */
export async function removeFeed(ctx: Ctx, listingId: ListingId, feedId: FeedId): Promise<Reply<null>> {
  const { personId: hostId } = personOf(ctx.actor);
  return decideAndCommit(ctx, async () => {
    const own = selectOwnFeeds(listingId, hostId).where('calendar_feeds.id', '=', feedId);
    const [[feed], [span]] = await ctx.db.batch([own, selectFeedSpan(feedId)]);
    if (feed === undefined) throw new Problem('not-found');
    const { channel } = feed;
    return {
      reply: { status: 204, body: null },
      writes: [
        lockOwnListing(listingId, hostId),
        deleteClosuresOf(feedId),
        deleteFeed(feed),
        projectListing(listingId),
        emit(ctx, {
          type: 'calendar.changed',
          subject: listingId,
          hostId,
          data: { change: 'feed-removed', feedId, channel, ...span },
        }),
        audit(ctx, 'feeds.remove', feedId, { listingId, channel }),
      ],
    };
  });
}

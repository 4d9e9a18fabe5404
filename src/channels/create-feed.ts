import { guardActive } from '../accounts/index.ts';
import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import { type ListingId, newId } from '../kernel/ids.ts';
import type { z } from '../kernel/zod.ts';
import { lockOwnListing } from '../listings/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { addressPolicy } from '../platform/http/address-policy.ts';
import { publicUrl } from '../platform/http/public-address.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { pollFeeds } from './jobs.ts';
import { guardFeedCount, insertFeed, newFeed } from './queries/feeds.ts';
import type { Feed, NewFeed } from './schemas.ts';
import { nextPoll } from './timers.ts';
import { viewFeed } from './views.ts';

/** Reads a channel's feed into the host's own listing from now on, first at once. Its address must be public. */
export async function createFeed(
  ctx: Ctx,
  listingId: ListingId,
  input: z.output<typeof NewFeed>,
): Promise<Reply<z.input<typeof Feed>>> {
  const { personId: hostId } = personOf(ctx.actor);
  const url = publicUrl(input.url, addressPolicy(ctx.config));
  const feed = newFeed({
    id: newId('feed'),
    listing_id: listingId,
    channel: input.channel,
    url,
    created_at: ctx.now,
    next_poll_at: nextPoll(ctx.now, 0, Math.random()),
  });
  return decideAndCommit(ctx, async () => ({
    reply: { status: 201, body: viewFeed(feed, ctx.now) },
    writes: [
      guardActive([hostId], 'session-ended'),
      lockOwnListing(listingId, hostId),
      guardFeedCount(listingId),
      insertFeed(feed),
      enqueue(ctx, pollFeeds, { feedIds: [feed.id], enqueuedAt: ctx.now.toISOString() }),
      audit(ctx, 'feeds.create', feed.id, { listingId, channel: input.channel }),
    ],
  }));
}

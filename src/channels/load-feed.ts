import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import type { FeedId, ListingId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { type Feed, selectOwnFeeds } from './queries/feeds.ts';

/** The feed, if it is one of the acting host's listing. Throws `not-found` for any other. */
export async function loadFeed(ctx: Ctx, listingId: ListingId, feedId: FeedId): Promise<Feed> {
  const { personId } = personOf(ctx.actor);
  const [feed] = await ctx.db.all(selectOwnFeeds(listingId, personId).where('calendar_feeds.id', '=', feedId));
  if (feed === undefined) throw new Problem('not-found');
  return feed;
}

import { personOf } from '../kernel/actor.ts';
import { z } from '../kernel/zod.ts';
import { guardOwnListing } from '../listings/index.ts';
import { idField, idParams } from '../platform/http/fields.ts';
import { decodeCursor, page } from '../platform/http/page.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { createFeed } from './create-feed.ts';
import { loadFeed } from './load-feed.ts';
import { guardOwnFeed, selectFeedPage, selectFetchPage } from './queries/feeds.ts';
import { refreshFeed } from './refresh-feed.ts';
import { removeFeed } from './remove-feed.ts';
import { Feed, FeedFetchPage, FeedPage, FeedParams, ListQuery, NewFeed } from './schemas.ts';
import { viewFeed, viewFetch } from './views.ts';

const tag = 'Channels';
const auth = 'person';
const path = '/v1/listings/{id}/feeds/{feedId}';
const FeedKey = z.tuple([idField('feed')]);
const FetchKey = z.tuple([z.int()]);

export const feedRoutes: readonly Route[] = [
  route(
    {
      operationId: 'feeds_create',
      method: 'post',
      path: '/v1/listings/{id}/feeds',
      tag,
      summary: "Read another channel's calendar into a listing's",
      description:
        'The iCalendar feed is fetched at once and then every half hour. Its events close nights; an event that goes ' +
        'opens them again, one that is merely missing from a broken feed does not. A night that is booked here stays ' +
        'booked, and the conflict is told as an event.',
      auth,
      limit: 'write',
      params: idParams('listing'),
      body: NewFeed,
      reply: { status: 201, description: 'The feed, soon to be fetched.', schema: Feed },
      problems: ['feed-exists', 'channel-limit'],
    },
    (ctx, { params, body }) => createFeed(ctx, params.id, body),
  ),
  route(
    {
      operationId: 'feeds_list',
      method: 'get',
      path: '/v1/listings/{id}/feeds',
      tag,
      summary: "List a listing's feeds, with the health of each",
      auth,
      limit: 'read',
      params: idParams('listing'),
      query: ListQuery,
      reply: { status: 200, description: 'A page of feeds, oldest first.', schema: FeedPage },
      problems: [],
    },
    async (ctx, { params: { id }, query: { cursor, limit } }) => {
      const { personId } = personOf(ctx.actor);
      const [after] = decodeCursor(cursor, FeedKey) ?? [];
      const [, rows] = await ctx.db.batch([
        guardOwnListing(id, personId),
        selectFeedPage(id, personId, { after, limit }),
      ]);
      return ok(
        page(
          rows,
          limit,
          (row) => viewFeed(row, ctx.now),
          (row) => [row.id],
        ),
      );
    },
  ),
  route(
    {
      operationId: 'feeds_get',
      method: 'get',
      path,
      tag,
      summary: "See a feed's health",
      auth,
      limit: 'read',
      params: FeedParams,
      reply: { status: 200, description: 'The feed.', schema: Feed },
      problems: [],
    },
    async (ctx, { params }) => ok(viewFeed(await loadFeed(ctx, params.id, params.feedId), ctx.now)),
  ),
  route(
    {
      operationId: 'feeds_listFetches',
      method: 'get',
      path: `${path}/fetches`,
      tag,
      summary: "See a feed's history",
      description: 'Of thirty days, newest first: fetches that failed, recovered or changed something.',
      auth,
      limit: 'read',
      params: FeedParams,
      query: ListQuery,
      reply: { status: 200, description: 'A page of fetches.', schema: FeedFetchPage },
      problems: [],
    },
    async (ctx, { params: { id, feedId }, query: { cursor, limit } }) => {
      const { personId } = personOf(ctx.actor);
      const [before] = decodeCursor(cursor, FetchKey) ?? [];
      const [, rows] = await ctx.db.batch([
        guardOwnFeed(id, feedId, personId),
        selectFetchPage(feedId, { before, limit }),
      ]);
      return ok(page(rows, limit, viewFetch, (row) => [row.id]));
    },
  ),
  route(
    {
      operationId: 'feeds_refresh',
      method: 'post',
      path: `${path}/refresh`,
      tag,
      summary: 'Have a feed fetched now',
      description: 'At most once a minute; `rate-limited` says when it can be again.',
      auth,
      limit: 'write',
      params: FeedParams,
      reply: { status: 202, description: 'The feed as it was, about to be fetched.', schema: Feed },
      problems: [],
    },
    (ctx, { params }) => refreshFeed(ctx, params.id, params.feedId),
  ),
  route(
    {
      operationId: 'feeds_remove',
      method: 'delete',
      path,
      tag,
      summary: 'Stop reading a feed',
      description: 'The nights that only this feed has closed are open again.',
      auth,
      limit: 'write',
      params: FeedParams,
      reply: { status: 204, description: 'The feed is gone, and its closures with it.' },
      problems: [],
    },
    (ctx, { params }) => removeFeed(ctx, params.id, params.feedId),
  ),
];

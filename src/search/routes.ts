import { translated } from '../platform/db/index.ts';
import { decodeCursor, page } from '../platform/http/page.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { criteriaOf } from './criteria.ts';
import { searchListings } from './queries.ts';
import { SearchPage, SearchQuery, searchKey } from './schemas.ts';
import { viewHit } from './views.ts';

export const searchRoutes: readonly Route[] = [
  route(
    {
      operationId: 'listings_search',
      method: 'get',
      path: '/v1/search',
      tag: 'Search',
      summary: 'Find listings, with dates only those that can be booked for the whole stay',
      description:
        'By a box of the map, a point and its radius, or both; without either, everywhere. All distances and places ' +
        'are those of the shifted points. With dates, each result has the total of the stay, the one that a quote ' +
        'names; a hold that has expired hides nothing. A page is at most one second old.',
      auth: 'public',
      limit: 'read',
      query: SearchQuery,
      cache: 'search',
      reply: { status: 200, description: 'One page of listings.', schema: SearchPage },
      problems: [],
    },
    async (ctx, { query }) => {
      const criteria = criteriaOf(query, decodeCursor(query.cursor, searchKey(query.sort)), ctx.now);
      const hits = await translated(ctx.db.all(searchListings(criteria)));
      const found = page(
        hits,
        query.limit,
        (hit) => viewHit(hit, criteria.nights, ctx.storage),
        (hit) => [query.sort, hit.sort_key, hit.listing_id],
      );
      return ok(found);
    },
  ),
];

import { idParams } from '../platform/http/fields.ts';
import { decodeCursor, page } from '../platform/http/page.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { selectOwnListings } from './queries.ts';
import { OwnListingsKey, OwnListingsQuery } from './schemas.ts';
import { SupportListingPage } from './support-schemas.ts';
import { viewForSupport } from './views.ts';

export const supportListingRoutes: readonly Route[] = [
  route(
    {
      operationId: 'support_listListings',
      method: 'get',
      path: '/v1/admin/people/{id}/listings',
      tag: 'Support',
      summary: 'List the listings of a host, newest first',
      description: 'Those that are shown to nobody as well, also of a host who has left.',
      auth: 'support',
      limit: 'read',
      params: idParams('person'),
      query: OwnListingsQuery,
      reply: { status: 200, description: 'One page.', schema: SupportListingPage },
      problems: [],
    },
    async (ctx, { params: { id }, query: { state, cursor, limit } }) => {
      const [after] = decodeCursor(cursor, OwnListingsKey) ?? [];
      const rows = await ctx.db.all(selectOwnListings(id, { state, after, limit }));
      return ok(
        page(
          rows,
          limit,
          (row) => viewForSupport(ctx, row),
          (row) => [row.id],
        ),
      );
    },
  ),
];

import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { listListings } from './list-listings.ts';
import { OwnListingsQuery } from './schemas.ts';
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
    async (ctx, { params: { id }, query }) => ok(await listListings(ctx, id, query, viewForSupport)),
  ),
];

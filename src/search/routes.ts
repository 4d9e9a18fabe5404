import { decodeCursor, page } from '../platform/http/page.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { alternativesOf, criteriaOf, priceCurrencyOf } from './criteria.ts';
import { AlternativesQuery, ClusterQuery, cellAt, FacetQuery, SearchQuery } from './filters.ts';
import { clusterListings, countFacets, find, searchListings, selectAlternatives } from './queries.ts';
import { Alternatives, Clusters, Facets, SearchPage, searchKeys } from './schemas.ts';
import { viewCluster, viewFacets, viewHit, viewResult } from './views.ts';

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
        'names; a hold that has expired hides nothing. With flexible dates (`flexibleDays`, or `stayLength` within a window) ' +
        'a listing is found with one stay, its best. A page is at most one second old.',
      auth: 'public',
      limit: 'read',
      query: SearchQuery,
      cache: 'search',
      reply: { status: 200, description: 'One page of listings.', schema: SearchPage },
      problems: ['search-too-broad'],
    },
    async (ctx, { query }) => {
      const { sort, limit, explain } = query;
      const after = decodeCursor(query.cursor, searchKeys[sort]);
      const criteria = criteriaOf(query, ctx.now, { sort, after, limit, explain: explain === 'rank' });
      const hits = await find(ctx, searchListings(criteria));
      const found = page(
        hits,
        limit,
        (hit) => viewHit(hit, { nights: criteria.nights, explain: criteria.explain }, ctx.storage),
        (hit) => [sort, hit.sort_key, hit.listing_id],
      );
      return ok(found);
    },
  ),
  route(
    {
      operationId: 'listings_cluster',
      method: 'get',
      path: '/v1/search/clusters',
      tag: 'Search',
      summary: 'Count what a search finds, cell by cell of the map',
      description:
        'All that a search with these filters finds in the box, as `GET /v1/search` does, page by page. A second old at most.',
      auth: 'public',
      limit: 'read',
      query: ClusterQuery,
      cache: 'search',
      reply: { status: 200, description: 'The cells that hold anything, from south to north.', schema: Clusters },
      problems: ['search-too-broad'],
    },
    async (ctx, { query }) => {
      const clusters = await find(ctx, clusterListings(criteriaOf(query, ctx.now), cellAt(query.zoom)));
      return ok({ data: clusters.map((row) => viewCluster(row, priceCurrencyOf(query))) });
    },
  ),
  route(
    {
      operationId: 'listings_count',
      method: 'get',
      path: '/v1/search/facets',
      tag: 'Search',
      summary: 'Count what a search finds, and would find with other types and amenities',
      description: 'A second old at most.',
      auth: 'public',
      limit: 'read',
      query: FacetQuery,
      cache: 'search',
      reply: { status: 200, description: 'Counts; what no listing has is left out.', schema: Facets },
      problems: ['search-too-broad'],
    },
    async (ctx, { query }) => {
      const facets = await find(ctx, countFacets(criteriaOf(query, ctx.now)));
      return ok(viewFacets(facets));
    },
  ),
  route(
    {
      operationId: 'listings_findAlternatives',
      method: 'get',
      path: '/v1/search/alternatives',
      tag: 'Search',
      summary: 'Find what comes nearest to a search that found nothing',
      description:
        'With the filters of the search: listings at neighbouring dates, and listings around its place. Each has the total that a ' +
        'quote for its dates names. A second old at most.',
      auth: 'public',
      limit: 'read',
      query: AlternativesQuery,
      cache: 'search',
      reply: { status: 200, description: 'At other dates, and in other places.', schema: Alternatives },
      problems: ['search-too-broad'],
    },
    async (ctx, { query }) => {
      const asked = alternativesOf(query, ctx.now);
      const hits = await find(ctx, selectAlternatives(asked));
      const { nights } = asked.criteria;
      const of = (kind: (typeof hits)[number]['kind']) =>
        hits.filter((hit) => hit.kind === kind).map((hit) => viewResult(hit, nights, ctx.storage));
      return ok({ otherDates: of('dates'), otherPlaces: of('places') });
    },
  ),
];

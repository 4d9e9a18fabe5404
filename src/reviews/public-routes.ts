import { selectPublicPerson } from '../accounts/index.ts';
import type { Ctx } from '../context.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import type { Query } from '../platform/db/index.ts';
import { idParams } from '../platform/http/fields.ts';
import { decodeCursor, page } from '../platform/http/page.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import {
  type After,
  type ReviewOrder,
  type ReviewRow,
  selectListingReviews,
  selectPersonReviews,
  selectRatings,
  selectShownListing,
} from './queries.ts';
import {
  NewestCursor,
  PersonRatings,
  PersonReviewQuery,
  RatedCursor,
  Rating,
  ReviewPage,
  ReviewQuery,
} from './schemas.ts';
import { viewPersonRatings, viewRating, viewReview } from './views.ts';

const tag = 'Reviews';
const auth = 'public';

/** What anybody reads of reviews. */
export const publicReviewRoutes: readonly Route[] = [
  route(
    {
      operationId: 'reviews_listOfListing',
      method: 'get',
      path: '/v1/listings/{id}/reviews',
      tag,
      summary: "List a listing's published reviews",
      auth,
      limit: 'read',
      params: idParams('listing'),
      query: ReviewQuery,
      reply: { status: 200, description: 'One page.', schema: ReviewPage },
      problems: [],
    },
    async (ctx, { params: { id }, query: { order, cursor, limit } }) => {
      const reviews = selectListingReviews(id, { order, after: afterOf(order, cursor), limit });
      return ok(viewPage(await shown(ctx, selectShownListing(id), reviews), order, limit));
    },
  ),
  route(
    {
      operationId: 'reviews_listOfPerson',
      method: 'get',
      path: '/v1/people/{id}/reviews',
      tag,
      summary: 'List the published reviews of a person, as a host or as a guest',
      auth,
      limit: 'read',
      params: idParams('person'),
      query: PersonReviewQuery,
      reply: { status: 200, description: 'One page.', schema: ReviewPage },
      problems: [],
    },
    async (ctx, { params: { id }, query: { as, order, cursor, limit } }) => {
      const by = as === 'host' ? 'guest' : 'host';
      const reviews = selectPersonReviews(id, by, { order, after: afterOf(order, cursor), limit });
      return ok(viewPage(await shown(ctx, selectPublicPerson(id), reviews), order, limit));
    },
  ),
  route(
    {
      operationId: 'ratings_getOfListing',
      method: 'get',
      path: '/v1/listings/{id}/rating',
      tag,
      summary: 'See how a listing is rated, overall and in each category',
      auth,
      limit: 'read',
      params: idParams('listing'),
      reply: { status: 200, description: 'The averages.', schema: Rating },
      problems: [],
    },
    async (ctx, { params: { id } }) =>
      ok(viewRating(await shown(ctx, selectShownListing(id), selectRatings(id)), 'listing')),
  ),
  route(
    {
      operationId: 'ratings_getOfPerson',
      method: 'get',
      path: '/v1/people/{id}/ratings',
      tag,
      summary: 'See how a person is rated, as a host and as a guest',
      auth,
      limit: 'read',
      params: idParams('person'),
      reply: { status: 200, description: 'The averages.', schema: PersonRatings },
      problems: [],
    },
    async (ctx, { params: { id } }) =>
      ok(viewPersonRatings(await shown(ctx, selectPublicPerson(id), selectRatings(id)))),
  ),
];

/** The rows of the second query if the first one finds what they are of, in one round trip. */
async function shown<Row>(ctx: Ctx, subject: Query, rows: Query<Row>): Promise<Row[]> {
  const [found, wanted] = await ctx.db.batch([subject, rows]);
  if (found.length === 0) throw new Problem('not-found');
  return wanted;
}

function afterOf(order: ReviewOrder, cursor: string | undefined): After {
  const [key, id] =
    decodeCursor<z.ZodType<readonly [Date | number, ReviewRow['id']]>>(
      cursor,
      order === 'newest' ? NewestCursor : RatedCursor,
    ) ?? [];
  return key === undefined || id === undefined ? undefined : { key, id };
}

function viewPage(rows: readonly ReviewRow[], order: ReviewOrder, limit: number) {
  return page(rows, limit, viewReview, (row) => [
    order === 'newest' ? viewReview(row).publishedAt : row.overall,
    row.id,
  ]);
}

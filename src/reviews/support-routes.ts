import { idParams } from '../platform/http/fields.ts';
import { decodeCursor, page } from '../platform/http/page.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { keepReview, removeReview } from './judge-review.ts';
import { selectOpenReports } from './queries.ts';
import { ReportCursor, ReportPage, ReportQuery, ReviewRemoval } from './schemas.ts';
import { viewReport } from './views.ts';

const tag = 'Reviews';
const auth = 'support';

/** What support does about reviews. */
export const supportReviewRoutes: readonly Route[] = [
  route(
    {
      operationId: 'reviews_listReports',
      method: 'get',
      path: '/v1/review-reports',
      tag,
      summary: 'List what people reported and nobody has looked at yet, oldest first',
      auth,
      limit: 'read',
      query: ReportQuery,
      reply: { status: 200, description: 'One page.', schema: ReportPage },
      problems: [],
    },
    async (ctx, { query: { cursor, limit } }) => {
      const [reportedAt, reviewId, reporterId] = decodeCursor(cursor, ReportCursor) ?? [];
      const after = reportedAt && reviewId && reporterId && { reportedAt, reviewId, reporterId };
      const rows = await ctx.db.all(selectOpenReports(after, limit));
      return ok(page(rows, limit, viewReport, (row) => [row.reported_at.toISOString(), row.id, row.reporter_id]));
    },
  ),
  route(
    {
      operationId: 'reviews_remove',
      method: 'post',
      path: '/v1/reviews/{id}/remove',
      tag,
      summary: 'Take a published review away',
      description: 'For a reason that its author reads. It counts in no average any more.',
      auth,
      limit: 'write',
      params: idParams('review'),
      body: ReviewRemoval,
      reply: { status: 204, description: 'It is shown no more, and its reports are closed.' },
      problems: ['invalid-transition'],
    },
    (ctx, { params: { id }, body }) => removeReview(ctx, id, body.reason),
  ),
  route(
    {
      operationId: 'reviews_keep',
      method: 'post',
      path: '/v1/reviews/{id}/keep',
      tag,
      summary: 'Let a reported review stand',
      auth,
      limit: 'write',
      params: idParams('review'),
      reply: { status: 204, description: 'Its reports are closed.' },
      problems: [],
    },
    (ctx, { params: { id } }) => keepReview(ctx, id),
  ),
];

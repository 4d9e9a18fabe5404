import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { replyToReview, reportReview } from './answer-review.ts';
import { loadStay } from './load.ts';
import { publicReviewRoutes } from './public-routes.ts';
import { BookingReviews, OwnReview, Review, ReviewInput, ReviewReply, ReviewReportInput } from './schemas.ts';
import { supportReviewRoutes } from './support-routes.ts';
import { viewBookingReviews } from './views.ts';
import { createReview, editReview } from './write-review.ts';

const tag = 'Reviews';
const auth = 'person';

export const reviewRoutes: readonly Route[] = [
  route(
    {
      operationId: 'reviews_listOfBooking',
      method: 'get',
      path: '/v1/bookings/{id}/reviews',
      tag,
      summary: 'See the reviews of an own booking',
      description:
        "The own one, and the other side's once it is published: when both are in, or 14 days after check-out. Until " +
        'then nothing tells whether there is one.',
      auth,
      limit: 'read',
      params: idParams('booking'),
      reply: { status: 200, description: 'What there is, and when it can be reviewed.', schema: BookingReviews },
      problems: [],
    },
    async (ctx, { params: { id } }) => ok(viewBookingReviews(await loadStay(ctx, id))),
  ),
  route(
    {
      operationId: 'reviews_create',
      method: 'post',
      path: '/v1/bookings/{id}/reviews',
      tag,
      summary: 'Review a stay, as its guest or its host',
      description:
        'For 14 days after check-out, or after a cancellation on the day of check-in or later. It stays hidden until ' +
        'the other side has reviewed too, or the time is up; the second review publishes both.',
      auth,
      limit: 'write',
      params: idParams('booking'),
      body: ReviewInput,
      reply: { status: 201, description: 'The review, `submitted` or `published`.', schema: OwnReview },
      problems: ['not-reviewable', 'review-exists'],
    },
    (ctx, { params: { id }, body }) => createReview(ctx, id, body),
  ),
  route(
    {
      operationId: 'reviews_update',
      method: 'put',
      path: '/v1/reviews/{id}',
      tag,
      summary: 'Change an own review until it is published',
      auth,
      limit: 'write',
      params: idParams('review'),
      body: ReviewInput,
      reply: { status: 200, description: 'The review as it is now.', schema: OwnReview },
      problems: ['invalid-transition'],
    },
    (ctx, { params: { id }, body }) => editReview(ctx, id, body),
  ),
  route(
    {
      operationId: 'reviews_reply',
      method: 'post',
      path: '/v1/reviews/{id}/reply',
      tag,
      summary: 'Reply to a review of oneself, once and in public',
      auth,
      limit: 'write',
      params: idParams('review'),
      body: ReviewReply,
      reply: { status: 200, description: 'The review with its reply.', schema: Review },
      problems: ['invalid-transition', 'reply-exists'],
    },
    (ctx, { params: { id }, body }) => replyToReview(ctx, id, body),
  ),
  route(
    {
      operationId: 'reviews_report',
      method: 'post',
      path: '/v1/reviews/{id}/reports',
      tag,
      summary: 'Report a published review to support',
      description: 'Reporting it again replaces what was said before.',
      auth,
      limit: 'write',
      params: idParams('review'),
      body: ReviewReportInput,
      reply: { status: 204, description: 'Support will look at it.' },
      problems: [],
    },
    (ctx, { params: { id }, body }) => reportReview(ctx, id, body),
  ),
  ...publicReviewRoutes,
  ...supportReviewRoutes,
];

import type { Ctx } from '../context.ts';
import { personOf, type Side, sideOf } from '../kernel/actor.ts';
import type { BookingId, ReviewId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import {
  type ReviewRow,
  type StayRow,
  selectReview,
  selectReviewsOfStay,
  selectStayOf,
  selectStayReviewed,
} from './queries.ts';

/** A stay as one side of it sees it. */
export interface SeenStay {
  stay: StayRow;
  side: Side;
  own: ReviewRow | undefined;
  other: ReviewRow | undefined;
}

/** The acting person's stay with its reviews, in one round trip. Throws `not-found` for anybody else's. */
export async function loadStay(ctx: Ctx, bookingId: BookingId): Promise<SeenStay> {
  const { personId } = personOf(ctx.actor);
  const [[stay], reviews] = await ctx.db.batch([selectStayOf(bookingId, personId), selectReviewsOfStay(bookingId)]);
  if (stay === undefined) throw new Problem('not-found');
  return {
    stay,
    side: sideOf(ctx.actor, stay),
    own: reviews.find((review) => review.author_id === personId),
    other: reviews.find((review) => review.author_id !== personId),
  };
}

/** A review that this person wrote, with its stay, in one round trip. Throws `not-found` for any other. */
export async function loadWritten(ctx: Ctx, reviewId: ReviewId): Promise<{ review: ReviewRow; stay: StayRow }> {
  const { personId } = personOf(ctx.actor);
  const [[review], [stay]] = await ctx.db.batch([
    selectReview(reviewId).where('reviews.author_id', '=', personId),
    selectStayReviewed(reviewId),
  ]);
  if (review === undefined || stay === undefined) throw new Problem('not-found');
  return { review, stay };
}

/** A review that is of this person and was published. Throws `not-found` for any other. */
export async function loadReceived(ctx: Ctx, reviewId: ReviewId): Promise<ReviewRow> {
  const { personId } = personOf(ctx.actor);
  const [review] = await ctx.db.all(
    selectReview(reviewId).where('reviews.subject_id', '=', personId).where('reviews.state', '<>', 'submitted'),
  );
  if (review === undefined) throw new Problem('not-found');
  return review;
}

/** A review that was published, for whoever asks. Throws `not-found` for one that never was. */
export async function loadPublishedReview(ctx: Ctx, reviewId: ReviewId): Promise<ReviewRow> {
  const [review] = await ctx.db.all(selectReview(reviewId).where('reviews.state', '<>', 'submitted'));
  if (review === undefined) throw new Problem('not-found');
  return review;
}

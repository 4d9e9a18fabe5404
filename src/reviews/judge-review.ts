import type { Ctx } from '../context.ts';
import type { ReviewId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { lockListing } from '../listings/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import { loadPublishedReview } from './load.ts';
import { dataOf, publicEvent, ratedBy, ratingWrites } from './publish.ts';
import { closeReports, guardPublished, updateReview } from './queries.ts';
import { nextState } from './state.ts';

/** Support takes a published review away, for a reason that its author is told. It counts in no average any more. */
export function removeReview(ctx: Ctx, reviewId: ReviewId, reason: string): Promise<Reply<null>> {
  return decideAndCommit(ctx, async () => {
    const review = await loadPublishedReview(ctx, reviewId);
    const state = nextState(review.state, 'remove');
    const rated = ratedBy(review);
    return {
      reply: { status: 204, body: null },
      writes: [
        lockListing(review.listing_id),
        updateReview(review, { state, removed_at: ctx.now, removal_reason: reason }),
        closeReports(reviewId, ctx.realNow),
        ...ratingWrites(rated),
        emit(ctx, publicEvent('review.removed', rated, review)),
        audit(ctx, 'reviews.remove', reviewId, { reason }),
      ],
    };
  });
}

/** Support has looked at what was reported of a review, and lets it stand. Throws `not-found`. */
export function keepReview(ctx: Ctx, reviewId: ReviewId): Promise<Reply<null>> {
  return decideAndCommit(ctx, async () => {
    const review = await loadPublishedReview(ctx, reviewId);
    if (review.state === 'removed') throw new Problem('not-found');
    return {
      reply: { status: 204, body: null },
      writes: [
        guardPublished(reviewId),
        closeReports(reviewId, ctx.realNow),
        emit(ctx, { type: 'review.kept', subject: reviewId, data: dataOf(review) }),
        audit(ctx, 'reviews.keep', reviewId),
      ],
    };
  });
}

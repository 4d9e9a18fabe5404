import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import type { ReviewId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import { loadPublishedReview, loadReceived } from './load.ts';
import { dataOf, publicEvent, ratedBy } from './publish.ts';
import { guardPublished, putReport, updateReview } from './queries.ts';
import type { Review, ReviewReply, ReviewReportInput } from './schemas.ts';
import { nextState } from './state.ts';
import { viewReview } from './views.ts';

/** Who was reviewed replies to it, once, for everybody to read. Throws `reply-exists`. */
export function replyToReview(
  ctx: Ctx,
  reviewId: ReviewId,
  { text }: z.output<typeof ReviewReply>,
): Promise<Reply<z.input<typeof Review>>> {
  return decideAndCommit(ctx, async () => {
    const review = await loadReceived(ctx, reviewId);
    const change = { state: nextState(review.state, 'reply'), reply: text, replied_at: ctx.now };
    if (review.reply !== null) throw new Problem('reply-exists');
    return {
      reply: { status: 200, body: viewReview({ ...review, ...change }) },
      writes: [updateReview(review, change), emit(ctx, publicEvent('review.replied', ratedBy(review), review))],
    };
  });
}

/**
 * Anyone who is signed in asks support to look at a published review. Asking again replaces what was said before. Throws
 * `not-found`.
 */
export function reportReview(
  ctx: Ctx,
  reviewId: ReviewId,
  { reason, note }: z.output<typeof ReviewReportInput>,
): Promise<Reply<null>> {
  return decideAndCommit(ctx, async () => {
    const review = await loadPublishedReview(ctx, reviewId);
    if (review.state === 'removed') throw new Problem('not-found');
    const { personId } = personOf(ctx.actor);
    return {
      reply: { status: 204, body: null },
      writes: [
        guardPublished(reviewId),
        putReport({ review_id: reviewId, reporter_id: personId, reason, note, reported_at: ctx.realNow }),
        // For the operator alone: neither side learns who reports whom.
        emit(ctx, { type: 'review.reported', subject: reviewId, data: { ...dataOf(review), reason } }),
      ],
    };
  });
}

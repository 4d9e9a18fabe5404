import type { Ctx } from '../context.ts';
import { type BookingId, newId, type ReviewId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { lockListing } from '../listings/index.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { guardBooking, type Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { opinionOf, refuseAfterWindow, refuseOutsideWindow } from './decide-review.ts';
import { publishReviews } from './jobs.ts';
import { loadStay, loadWritten, type SeenStay } from './load.ts';
import { dataOf, publication, publishedWrites } from './publish.ts';
import { guardSilent, insertReview, type ReviewRow, updateReview } from './queries.ts';
import type { OwnReview, ReviewInput } from './schemas.ts';
import { nextState } from './state.ts';
import { viewOwnReview } from './views.ts';

/**
 * Reviews a stay as its guest or host. The first review waits, for the other's or until the time is up; the second one
 * publishes both in the same batch. Throws `not-reviewable`, or `review-exists`.
 */
export function createReview(
  ctx: Ctx,
  bookingId: BookingId,
  input: z.output<typeof ReviewInput>,
): Promise<Reply<z.input<typeof OwnReview>>> {
  const id = newId('review');
  return decideAndCommit(ctx, async () => {
    const seen = await loadStay(ctx, bookingId);
    const { stay, side, own, other } = seen;
    if (own !== undefined) throw new Problem('review-exists');
    const { closesAt } = refuseOutsideWindow(stay, other, ctx.now);
    const review = newReview(ctx, id, seen, input);
    const locked = [lockListing(stay.listing_id), guardBooking(stay)];
    if (other === undefined) {
      return {
        reply: { status: 201, body: viewOwnReview(review) },
        writes: [
          ...locked,
          guardSilent(bookingId, side === 'guest' ? 'host' : 'guest'),
          insertReview(columnsOf(review)),
          tellAuthor(ctx, 'review.submitted', review),
          enqueue(ctx, publishReviews, { bookingId }, closesAt),
        ],
      };
    }
    const published: ReviewRow = { ...review, ...publication(review, ctx.now) };
    return {
      reply: { status: 201, body: viewOwnReview(published) },
      writes: [
        ...locked,
        updateReview(other, publication(other, ctx.now)),
        insertReview(columnsOf(published)),
        tellAuthor(ctx, 'review.submitted', review),
        ...publishedWrites(ctx, stay, [other, published]),
      ],
    };
  });
}

/**
 * Changes a review that is not published yet, until the time is up: whether or not the job that publishes it has come,
 * the answer is `invalid-transition`.
 */
export function editReview(
  ctx: Ctx,
  reviewId: ReviewId,
  input: z.output<typeof ReviewInput>,
): Promise<Reply<z.input<typeof OwnReview>>> {
  return decideAndCommit(ctx, async () => {
    const { review, stay } = await loadWritten(ctx, reviewId);
    refuseAfterWindow(stay, ctx.now);
    const state = nextState(review.state, 'edit');
    const change = { ...opinionOf(review.side, input), state, edited_at: ctx.now };
    return {
      reply: { status: 200, body: viewOwnReview({ ...review, ...change }) },
      writes: [updateReview(review, change), tellAuthor(ctx, 'review.edited', review)],
    };
  });
}

function newReview(ctx: Ctx, id: ReviewId, { stay, side }: SeenStay, input: z.output<typeof ReviewInput>): ReviewRow {
  const [author_id, subject_id] = side === 'guest' ? [stay.guest_id, stay.host_id] : [stay.host_id, stay.guest_id];
  return {
    ...opinionOf(side, input),
    id,
    booking_id: stay.id,
    listing_id: stay.listing_id,
    side,
    author_id,
    subject_id,
    state: 'submitted',
    version: 1,
    submitted_at: ctx.now,
    edited_at: null,
    published_at: null,
    reply: null,
    replied_at: null,
    removed_at: null,
    removal_reason: null,
    author_name: side === 'guest' ? stay.guest_name : stay.host_name,
    author_avatar: side === 'guest' ? stay.guest_avatar : stay.host_avatar,
    stayed_from: stay.check_in,
  };
}

function columnsOf({ author_name, author_avatar, stayed_from, ...columns }: ReviewRow) {
  return columns;
}

// Only its author hears of a review before it is published.
function tellAuthor(ctx: Ctx, type: 'review.submitted' | 'review.edited', review: ReviewRow): Write {
  const reader = review.side === 'guest' ? { guestId: review.author_id } : { hostId: review.author_id };
  return emit(ctx, { type, subject: review.id, ...reader, data: dataOf(review) });
}

import type { Ctx } from '../context.ts';
import type { DomainEvent } from '../kernel/events.ts';
import type { BookingId } from '../kernel/ids.ts';
import { lockListing, projectListing } from '../listings/index.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { publishReviews } from './jobs.ts';
import { type Rated, type ReviewRow, recount, selectReviewsOfStay, selectStay, updateReview } from './queries.ts';
import { nextState } from './state.ts';
import { reviewWindow } from './window.ts';

/** Job: the time is up, so what was written is published. It finds nothing to do where the second review was faster. */
export async function onPublishReviews(ctx: Ctx, { bookingId }: { bookingId: BookingId }): Promise<readonly Write[]> {
  const [[stay], reviews] = await ctx.db.batch([selectStay(bookingId), selectReviewsOfStay(bookingId)]);
  const window = stay && reviewWindow(stay);
  const waiting = reviews.filter(({ state }) => state === 'submitted');
  if (stay === undefined || window === undefined || waiting.length === 0) return [];
  if (ctx.now < window.closesAt) return [enqueue(ctx, publishReviews, { bookingId }, window.closesAt)];
  return [
    lockListing(stay.listing_id),
    ...waiting.map((review) => updateReview(review, publication(review, ctx.now))),
    ...publishedWrites(ctx, stay, waiting),
  ];
}

/** What publishing changes of a review. */
export function publication({ state }: Pick<ReviewRow, 'state'>, now: Date) {
  return { state: nextState(state, 'publish'), published_at: now };
}

/** What follows once these reviews of a stay are published in the batch: ratings, search, events. */
export function publishedWrites(
  ctx: Ctx,
  stay: Rated,
  reviews: readonly Pick<ReviewRow, 'id' | 'booking_id' | 'listing_id' | 'side'>[],
): Write[] {
  return [...ratingWrites(stay), ...reviews.map((review) => emit(ctx, publicEvent('review.published', stay, review)))];
}

/** Brings everything that says how something is rated in line with what is published. The listing is locked before. */
export function ratingWrites(stay: Rated): Write[] {
  return [...recount(stay), projectListing(stay.listing_id)];
}

type PublicReviewEvent = 'review.published' | 'review.replied' | 'review.removed';

/** The event that tells both sides of a published review, without a word of it. */
export function publicEvent(
  type: PublicReviewEvent,
  { guest_id, host_id }: Rated,
  review: Pick<ReviewRow, 'id' | 'booking_id' | 'listing_id' | 'side'>,
): DomainEvent<PublicReviewEvent> {
  return { type, subject: review.id, guestId: guest_id, hostId: host_id, data: dataOf(review) };
}

/** What the events of a review tell. */
export function dataOf({ booking_id, listing_id, side }: Pick<ReviewRow, 'booking_id' | 'listing_id' | 'side'>) {
  return { bookingId: booking_id, listingId: listing_id, side };
}

/** Whom a review and its stay's other one rate. */
export function ratedBy({ side, listing_id, author_id, subject_id }: ReviewRow): Rated {
  return side === 'guest'
    ? { listing_id, guest_id: author_id, host_id: subject_id }
    : { listing_id, guest_id: subject_id, host_id: author_id };
}

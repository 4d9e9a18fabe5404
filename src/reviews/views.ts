import { shareOf } from '../kernel/money.ts';
import type { z } from '../kernel/zod.ts';
import type { RatedRole } from '../platform/db/tables/reviews.ts';
import type { SeenStay } from './load.ts';
import type { RatingRow, ReviewRow } from './queries.ts';
import type { BookingReviews, OwnReview, PersonRatings, Rating, ReportPage, Review } from './schemas.ts';
import { reviewWindow } from './window.ts';

/** A published review as anybody sees it. */
export function viewReview(review: ReviewRow): z.input<typeof Review> {
  return {
    ...viewOpinion(review),
    publishedAt: (review.published_at ?? review.submitted_at).toISOString(),
    reply: viewReply(review),
  };
}

/** A review as its author sees it. */
export function viewOwnReview(review: ReviewRow): z.input<typeof OwnReview> {
  return {
    ...viewOpinion(review),
    bookingId: review.booking_id,
    state: review.state,
    privateNote: review.private_note,
    submittedAt: review.submitted_at.toISOString(),
    editedAt: review.edited_at?.toISOString() ?? null,
    publishedAt: review.published_at?.toISOString() ?? null,
    reply: viewReply(review),
    removalReason: review.removal_reason,
  };
}

/** The reviews of a stay as one of its sides sees them: of the other side's nothing, not even whether it is, until published. */
export function viewBookingReviews({ stay, own, other }: SeenStay): z.input<typeof BookingReviews> {
  const window = reviewWindow(stay);
  return {
    window: window ? { opensAt: window.opensAt.toISOString(), closesAt: window.closesAt.toISOString() } : null,
    own: own ? viewOwnReview(own) : null,
    received: other?.state === 'published' ? { ...viewReview(other), privateNote: other.private_note } : null,
  };
}

export function viewReport(
  row: ReviewRow & {
    reporter_id: string;
    reason: z.input<typeof ReportPage>['data'][number]['reason'];
    note: string;
    reported_at: Date;
  },
): z.input<typeof ReportPage>['data'][number] {
  return {
    review: viewReview(row),
    reporterId: row.reporter_id,
    reason: row.reason,
    note: row.note,
    reportedAt: row.reported_at.toISOString(),
  };
}

/** What a person is rated in either role. */
export function viewPersonRatings(rows: readonly RatingRow[]): z.input<typeof PersonRatings> {
  return { asHost: viewRating(rows, 'host'), asGuest: viewRating(rows, 'guest') };
}

/** The averages of a role; nothing of one that was never reviewed. */
export function viewRating(rows: readonly RatingRow[], role: RatedRole): z.input<typeof Rating> {
  const row = rows.find((candidate) => candidate.role === role);
  const reviews = row?.reviews ?? 0;
  const average = (sum = 0) => (reviews === 0 || sum === 0 ? null : shareOf(sum, 100, reviews) / 100);
  return {
    reviewCount: reviews,
    overall: average(row?.overall),
    cleanliness: average(row?.cleanliness),
    communication: average(row?.communication),
    accuracy: average(row?.accuracy),
    checkIn: average(row?.check_in),
    location: average(row?.location),
    value: average(row?.value),
  };
}

function viewOpinion(review: ReviewRow) {
  return {
    id: review.id,
    listingId: review.listing_id,
    by: review.side,
    author: { id: review.author_id, name: review.author_name, avatarUrl: review.author_avatar },
    stayedFrom: review.stayed_from,
    overall: review.overall,
    categories: {
      cleanliness: review.cleanliness,
      communication: review.communication,
      accuracy: review.accuracy,
      checkIn: review.check_in,
      location: review.location,
      value: review.value,
    },
    text: review.body,
  };
}

function viewReply({ reply, replied_at }: ReviewRow) {
  return reply === null || replied_at === null ? null : { text: reply, repliedAt: replied_at.toISOString() };
}

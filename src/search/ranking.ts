import type { z } from '../kernel/zod.ts';
import type { Hit } from './queries.ts';
import type { RankSignals } from './schemas.ts';

/** A rating that an unrated listing is taken to have, and how many reviews it weighs as many as. */
const PRIOR = { stars: 4.5, reviews: 5 };
const REVIEWS_IN_FULL = 1_000;

/**
 * What a listing's rank follows from, each by its part of the score, which goes from 0 to 1: 60 % the average rating,
 * which few reviews pull from 4.5 stars only so far; 30 % how many reviews there are, a thousand counting in full; 10 %
 * whether it is booked at once. The function `listing_rank` in the database says the same.
 */
export function rankSignalsOf(
  hit: Pick<Hit, 'rating_tenths' | 'review_count' | 'instant_booking'>,
): z.input<typeof RankSignals> {
  const { stars, reviews } = PRIOR;
  const own = hit.rating_tenths === null ? stars : hit.rating_tenths / 10;
  const rating = (0.6 * (stars * reviews + own * hit.review_count)) / (reviews + hit.review_count) / 5;
  const many = 0.3 * Math.min(1, Math.log(1 + hit.review_count) / Math.log(1 + REVIEWS_IN_FULL));
  const instantBooking = hit.instant_booking ? 0.1 : 0;
  return {
    score: rounded(rating + many + instantBooking),
    rating: rounded(rating),
    reviews: rounded(many),
    instantBooking,
  };
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

import type { z } from '../kernel/zod.ts';
import type { Hit, MeasuredSignals } from './queries.ts';
import type { RankSignals } from './schemas.ts';

/** A rating that an unrated listing is taken to have, and how many reviews it weighs as many as. */
const PRIOR = { stars: 4.5, reviews: 5 };
const REVIEWS_IN_FULL = 1_000;
/** Answers that every host is taken to have given, and how many of them were yes. */
const PRIOR_ANSWERS = { requests: 5, accepted: 4 };
/** Of one host's listings near each other, so many count in full. */
const HOST_IN_FULL = 2;

/** What is not measured yet counts as new, and for the rest as neither good nor bad. */
const unmeasured: MeasuredSignals = { price_ratio: null, requests: 0, accepted: 0, newness: 1, host_place: 1 };

/**
 * What a listing's rank follows from, each by its part of the score, which goes from 0 to 1: docs/search.md says what each
 * is. The function `listing_score` in the database says the same.
 */
export function rankSignalsOf({
  rating_tenths,
  review_count,
  instant_booking,
  signals,
}: Pick<Hit, 'rating_tenths' | 'review_count' | 'instant_booking' | 'signals'>): z.input<typeof RankSignals> {
  const { price_ratio, requests, accepted, newness, host_place } = signals ?? unmeasured;
  const own = rating_tenths === null ? PRIOR.stars : rating_tenths / 10;
  const stars = (PRIOR.stars * PRIOR.reviews + own * review_count) / (PRIOR.reviews + review_count);
  const parts = {
    rating: (0.4 * stars) / 5,
    reviews: 0.2 * Math.min(1, Math.log(1 + review_count) / Math.log(1 + REVIEWS_IN_FULL)),
    price: 0.1 * (price_ratio === null ? 0.5 : Math.min(1, Math.max(0, 0.5 - Math.log2(price_ratio) / 2))),
    acceptance: (0.1 * (PRIOR_ANSWERS.accepted + accepted)) / (PRIOR_ANSWERS.requests + requests),
    hostDiversity: (0.1 * HOST_IN_FULL) / Math.max(HOST_IN_FULL, host_place),
    newness: 0.05 * newness,
    instantBooking: instant_booking ? 0.05 : 0,
  };
  const score = Object.values(parts).reduce((sum, part) => sum + part, 0);
  return {
    score: rounded(score),
    rating: rounded(parts.rating),
    reviews: rounded(parts.reviews),
    price: rounded(parts.price),
    acceptance: rounded(parts.acceptance),
    hostDiversity: rounded(parts.hostDiversity),
    newness: rounded(parts.newness),
    instantBooking: parts.instantBooking,
  };
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

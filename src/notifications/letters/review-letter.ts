import type { Side } from '../../kernel/actor.ts';
import type { BookingId } from '../../kernel/ids.ts';
import type { Letter } from '../letter.ts';
import type { Words } from '../words.ts';

/** A review that support has removed, as its letter tells of it. */
interface RemovedReview {
  booking_id: BookingId;
  side: Side;
  listing_title: string;
  subject_name: string;
  reason: string;
}

/** Tells who wrote a review that it was removed, and why. */
export function reviewLetter(review: RemovedReview, words: Words, page: (path: string) => string): Letter {
  const about = review.side === 'guest' ? review.listing_title : review.subject_name;
  return {
    subject: words.say('review-removed.subject', { about }),
    paragraphs: [words.say('review-removed.text')],
    facts: [{ label: words.say('fact.reason'), value: review.reason }],
    action: { label: words.say('booking.action'), href: page(`bookings/${review.booking_id}`) },
  };
}

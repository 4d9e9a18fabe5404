import type { Generated } from 'kysely';
import type { Side } from '../../../kernel/actor.ts';
import type { BookingId, ListingId, PersonId, ReviewId } from '../../../kernel/ids.ts';

export type ReviewState = 'submitted' | 'published' | 'removed';
type ReportReason = 'offensive' | 'discriminating' | 'personal-data' | 'untrue' | 'not-about-the-stay' | 'extortion';
/** As what somebody or something is rated. */
export type RatedRole = 'listing' | 'host' | 'guest';

export interface ReviewTables {
  reviews: {
    id: ReviewId;
    booking_id: BookingId;
    side: Side;
    listing_id: ListingId;
    author_id: PersonId;
    subject_id: PersonId;
    state: Generated<ReviewState>;
    version: Generated<number>;
    overall: number;
    cleanliness: number;
    communication: number;
    accuracy: number | null;
    check_in: number | null;
    location: number | null;
    value: number | null;
    body: string;
    private_note: string;
    submitted_at: Date;
    edited_at: Date | null;
    published_at: Date | null;
    reply: string | null;
    replied_at: Date | null;
    removed_at: Date | null;
    removal_reason: string | null;
  };
  review_reports: {
    review_id: ReviewId;
    reporter_id: PersonId;
    reason: ReportReason;
    note: string;
    reported_at: Date;
    closed_at: Date | null;
  };
  ratings: {
    subject: ListingId | PersonId;
    role: RatedRole;
    reviews: Generated<number>;
    overall: Generated<number>;
    cleanliness: Generated<number>;
    communication: Generated<number>;
    accuracy: Generated<number>;
    check_in: Generated<number>;
    location: Generated<number>;
    value: Generated<number>;
  };
}

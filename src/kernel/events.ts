import type { PersonId } from './ids.ts';

/** Every event that can happen. A type never changes its meaning; data may gain fields. */
export type EventType =
  | 'account.created'
  | 'listing.created'
  | 'listing.updated'
  | 'listing.published'
  | 'listing.unlisted'
  | 'listing.closed'
  | 'calendar.changed'
  | 'calendar.conflict'
  | 'feed.stale'
  | 'booking.held'
  | 'booking.requested'
  | 'booking.accepted'
  | 'booking.confirmed'
  | 'booking.declined'
  | 'booking.withdrawn'
  | 'booking.expired'
  | 'booking.cancelled'
  | 'booking.completed'
  | 'booking.revived'
  | 'booking.reminder'
  | 'booking.altered'
  | 'alteration.proposed'
  | 'alteration.accepting'
  | 'alteration.accepted'
  | 'alteration.declined'
  | 'alteration.withdrawn'
  | 'alteration.expired'
  | 'alteration.failed'
  | 'payment.authorised'
  | 'payment.captured'
  | 'payment.failed'
  | 'payment.cancelled'
  | 'refund.created'
  | 'refund.succeeded'
  | 'refund.failed'
  | 'payout-account.updated'
  | 'payout.created'
  | 'payout.paid'
  | 'payout.failed'
  | 'payout.unresolved'
  | 'payout.reversed'
  | 'payout.carried'
  | 'bank-payout.paid'
  | 'bank-payout.failed'
  | 'dispute.opened'
  | 'dispute.answered'
  | 'dispute.won'
  | 'dispute.lost'
  | 'review.submitted'
  | 'review.edited'
  | 'review.published'
  | 'review.replied'
  | 'review.reported'
  | 'review.kept'
  | 'review.removed';

/** Something that happened, as it is written in the batch that made it happen. */
export interface DomainEvent {
  type: EventType;
  /** Id of what it happened to. */
  subject: string;
  /** Who may read it beside the operator. */
  guestId?: PersonId;
  hostId?: PersonId;
  data: Record<string, unknown>;
}

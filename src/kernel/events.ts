import {
  AlterationOf,
  BankPayout,
  CalendarChange,
  CalendarConflict,
  DepositOf,
  DisputeOf,
  EndpointDisabled,
  FeedOfListing,
  ListingFields,
  ListingState,
  MessageSent,
  NoData,
  PaymentOf,
  PayoutAccountOf,
  PayoutOf,
  RefundOf,
  ReviewOf,
  ReviewReported,
  Stay,
  ThreadRead,
} from './event-data.ts';
import type { PersonId } from './ids.ts';
import type { z } from './zod.ts';

/**
 * Every event that can happen: what it tells, and the shape of its data. The contract, the feed and webhooks are made of
 * this. A type never changes its meaning; its data may gain fields.
 */
export const events = {
  'account.created': { tells: 'Somebody has an account: the e-mail address is verified.', data: NoData },
  'account.email-changed': { tells: 'A person has another e-mail address, and it is verified.', data: NoData },
  'listing.created': { tells: 'A host has begun a listing.', data: ListingState },
  'listing.updated': { tells: 'A listing reads, shows or costs something else.', data: ListingFields },
  'listing.published': { tells: 'A listing can be found and booked.', data: ListingState },
  'listing.unlisted': { tells: 'A listing takes no new bookings for now.', data: ListingState },
  'listing.closed': { tells: 'A listing is closed for good.', data: ListingState },
  'calendar.changed': { tells: 'Nights of a listing were closed, opened or priced.', data: CalendarChange },
  'calendar.conflict': { tells: 'A channel has sold nights that are booked here.', data: CalendarConflict },
  'feed.stale': { tells: "A channel's calendar could not be read for hours.", data: FeedOfListing },
  'booking.held': { tells: 'Nights are held while the guest pays.', data: Stay },
  'booking.requested': { tells: 'A guest asks for a stay; the payment is authorised.', data: Stay },
  'booking.accepted': { tells: 'The host has accepted a request.', data: Stay },
  'booking.confirmed': { tells: 'A stay is paid and certain.', data: Stay },
  'booking.declined': { tells: 'The host has declined a request.', data: Stay },
  'booking.withdrawn': { tells: 'The guest has withdrawn a request.', data: Stay },
  'booking.expired': { tells: 'A hold or a request ended unpaid or unanswered; its nights are free.', data: Stay },
  'booking.cancelled': { tells: 'A confirmed stay was cancelled.', data: Stay },
  'booking.completed': { tells: 'A stay is over.', data: Stay },
  'booking.revived': { tells: 'Money came late and the nights were still free: the booking is back.', data: Stay },
  'booking.reminder': { tells: 'A request waits for the host; told to the host.', data: Stay },
  'booking.refunded': {
    tells: 'Support has given a part of what was paid back; told to the host where it is at their cost.',
    data: Stay,
  },
  'booking.altered': { tells: 'A stay has other dates, guests or price.', data: Stay },
  'alteration.proposed': { tells: 'A side proposes to alter a stay.', data: AlterationOf },
  'alteration.accepting': { tells: 'A proposal is accepted once its payment is authorised.', data: AlterationOf },
  'alteration.accepted': { tells: 'A proposal was accepted.', data: AlterationOf },
  'alteration.declined': { tells: 'A proposal was declined.', data: AlterationOf },
  'alteration.withdrawn': { tells: 'A proposal was withdrawn; an unpaid one, told to the guest.', data: AlterationOf },
  'alteration.expired': { tells: 'A proposal ended unanswered; or unpaid, told to the guest.', data: AlterationOf },
  'alteration.failed': {
    tells: 'What an agreed change costs more could not be taken; the booking stands, with what was paid.',
    data: AlterationOf,
  },
  'payment.authorised': { tells: 'A payment is authorised, to be captured.', data: PaymentOf },
  'payment.captured': { tells: 'A payment was made.', data: PaymentOf },
  'payment.failed': { tells: 'An attempt to pay failed; another may follow.', data: PaymentOf },
  'payment.cancelled': { tells: 'A payment will not be made.', data: PaymentOf },
  'card.saved': { tells: 'A card can be paid with again; told to its owner.', data: NoData },
  'card.removed': { tells: 'A saved card is gone; told to its owner.', data: NoData },
  'refund.created': { tells: 'A refund is promised.', data: RefundOf },
  'refund.succeeded': { tells: 'A refund was paid.', data: RefundOf },
  'refund.failed': { tells: 'A refund could not be paid and is still owed.', data: RefundOf },
  'refund.superseded': {
    tells:
      'A lost dispute has paid all or part of what a refund was to, or another payment for the stay gives it: that refund is over.',
    data: RefundOf,
  },
  'deposit.authorised': { tells: 'A damage deposit is set aside on a card, or anew.', data: DepositOf },
  'deposit.failed': { tells: 'A damage deposit is not set aside, or no longer.', data: DepositOf },
  'deposit.rescheduled': {
    tells: 'A stay was put off: its damage deposit is given free, or no longer asked for, until the new time for it.',
    data: DepositOf,
  },
  'deposit.missing': { tells: 'The stay begins without its damage deposit.', data: DepositOf },
  'deposit.unrenewed': { tells: 'A damage deposit ends before the time to claim it does.', data: DepositOf },
  'deposit.claimed': { tells: 'So much of a damage deposit is claimed.', data: DepositOf },
  'deposit.captured': { tells: 'What was claimed of a damage deposit was taken.', data: DepositOf },
  'deposit.refunded': { tells: 'Support has given so much of what was taken back.', data: DepositOf },
  'deposit.released': { tells: 'Nothing is taken of a damage deposit.', data: DepositOf },
  'payout-account.updated': { tells: "What Stripe says of a host's account has changed.", data: PayoutAccountOf },
  'payout.created': { tells: 'A host is to be paid for a stay.', data: PayoutOf },
  'payout.paid': {
    tells: "The money is in the host's account at Stripe; or, of an amount of 0, all was kept for what the host owed.",
    data: PayoutOf,
  },
  'payout.failed': { tells: 'Stripe refused to pay a host; it will be tried again.', data: PayoutOf },
  'payout.unresolved': { tells: 'Whether a host was paid is not known; an operator has to look.', data: PayoutOf },
  'payout.reversed': { tells: 'Money was taken back from a host.', data: PayoutOf },
  'payout.carried': { tells: 'What could not be taken back is owed by the host.', data: PayoutOf },
  'bank-payout.paid': { tells: "Money has arrived at a host's bank, or, negative, come from it.", data: BankPayout },
  'bank-payout.failed': { tells: "A host's bank has refused the money, or to give it.", data: BankPayout },
  'dispute.opened': {
    tells:
      'A guest disputes a payment at their bank: the money is taken back for now, or the bank only asks, and it is told once more when it takes it.',
    data: DisputeOf,
  },
  'dispute.answered': { tells: 'Evidence against a dispute was handed in.', data: DisputeOf },
  'dispute.won': { tells: 'A dispute was decided for us.', data: DisputeOf },
  'dispute.lost': { tells: 'A dispute was decided for the guest.', data: DisputeOf },
  'review.submitted': { tells: 'A side has written its review; told to that side.', data: ReviewOf },
  'review.edited': { tells: 'A review was changed before it was published; told to its author.', data: ReviewOf },
  'review.published': { tells: 'A review can be read by anybody.', data: ReviewOf },
  'review.replied': { tells: 'A review has its public reply.', data: ReviewOf },
  'review.reported': { tells: 'Somebody asks support to look at a review; told to operators.', data: ReviewReported },
  'review.kept': { tells: 'Support lets a reported review stand; told to operators.', data: ReviewOf },
  'review.removed': { tells: 'Support has removed a review.', data: ReviewOf },
  'message.sent': { tells: 'A guest or a host has written to the other.', data: MessageSent },
  'thread.read': { tells: 'A side has read what the other wrote.', data: ThreadRead },
  'person.suspended': { tells: 'An operator has suspended a person; told to operators.', data: NoData },
  'person.reinstated': { tells: 'A suspended person may act again; told to operators.', data: NoData },
  'person.closed': { tells: 'Somebody has closed their account, for good; told to operators.', data: NoData },
  'webhook.tested': { tells: 'An endpoint was asked to be sent a test.', data: NoData },
  'webhook.disabled': { tells: 'An endpoint is sent nothing any more.', data: EndpointDisabled },
} as const satisfies Record<string, { tells: string; data: z.ZodType }>;

export type EventType = keyof typeof events;
export type AlterationEventType = Extract<EventType, `alteration.${string}`>;
export type BookingEventType = Extract<EventType, `booking.${string}`>;
export type DepositEventType = Extract<EventType, `deposit.${string}`>;
export type DisputeEventType = Extract<EventType, `dispute.${string}`>;
export type PaymentEventType = Extract<EventType, `payment.${string}`>;
export type RefundEventType = Extract<EventType, `refund.${string}`>;
/** What an event of this type carries. */
export type EventData<T extends EventType> = z.input<(typeof events)[T]['data']>;

/** Something that happened, as it is written in the batch that made it happen. */
export interface DomainEvent<T extends EventType = EventType> {
  type: T;
  /** Id of what it happened to. */
  subject: string;
  /** Who may read it beside the operator. */
  guestId?: PersonId;
  hostId?: PersonId;
  data: EventData<T>;
}

export const isEventType = (text: string): text is EventType => Object.hasOwn(events, text);

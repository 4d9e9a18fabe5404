import type { PersonId } from './ids.ts';
import { z } from './zod.ts';

// Data tells what happened by ids, dates, states and amounts: never a name, an address or what somebody wrote.
const id = (prefix: string) => z.string().openapi({ example: `${prefix}_01kav0h2e6f8w9x3m5n7p9q1r3` });
const day = z.string().openapi({ format: 'date', example: '2027-06-12' });
const amount = z.int().openapi({ description: "In the currency's minor unit.", example: 12_000 });
const currency = z.string().openapi({ example: 'USD' });

const listingExample = 'lst_01kav0h2e6f8w9x3m5n7p9q1r3';
const bookingExample = 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3';

const NoData = z.strictObject({}).openapi('NoEventData', { description: 'The type says it all.', example: {} });

const ListingState = z
  .strictObject({
    state: z.enum(['draft', 'published', 'unlisted', 'closed']),
    source: z.string().optional().openapi({ description: 'The import that wrote it.' }),
  })
  .openapi('ListingStateData', { example: { state: 'published' } });

const ListingFields = z
  .strictObject({
    fields: z.array(z.string()).optional().openapi({ description: 'The fields that were written, where known.' }),
    source: z.string().optional().openapi({ description: 'The import that wrote it.' }),
  })
  .openapi('ListingFieldsData', { example: { fields: ['title', 'capacity'] } });

const CalendarChange = z
  .strictObject({
    change: z.enum(['closed', 'reopened', 'priced', 'ruled', 'imported', 'feed-removed']),
    start: day.nullable().optional().openapi({ description: 'The first night that it is about; null for none.' }),
    end: day.nullable().optional().openapi({ description: 'The day after the last one.' }),
    closureId: id('cls').optional(),
    conflicts: z.array(z.string()).optional().openapi({ description: 'Bookings that have nights of the closure.' }),
    feedId: id('fed').optional(),
    channel: z.string().optional(),
    added: z.int().optional().openapi({ description: 'Closures that a feed has made.' }),
    moved: z.int().optional(),
    removed: z.int().optional(),
  })
  .openapi('CalendarChangeData', { example: { change: 'priced', start: '2027-06-12', end: '2027-06-15' } });

const CalendarConflict = z
  .strictObject({
    bookingId: id('bkg'),
    closureId: id('cls'),
    feedId: id('fed'),
    channel: z.string(),
    kind: z.enum(['booking', 'block']),
    start: day,
    end: day,
  })
  .openapi('CalendarConflictData', {
    description: 'A channel has nights that are booked here, from `start` to the day `end`.',
    example: {
      bookingId: bookingExample,
      closureId: 'cls_01kav0h2e6f8w9x3m5n7p9q1r3',
      feedId: 'fed_01kav0h2e6f8w9x3m5n7p9q1r3',
      channel: 'airbnb',
      kind: 'booking',
      start: '2027-06-12',
      end: '2027-06-15',
    },
  });

const FeedOfListing = z
  .strictObject({ listingId: id('lst'), channel: z.string() })
  .openapi('FeedData', { example: { listingId: listingExample, channel: 'airbnb' } });

const Stay = z
  .strictObject({
    listingId: id('lst'),
    checkIn: day,
    checkOut: day,
    endedBy: z.string().optional().openapi({ description: 'Whose cancellation it is.', example: 'guest' }),
    isNoShow: z.boolean().optional().openapi({ description: 'The guest did not come.' }),
    alterationId: id('alt').optional().openapi({ description: 'The proposal that was accepted.' }),
    expiresAt: z.iso.datetime().optional().openapi({ description: 'When the request ends unanswered.' }),
  })
  .openapi('BookingData', { example: { listingId: listingExample, checkIn: '2027-06-12', checkOut: '2027-06-15' } });

const PaymentOf = z
  .strictObject({
    subject: id('bkg').openapi({ description: 'What is paid for.' }),
    amount,
    currency,
    error: z.string().nullable().openapi({ description: 'Why the last attempt failed.', example: 'card_declined' }),
  })
  .openapi('PaymentData', { example: { subject: bookingExample, amount: 42_000, currency: 'USD', error: null } });

const RefundOf = z
  .strictObject({
    subject: id('bkg').openapi({ description: 'What was paid for.' }),
    amount,
    currency,
    reason: z.string(),
  })
  .openapi('RefundData', {
    example: { subject: bookingExample, amount: 42_000, currency: 'USD', reason: 'cancellation' },
  });

const DepositOf = z
  .strictObject({ bookingId: id('bkg'), amount, currency })
  .openapi('DepositData', { example: { bookingId: bookingExample, amount: 20_000, currency: 'USD' } });

const PayoutOf = z
  .strictObject({
    bookingId: id('bkg'),
    payoutId: id('pyo').nullable().optional().openapi({ description: 'What is taken back from.' }),
    amount,
    currency,
    gross: amount.optional(),
    withheld: amount.optional().openapi({ description: 'What the host owed and is kept from it.' }),
    failure: z.string().optional().openapi({ description: 'Why Stripe refused.', example: 'balance_insufficient' }),
  })
  .openapi('PayoutData', { example: { bookingId: bookingExample, amount: 42_000, currency: 'USD' } });

const BankPayout = z
  .strictObject({ amount, currency, failure: z.string().nullable() })
  .openapi('BankPayoutData', { example: { amount: 42_000, currency: 'USD', failure: null } });

const PayoutAccountOf = z
  .strictObject({
    canBePaid: z.boolean(),
    disabledReason: z.string().nullable().openapi({ description: "Stripe's word for why not." }),
  })
  .openapi('PayoutAccountData', { example: { canBePaid: true, disabledReason: null } });

const DisputeOf = z
  .strictObject({
    subject: id('bkg').openapi({ description: 'What was paid for.' }),
    amount,
    currency,
    reason: z.string(),
    evidenceDueBy: z.iso.datetime().nullable(),
  })
  .openapi('DisputeData', {
    example: {
      subject: bookingExample,
      amount: 42_000,
      currency: 'USD',
      reason: 'fraudulent',
      evidenceDueBy: '2026-12-03T23:59:59.000Z',
    },
  });

const AlterationOf = z
  .strictObject({ bookingId: id('bkg') })
  .openapi('AlterationData', { example: { bookingId: bookingExample } });

const reviewShape = { bookingId: id('bkg'), listingId: id('lst'), side: z.enum(['guest', 'host']) };
const reviewExample = { bookingId: bookingExample, listingId: listingExample, side: 'guest' };

const ReviewOf = z.strictObject(reviewShape).openapi('ReviewData', {
  description: 'Whose review of which stay; not a word of it.',
  example: reviewExample,
});

const ReviewReported = z
  .strictObject({ ...reviewShape, reason: z.string() })
  .openapi('ReviewReportedData', { example: { ...reviewExample, reason: 'personal-data' } });

const EndpointDisabled = z
  .strictObject({
    reason: z.enum(['gone', 'failing']).openapi({
      description: '`gone`: it answered 410. `failing`: nothing got through to it for days.',
    }),
  })
  .openapi('WebhookDisabledData', { example: { reason: 'failing' } });

/**
 * Every event that can happen: what it tells, and the shape of its data. The contract, the feed and webhooks are made of
 * this. A type never changes its meaning; its data may gain fields.
 */
export const events = {
  'account.created': { tells: 'Somebody has an account: the e-mail address is verified.', data: NoData },
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
  'booking.altered': { tells: 'A stay has other dates, guests or price.', data: Stay },
  'alteration.proposed': { tells: 'A side proposes to alter a stay.', data: AlterationOf },
  'alteration.accepting': { tells: 'A proposal is accepted once its payment is authorised.', data: AlterationOf },
  'alteration.accepted': { tells: 'A proposal was accepted.', data: AlterationOf },
  'alteration.declined': { tells: 'A proposal was declined.', data: AlterationOf },
  'alteration.withdrawn': { tells: 'A proposal was withdrawn; an unpaid one, told to the guest.', data: AlterationOf },
  'alteration.expired': { tells: 'A proposal ended unanswered; or unpaid, told to the guest.', data: AlterationOf },
  'alteration.failed': { tells: 'An alteration could not be paid and was undone.', data: AlterationOf },
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
    tells: 'A lost dispute has paid all or part of what a refund was to: that refund is over.',
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
  'deposit.claimed': { tells: 'A host claims so much of a damage deposit.', data: DepositOf },
  'deposit.captured': { tells: 'What a host claimed of a damage deposit was taken.', data: DepositOf },
  'deposit.released': { tells: 'Nothing is taken of a damage deposit.', data: DepositOf },
  'payout-account.updated': { tells: "What Stripe says of a host's account has changed.", data: PayoutAccountOf },
  'payout.created': { tells: 'A host is to be paid for a stay.', data: PayoutOf },
  'payout.paid': { tells: "The money is in the host's account at Stripe.", data: PayoutOf },
  'payout.failed': { tells: 'Stripe refused to pay a host; it will be tried again.', data: PayoutOf },
  'payout.unresolved': { tells: 'Whether a host was paid is not known; an operator has to look.', data: PayoutOf },
  'payout.reversed': { tells: 'Money was taken back from a host.', data: PayoutOf },
  'payout.carried': { tells: 'What could not be taken back is owed by the host.', data: PayoutOf },
  'bank-payout.paid': { tells: "Money has arrived at a host's bank.", data: BankPayout },
  'bank-payout.failed': { tells: "A host's bank has refused the money.", data: BankPayout },
  'dispute.opened': {
    tells: 'A guest disputes a payment at their bank; the money is taken back for now.',
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
  'person.suspended': { tells: 'An operator has suspended a person; told to operators.', data: NoData },
  'person.reinstated': { tells: 'A suspended person may act again; told to operators.', data: NoData },
  'webhook.tested': { tells: 'An endpoint was asked to be sent a test.', data: NoData },
  'webhook.disabled': { tells: 'An endpoint is sent nothing any more.', data: EndpointDisabled },
} as const satisfies Record<string, { tells: string; data: z.ZodType }>;

export type EventType = keyof typeof events;
export type AlterationEventType = Extract<EventType, `alteration.${string}`>;
export type BookingEventType = Extract<EventType, `booking.${string}`>;
export type DepositEventType = Extract<EventType, `deposit.${string}`>;
export type DisputeEventType = Extract<EventType, `dispute.${string}`>;
export type PaymentEventType = Extract<EventType, `payment.${string}`>;
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

/** What is wrong with these data for an event of this type; undefined when nothing is. */
export function mistakeOfEvent(type: EventType, data: unknown): string | undefined {
  const { error } = events[type].data.safeParse(data);
  return error && `${type}: ${error.message}`;
}

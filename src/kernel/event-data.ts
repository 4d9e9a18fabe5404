import { z } from './zod.ts';

/** The shapes of what events carry. */

// Data tells what happened by ids, dates, states and amounts: never a name, an address or what somebody wrote.
const id = (prefix: string) => z.string().openapi({ example: `${prefix}_01kav0h2e6f8w9x3m5n7p9q1r3` });
const day = z.string().openapi({ format: 'date', example: '2027-06-12' });
const amount = z.int().openapi({ description: "In the currency's minor unit.", example: 12_000 });
const currency = z.string().openapi({ example: 'USD' });

const listingExample = 'lst_01kav0h2e6f8w9x3m5n7p9q1r3';
const bookingExample = 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3';

export const NoData = z.strictObject({}).openapi('NoEventData', { description: 'The type says it all.', example: {} });

export const ListingState = z
  .strictObject({
    state: z.enum(['draft', 'published', 'unlisted', 'closed']),
    source: z.string().optional().openapi({ description: 'The import that wrote it.' }),
  })
  .openapi('ListingStateData', { example: { state: 'published' } });

export const ListingFields = z
  .strictObject({
    fields: z.array(z.string()).optional().openapi({ description: 'The fields that were written, where known.' }),
    source: z.string().optional().openapi({ description: 'The import that wrote it.' }),
  })
  .openapi('ListingFieldsData', { example: { fields: ['title', 'capacity'] } });

export const CalendarChange = z
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

export const CalendarConflict = z
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

export const FeedOfListing = z
  .strictObject({ listingId: id('lst'), channel: z.string() })
  .openapi('FeedData', { example: { listingId: listingExample, channel: 'airbnb' } });

export const Stay = z
  .strictObject({
    listingId: id('lst'),
    checkIn: day,
    checkOut: day,
    endedBy: z.string().optional().openapi({ description: 'Whose cancellation it is.', example: 'guest' }),
    isNoShow: z.boolean().optional().openapi({ description: 'The guest did not come.' }),
    alterationId: id('alt').optional().openapi({ description: 'The proposal that was accepted.' }),
    expiresAt: z.iso.datetime().optional().openapi({ description: 'When the request ends unanswered.' }),
    refund: amount.optional().openapi({ description: 'What support gives back.' }),
    currency: currency.optional().openapi({ description: 'Of `refund`.' }),
  })
  .openapi('BookingData', { example: { listingId: listingExample, checkIn: '2027-06-12', checkOut: '2027-06-15' } });

export const PaymentOf = z
  .strictObject({
    subject: id('bkg').openapi({ description: 'What is paid for.' }),
    amount,
    currency,
    error: z.string().nullable().openapi({ description: 'Why the last attempt failed.', example: 'card_declined' }),
  })
  .openapi('PaymentData', { example: { subject: bookingExample, amount: 42_000, currency: 'USD', error: null } });

export const RefundOf = z
  .strictObject({
    subject: id('bkg').openapi({ description: 'What was paid for.' }),
    amount,
    currency,
    reason: z.string().openapi({
      description:
        "Why it is given back. `duplicate`: it was paid twice, or in part only; the event's `subject` is an id of Stripe's then.",
    }),
  })
  .openapi('RefundData', {
    example: { subject: bookingExample, amount: 42_000, currency: 'USD', reason: 'cancellation' },
  });

export const DepositOf = z
  .strictObject({ bookingId: id('bkg'), amount, currency })
  .openapi('DepositData', { example: { bookingId: bookingExample, amount: 20_000, currency: 'USD' } });

export const PayoutOf = z
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

export const BankPayout = z
  .strictObject({
    amount: amount.openapi({ description: "In the currency's minor unit; negative: what Stripe takes from the bank." }),
    currency,
    failure: z.string().nullable(),
  })
  .openapi('BankPayoutData', { example: { amount: 42_000, currency: 'USD', failure: null } });

export const PayoutAccountOf = z
  .strictObject({
    canBePaid: z.boolean(),
    disabledReason: z.string().nullable().openapi({ description: "Stripe's word for why not." }),
  })
  .openapi('PayoutAccountData', { example: { canBePaid: true, disabledReason: null } });

export const DisputeOf = z
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

export const AlterationOf = z
  .strictObject({ bookingId: id('bkg') })
  .openapi('AlterationData', { example: { bookingId: bookingExample } });

const side = z.enum(['guest', 'host']);
const reviewShape = { bookingId: id('bkg'), listingId: id('lst'), side };
const reviewExample = { bookingId: bookingExample, listingId: listingExample, side: 'guest' };

export const ReviewOf = z.strictObject(reviewShape).openapi('ReviewData', {
  description: 'Whose review of which stay; not a word of it.',
  example: reviewExample,
});

export const ReviewReported = z
  .strictObject({ ...reviewShape, reason: z.string() })
  .openapi('ReviewReportedData', { example: { ...reviewExample, reason: 'personal-data' } });

const talkShape = { listingId: id('lst'), bookingId: id('bkg').nullable() };
const talkExample = { listingId: listingExample, bookingId: bookingExample };

export const MessageSent = z.strictObject({ threadId: id('thr'), ...talkShape, from: side }).openapi('MessageData', {
  description: 'Who has written in which thread; not a word of it.',
  example: { threadId: 'thr_01kav0h2e6f8w9x3m5n7p9q1r3', ...talkExample, from: 'guest' },
});

export const ThreadRead = z
  .strictObject({ ...talkShape, by: side })
  .openapi('ThreadReadData', { example: { ...talkExample, by: 'host' } });

export const EndpointDisabled = z
  .strictObject({
    reason: z.enum(['gone', 'failing', 'password-reset']).openapi({
      description:
        '`gone`: it answered 410. `failing`: nothing got through to it for days. `password-reset`: by the ' +
        'mailed link, or made useless as support gave the account back.',
    }),
  })
  .openapi('WebhookDisabledData', { example: { reason: 'failing' } });

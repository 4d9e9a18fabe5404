import { PersonInBrief } from '../accounts/index.ts';
import { BookingDepositSchema, depositExample } from '../deposits/index.ts';
import { bookingStates } from '../kernel/booking-state.ts';
import { z } from '../kernel/zod.ts';
import { AddressSchema } from '../listings/index.ts';
import { currencyField, idField, instantField, replyAmount, replyDate } from '../platform/http/fields.ts';
import { CancellationTermsSchema, PartySchema, PriceLineSchema, TotalsSchema } from '../pricing/index.ts';
import { OpenAlteration } from './alteration-schemas.ts';
import { cancellationExample, divisionFields } from './preview-schemas.ts';
import { BookingRestSchema, restExample } from './rest-schemas.ts';

export const bookingState = z.enum(bookingStates).openapi({
  description:
    '`held`: the nights are taken, the guest has 15 minutes to pay. `requested`: authorised, the host has 24 hours ' +
    'to answer, but no longer than the day of check-in lasts. The others: paid, or over.',
});

/** What every view of a booking says, as the quote said it. */
const stay = {
  id: z.string(),
  listingId: z.string(),
  state: bookingState,
  mode: z.enum(['instant', 'request']),
  checkIn: replyDate,
  checkOut: replyDate,
  party: PartySchema,
  currency: currencyField,
  lines: z.array(PriceLineSchema),
  totals: TotalsSchema,
  damageDeposit: BookingDepositSchema.nullable().openapi({ description: 'Beside the total; null: none.' }),
  rest: BookingRestSchema.nullable().openapi({
    description: 'What is paid later, where the stay is paid in two parts; null: the payment is the total.',
  }),
  expiresAt: instantField.nullable().openapi({ description: 'When the time to pay, or to answer, is up.' }),
  createdAt: instantField,
};

const stayExample = {
  id: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3',
  listingId: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
  mode: 'instant',
  checkIn: '2027-06-12',
  checkOut: '2027-06-14',
  party: { adults: 2, children: 0, infants: 0, pets: 0 },
  currency: 'USD',
  lines: [
    { code: 'nights', amount: 36_000, payer: 'guest', recipient: 'host', taxable: true, quantity: 2 },
    { code: 'guest-fee', amount: 5_112, payer: 'guest', recipient: 'platform', taxable: false, rateBps: 1420 },
    { code: 'host-fee', amount: 1_080, payer: 'host', recipient: 'platform', taxable: false, rateBps: 300 },
  ],
  totals: { guestPays: 41_112, hostReceives: 34_920, platformKeeps: 6_192, taxes: 0 },
  damageDeposit: depositExample,
  rest: restExample,
  createdAt: '2026-11-23T21:07:12.000Z',
} as const;

export const NewBooking = z
  .strictObject({
    quote: z.string().min(1).max(65_536).openapi({ description: "A quote's `token`, of the caller's own." }),
    card: idField('card').optional().openapi({
      description:
        "A saved card of the caller's, to pay with. A stay with a damage deposit, or paid in two parts, needs one.",
    }),
    split: z.boolean().default(false).openapi({
      description: "To pay in two parts, as the quote's `split` says; the rest is charged to `card`.",
    }),
  })
  .openapi('NewBooking', {
    example: {
      quote: 'eyJhbGciOiJIUzI1NiIsImtpZCI6InF1b3RlLTEifQ.eyJ2IjoxfQ.bXk2p1mRrJ9W0c3l5kq0T7v9p2q4s6u8w0y2A4C6E8G',
    },
  });

const heldPaymentExample = {
  id: 'pay_01kav0h2e6f8w9x3m5n7p9q1r3',
  amount: 20_556,
  paymentMethod: null,
  clientSecret: 'pi_3PqExample_secret_K4d0Example',
};

const HeldPayment = z
  .strictObject({
    id: z.string(),
    amount: replyAmount,
    paymentMethod: z.string().nullable().openapi({
      description: 'The saved card as Stripe.js names it: what `confirmCardPayment` is given as `payment_method`.',
    }),
    clientSecret: z.string().nullable().openapi({
      description:
        "For Stripe.js, in the guest's browser. Null in the answer to a retry, once it can't be paid any more.",
    }),
  })
  .openapi('HeldPayment', { example: heldPaymentExample });

export const HeldBooking = z
  .strictObject({
    ...stay,
    cancellation: CancellationTermsSchema,
    payment: HeldPayment,
  })
  .openapi('HeldBooking', {
    example: {
      ...stayExample,
      cancellation: cancellationExample,
      state: 'held',
      expiresAt: '2026-11-23T21:22:12.000Z',
      payment: heldPaymentExample,
    },
  });

const Side = PersonInBrief.openapi('BookingSide');

const BookedPlace = z
  .strictObject({ latitude: z.number(), longitude: z.number(), isExact: z.boolean() })
  .openapi('BookedPlace', { example: { latitude: 40.7128, longitude: -74.006, isExact: true } });

const BookedListing = z
  .strictObject({
    title: z.string(),
    coverPhotoUrl: z.url().nullable(),
    place: z.string(),
    checkInUntil: z.string().nullable().openapi({
      description: 'HH:MM; null: at any time after `checkInFrom`, or the listing has another window by now.',
    }),
    location: BookedPlace.nullable().openapi({
      description: 'Exact for the host, and for the guest while the booking is confirmed.',
    }),
    address: AddressSchema.nullable().openapi({ description: 'Where the location is exact.' }),
  })
  .openapi('BookedListing', {
    example: {
      title: 'Loft by the river',
      coverPhotoUrl: null,
      place: 'New York',
      checkInUntil: '21:00',
      location: { latitude: 40.7141, longitude: -74.0032, isExact: false },
      address: null,
    },
  });

const paymentExample = {
  id: 'pay_01kav0h2e6f8w9x3m5n7p9q1r3',
  state: 'captured',
  amount: 20_556,
  refunded: 0,
  refundState: null,
  error: null,
} as const;

const BookingPayment = z
  .strictObject({
    id: z.string(),
    state: z.enum(['pending', 'authorised', 'captured', 'cancelled']),
    amount: replyAmount,
    refunded: replyAmount,
    refundState: z
      .enum(['pending', 'succeeded', 'failed'])
      .nullable()
      .openapi({ description: 'Whether what is refunded has left; null without a refund.' }),
    error: z.string().nullable().openapi({
      description: "Stripe's code of the last refused card; null for the host.",
      example: 'card_declined',
    }),
  })
  .openapi('BookingPayment', { example: paymentExample });

const BookingRefund = z
  .strictObject({ refund: replyAmount, kept: TotalsSchema, nightsStayed: z.int() })
  .openapi('BookingRefund', {
    example: {
      refund: 18_000,
      kept: { guestPays: 23_112, hostReceives: 19_620, platformKeeps: 3_492, taxes: 0 },
      nightsStayed: 0,
    },
  });

const payoutExample = { coming: 19_400, inTransfer: 0, paid: 0, nextAt: '2027-06-13T19:00:00.000Z' };

const BookingPayout = z
  .strictObject({
    coming: replyAmount.openapi({ description: 'Paid for by the guest and not paid out yet.' }),
    inTransfer: replyAmount.openapi({ description: 'Decided to be paid out, and not yet transferred.' }),
    paid: replyAmount.openapi({ description: 'Transferred in all, less what was taken back.' }),
    nextAt: instantField.nullable().openapi({
      description:
        'When the next of it is due; in the past while it waits, as for the account or the end of a dispute; null: none.',
    }),
  })
  .openapi('BookingPayout', { example: payoutExample });

export const bookingFields = {
  ...stay,
  timeZone: z.string().openapi({ description: "The listing's, IANA." }),
  checkInFrom: z.string().openapi({ description: "HH:MM on the listing's clocks." }),
  checkOutBy: z.string(),
  listing: BookedListing,
  guest: Side,
  host: Side,
  payment: BookingPayment,
  requestedAt: instantField.nullable(),
  acceptedAt: instantField.nullable().openapi({
    description: 'When its host accepted the request, which stays `requested` until the amount is captured.',
  }),
  confirmedAt: instantField.nullable(),
  endedAt: instantField.nullable(),
  endedBy: z.enum(['guest', 'host', 'support', 'system']).nullable(),
  refund: BookingRefund.nullable().openapi({ description: 'How the money was divided when it was cancelled.' }),
  hostFee: divisionFields.hostFee,
  payout: BookingPayout.nullable().openapi({
    description: 'What its host has of it; null for the guest, and until moments after it is paid or changed.',
  }),
  openAlteration: OpenAlteration.nullable().openapi({
    description:
      'What is proposed to alter it and not decided yet; what its guest proposes and has not paid for is none to the host.',
  }),
  isNoShow: z.boolean().openapi({ description: 'Whether the host reported that the guest did not come.' }),
  isDisputed: z.boolean().openapi({ description: "Whether a dispute with the guest's bank is open about its money." }),
};

export const bookingExample = {
  ...stayExample,
  state: 'confirmed',
  expiresAt: null,
  timeZone: 'America/New_York',
  checkInFrom: '15:00',
  checkOutBy: '11:00',
  listing: {
    title: 'Loft by the river',
    coverPhotoUrl: null,
    place: 'New York',
    checkInUntil: '21:00',
    location: { latitude: 40.7128, longitude: -74.006, isExact: true },
    address: {
      line1: '1 River Street',
      line2: null,
      city: 'New York',
      region: 'New York',
      postalCode: '10004',
      country: 'US',
    },
  },
  guest: { id: 'per_01kav0h2e6f8w9x3m5n7p9q1r3', name: 'Ada', avatarUrl: null },
  host: { id: 'per_01kav0h2e6f8w9x3m5n7p9q1r4', name: 'Grace', avatarUrl: null },
  payment: paymentExample,
  requestedAt: null,
  acceptedAt: null,
  confirmedAt: '2026-11-23T21:09:40.000Z',
  endedAt: null,
  endedBy: null,
  refund: null,
  hostFee: null,
  payout: null,
  openAlteration: null,
  isNoShow: false,
  isDisputed: false,
} as const;

export const ownFields = {
  ...bookingFields,
  side: z.enum(['guest', 'host']).openapi({ description: "The caller's." }),
};
export const ownExample = { ...bookingExample, side: 'guest' } as const;

/** What is too long, or takes too long, for each row of a page: the terms of a year-long stay are worked out in tens of milliseconds. */
export const singleFields = {
  houseRules: z.string().openapi({ description: 'As they are now, also where the listing is shown no more.' }),
  cancellation: CancellationTermsSchema,
};
export const singleExample = { houseRules: 'No shoes inside.', cancellation: cancellationExample };

export const Booking = z
  .strictObject({ ...ownFields, ...singleFields })
  .openapi('Booking', { example: { ...ownExample, ...singleExample } });

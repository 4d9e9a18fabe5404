import { policyCodes } from '../kernel/cancellation-policy.ts';
import { daysBetween, type Stay } from '../kernel/dates.ts';
import { lineCodes, nightSources } from '../kernel/price.ts';
import { MAX_STAY_NIGHTS } from '../kernel/stay-rules.ts';
import { z } from '../kernel/zod.ts';
import { currencyField, dateField, instantField, replyAmount, replyDate } from '../platform/http/fields.ts';
import { promotionCodeField } from './promotion-schemas.ts';

const head = z.int().min(0).max(50);

/** Who comes along. */
export const PartySchema = z
  .strictObject({
    adults: z.int().min(1).max(50),
    children: head.default(0).openapi({ description: 'From two years.' }),
    infants: head.default(0).openapi({ description: 'Under two years; they do not count as guests.' }),
    pets: head.default(0),
  })
  .openapi('Party', { example: { adults: 2, children: 1, infants: 0, pets: 0 } });

export const NewQuote = ofStay(
  z.strictObject({
    checkIn: dateField,
    checkOut: dateField.openapi({ example: '2027-06-19' }),
    party: PartySchema,
    promotionCode: promotionCodeField.nullable().default(null),
    displayCurrency: currencyField
      .nullable()
      .default(null)
      .openapi({ description: 'Another currency to show the total in; what is charged stays in that of the listing.' }),
  }),
).openapi('NewQuote', {
  example: {
    checkIn: '2027-06-12',
    checkOut: '2027-06-14',
    party: { adults: 2, children: 0, infants: 0, pets: 0 },
  },
});
export type NewQuote = z.output<typeof NewQuote>;

/** Refuses dates that no stay can have, in a body that names a stay. */
export function ofStay<S extends z.ZodType<Stay>>(body: S): S {
  return body
    .refine(({ checkIn, checkOut }) => checkIn < checkOut, { path: ['checkOut'], message: 'is not after checkIn' })
    .refine(({ checkIn, checkOut }) => daysBetween(checkIn, checkOut) <= MAX_STAY_NIGHTS, {
      path: ['checkOut'],
      message: `is more than ${MAX_STAY_NIGHTS} nights after checkIn`,
    });
}

/** A line of a price, in a quote as in a booking. */
export const PriceLineSchema = z
  .strictObject({
    code: z.enum(lineCodes),
    amount: z.int().openapi({ description: 'From payer to recipient; negative, as in a discount, it moves back.' }),
    payer: z.enum(['guest', 'host']),
    recipient: z.enum(['host', 'platform', 'tax']),
    taxable: z.boolean(),
    quantity: z.int().optional().openapi({ description: 'What is counted: nights, guests, guest-nights.' }),
    rateBps: z.int().optional().openapi({ description: 'A percentage in basis points: 1420 is 14.2 %.' }),
    name: z.string().optional().openapi({ description: 'What the fee, promotion or tax is called.' }),
    refundable: z.boolean().optional().openapi({ description: 'Of a fee: whether it goes back before check-in.' }),
    firstNight: replyDate.optional().openapi({
      description: 'Of a tax of an amount per night: the first night that it is due on.',
    }),
    lastNight: replyDate.optional().openapi({ description: 'The last one; those in between are taxed as well.' }),
  })
  .openapi('PriceLine', {
    example: { code: 'nights', amount: 36_000, payer: 'guest', recipient: 'host', taxable: true, quantity: 2 },
  });

/** The sums of a price's lines. */
export const TotalsSchema = z
  .strictObject({ guestPays: replyAmount, hostReceives: replyAmount, platformKeeps: replyAmount, taxes: replyAmount })
  .openapi('Totals', {
    description: '`guestPays` is the sum of the other three.',
    example: { guestPays: 41_112, hostReceives: 34_920, platformKeeps: 6_192, taxes: 0 },
  });

const CancellationTerm = z
  .strictObject({
    until: instantField.nullable().openapi({ description: 'This instant included; null: from then on.' }),
    refund: replyAmount,
  })
  .openapi('CancellationTerm', { example: { until: '2027-06-11T19:00:00.000Z', refund: 41_112 } });

/** What a guest who cancels gets back, over time. */
export const CancellationTermsSchema = z
  .strictObject({
    policy: z.enum(policyCodes),
    terms: z.array(CancellationTerm),
  })
  .openapi('CancellationTerms', {
    description: 'What a cancellation by the guest gives back; in a quote, if it is booked and confirmed at once.',
    example: {
      policy: 'flexible',
      terms: [
        { until: '2027-06-11T19:00:00.000Z', refund: 41_112 },
        { until: null, refund: 0 },
      ],
    },
  });

const PricedNight = z
  .strictObject({ date: replyDate, amount: replyAmount, source: z.enum(nightSources) })
  .openapi('PricedNight', { example: { date: '2027-06-12', amount: 18_000, source: 'override' } });

const priceFields = {
  lines: z.array(PriceLineSchema),
  totals: TotalsSchema,
  cancellation: CancellationTermsSchema,
};

/** A price that nobody has signed. */
export const StayPrice = z.strictObject(priceFields).openapi('StayPrice', {
  example: {
    lines: [{ code: 'nights', amount: 36_000, payer: 'guest', recipient: 'host', taxable: true, quantity: 2 }],
    totals: { guestPays: 36_000, hostReceives: 36_000, platformKeeps: 0, taxes: 0 },
    cancellation: { policy: 'nonRefundable', terms: [{ until: null, refund: 0 }] },
  },
});

const offerFields = {
  token: z.string().openapi({ description: 'Books this stay at this price: send it to `POST /v1/bookings`.' }),
  ...priceFields,
};

export const Offer = z.strictObject(offerFields).openapi('QuoteOffer', {
  description: 'The same stay at another rate; of one quote only one rate can be booked, once.',
  example: {
    token: 'eyJhbGciOiJIUzI1NiIsImtpZCI6InF1b3RlLTEifQ.eyJ2IjoyfQ.bXk2p1mRrJ9W0c3l5kq0T7v9p2q4s6u8w0y2A4C6E8G',
    lines: [{ code: 'nights', amount: 36_000, payer: 'guest', recipient: 'host', taxable: true, quantity: 2 }],
    totals: { guestPays: 36_000, hostReceives: 36_000, platformKeeps: 0, taxes: 0 },
    cancellation: { policy: 'nonRefundable', terms: [{ until: null, refund: 0 }] },
  },
});

const Displayed = z
  .strictObject({ currency: currencyField, total: replyAmount, day: replyDate })
  .openapi('DisplayedPrice', {
    description: 'What the guest pays, about, by the exchange rates of that day. It is not what is charged.',
    example: { currency: 'EUR', total: 37_823, day: '2027-03-01' },
  });

/** A price in two parts. */
export const SplitSchema = z
  .strictObject({
    first: replyAmount,
    rest: replyAmount,
    restDueAt: instantField.openapi({ description: 'When the rest is charged to the saved card.' }),
    restPayBy: instantField.openapi({
      description:
        'Until then the rest can be paid otherwise, where that card was refused; then the stay is cancelled.',
    }),
  })
  .openapi('PriceSplit', {
    description: 'A part is paid when the stay is booked, the rest before free cancellation ends.',
    example: {
      first: 20_556,
      rest: 20_556,
      restDueAt: '2027-06-08T19:00:00.000Z',
      restPayBy: '2027-06-10T19:00:00.000Z',
    },
  });

export const Quote = z
  .strictObject({
    quoteId: z.string(),
    listingId: z.string(),
    checkIn: replyDate,
    checkOut: replyDate,
    party: PartySchema,
    mode: z.enum(['instant', 'request']).openapi({ description: '`request`: the host has to accept.' }),
    currency: currencyField.openapi({ description: 'In which the card is charged.' }),
    nightly: z.array(PricedNight),
    damageDeposit: replyAmount.nullable().openapi({
      description: 'Set aside on the card near the arrival, beside the total; null: nothing.',
    }),
    split: SplitSchema.nullable().openapi({
      description: 'How the total can be paid in two parts, where it can: `split` in `POST /v1/bookings`.',
    }),
    ...offerFields,
    nonRefundable: Offer.nullable().openapi({ description: 'Cheaper and without a refund, where the host offers it.' }),
    displayed: Displayed.nullable().openapi({
      description: 'Null unless it was asked for, the rates are known, and numbers hold it.',
    }),
    expiresAt: instantField,
  })
  .openapi('Quote', {
    example: {
      quoteId: 'quo_01kav0h2e6f8w9x3m5n7p9q1r3',
      token: 'eyJhbGciOiJIUzI1NiIsImtpZCI6InF1b3RlLTEifQ.eyJ2IjoxfQ.bXk2p1mRrJ9W0c3l5kq0T7v9p2q4s6u8w0y2A4C6E8G',
      listingId: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
      checkIn: '2027-06-12',
      checkOut: '2027-06-14',
      party: { adults: 2, children: 0, infants: 0, pets: 0 },
      mode: 'instant',
      currency: 'USD',
      nightly: [
        { date: '2027-06-12', amount: 18_000, source: 'override' },
        { date: '2027-06-13', amount: 18_000, source: 'base' },
      ],
      lines: [
        { code: 'nights', amount: 36_000, payer: 'guest', recipient: 'host', taxable: true, quantity: 2 },
        { code: 'guest-fee', amount: 5_112, payer: 'guest', recipient: 'platform', taxable: false, rateBps: 1420 },
        { code: 'host-fee', amount: 1_080, payer: 'host', recipient: 'platform', taxable: false, rateBps: 300 },
      ],
      totals: { guestPays: 41_112, hostReceives: 34_920, platformKeeps: 6_192, taxes: 0 },
      cancellation: {
        policy: 'flexible',
        terms: [
          { until: '2027-06-11T19:00:00.000Z', refund: 41_112 },
          { until: null, refund: 0 },
        ],
      },
      damageDeposit: 20_000,
      split: {
        first: 20_556,
        rest: 20_556,
        restDueAt: '2027-06-08T19:00:00.000Z',
        restPayBy: '2027-06-10T19:00:00.000Z',
      },
      nonRefundable: null,
      displayed: null,
      expiresAt: '2026-11-23T21:22:12.000Z',
    },
  });

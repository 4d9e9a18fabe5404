import { z } from '../kernel/zod.ts';
import {
  amountField,
  currencyField,
  dateField,
  instantField,
  replyAmount,
  replyDate,
} from '../platform/http/fields.ts';
import { ofStay, PartySchema, PriceLineSchema, TotalsSchema } from '../pricing/index.ts';

export const NewAlteration = ofStay(
  z.strictObject({
    checkIn: dateField,
    checkOut: dateField.openapi({ example: '2027-06-19' }),
    party: PartySchema,
    nightly: amountField.optional().openapi({
      description: 'A price agreed for each night, without discounts. Without it nights that were booked keep theirs.',
    }),
  }),
).openapi('NewAlteration', {
  example: {
    checkIn: '2027-06-12',
    checkOut: '2027-06-15',
    party: { adults: 2, children: 0, infants: 0, pets: 0 },
    nightly: 17_000,
  },
});

const AlterationPayment = z
  .strictObject({
    id: z.string(),
    amount: replyAmount,
    clientSecret: z.string().nullable().openapi({
      description: "For Stripe.js, in the guest's browser; null for the host, and once it can't be paid any more.",
    }),
  })
  .openapi('AlterationPayment', {
    example: {
      id: 'pay_01kav0h2e6f8w9x3m5n7p9q1r3',
      amount: 20_556,
      clientSecret: 'pi_3PqExample_secret_K4d0Example',
    },
  });

export const Alteration = z
  .strictObject({
    id: z.string(),
    bookingId: z.string(),
    state: z
      .enum(['unpaid', 'proposed', 'accepting', 'accepted', 'declined', 'withdrawn', 'expired', 'failed'])
      .openapi({
        description:
          '`unpaid`: the guest who proposes has to authorise the difference; `proposed`: the other side has to answer; ' +
          '`accepting`: the guest has accepted and has to authorise the difference; `failed`: accepted, but the ' +
          'authorised amount could not be captured.',
      }),
    proposedBy: z.enum(['guest', 'host']),
    checkIn: replyDate,
    checkOut: replyDate,
    party: PartySchema,
    currency: currencyField,
    lines: z.array(PriceLineSchema),
    totals: TotalsSchema,
    difference: replyAmount.openapi({
      description:
        'What the guest pays more; what goes back where it is negative, or as much as is left where support has given ' +
        'something back before.',
    }),
    payment: AlterationPayment.nullable(),
    expiresAt: instantField.nullable(),
    createdAt: instantField,
    endedAt: instantField.nullable(),
  })
  .openapi('Alteration', {
    example: {
      id: 'alt_01kav0h2e6f8w9x3m5n7p9q1r3',
      bookingId: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3',
      state: 'proposed',
      proposedBy: 'guest',
      checkIn: '2027-06-12',
      checkOut: '2027-06-15',
      party: { adults: 2, children: 0, infants: 0, pets: 0 },
      currency: 'USD',
      lines: [{ code: 'nights', amount: 54_000, payer: 'guest', recipient: 'host', taxable: true, quantity: 3 }],
      totals: { guestPays: 54_000, hostReceives: 54_000, platformKeeps: 0, taxes: 0 },
      difference: 18_000,
      payment: { id: 'pay_01kav0h2e6f8w9x3m5n7p9q1r3', amount: 18_000, clientSecret: null },
      expiresAt: '2027-06-04T12:00:00.000Z',
      createdAt: '2027-06-01T12:00:00.000Z',
      endedAt: null,
    },
  });

/** Of one that is open, what a list of bookings shows: whose turn it is, and till when. */
export const OpenAlteration = z
  .strictObject({
    id: z.string(),
    state: z.enum(['unpaid', 'proposed', 'accepting']).openapi({
      description:
        '`proposed`: the other side has to answer. `unpaid`, `accepting`: the guest, who proposes or has accepted, has to ' +
        'authorise the difference.',
    }),
    proposedBy: z.enum(['guest', 'host']),
    expiresAt: instantField,
  })
  .openapi('OpenAlteration', {
    example: {
      id: 'alt_01kav0h2e6f8w9x3m5n7p9q1r3',
      state: 'proposed',
      proposedBy: 'guest',
      expiresAt: '2027-06-04T12:00:00.000Z',
    },
  });

export const Alterations = z.strictObject({ data: z.array(Alteration) }).openapi('Alterations', {
  example: { data: [] },
});

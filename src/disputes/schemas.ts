import { z } from '../kernel/zod.ts';
import { amountField, currencyField, idField, instantField, textField } from '../platform/http/fields.ts';
import { pageOf, pageQuery } from '../platform/http/page.ts';

const example = {
  id: 'dis_01kav0h2e6f8w9x3m5n7p9q1r3',
  bookingId: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3',
  paymentId: 'pay_01kav0h2e6f8w9x3m5n7p9q1r3',
  amount: 34_260,
  currency: 'USD',
  reason: 'fraudulent',
  state: 'open',
  evidenceDueBy: '2027-06-20T12:00:00.000Z',
  answer: null,
  answeredAt: null,
  createdAt: '2027-06-11T12:00:00.000Z',
} as const;

const evidence = {
  customerName: 'Ada',
  customerEmail: 'ada@stays.example',
  product: 'A stay at "Loft by the river", 2027-06-03 to 2027-06-05, 2 guests. Paid: 342.60 USD.',
  serviceDate: '2027-06-03 to 2027-06-05',
  terms: 'Shown with the price before it was paid. Policy "flexible".',
  refunds: 'Of 342.60 USD paid, 0.00 USD were refunded.',
  activity: '2027-03-01T12:00:00.000Z booking.confirmed',
  statement: '',
};

const states = ['open', 'answered', 'won', 'lost'] as const;

const EvidenceSchema = z
  .strictObject({
    customerName: z
      .string()
      .openapi({ description: 'Empty, as the address, where the guest has closed their account.' }),
    customerEmail: z.string(),
    product: z.string(),
    serviceDate: z
      .string()
      .openapi({ description: 'The days on which the stay takes place; empty where it never did.' }),
    terms: z.string().openapi({
      description: 'The cancellation terms, as they were shown before the payment, or since the stay was altered.',
    }),
    refunds: z.string(),
    activity: z.string().openapi({ description: 'What happened to the booking and when, a line each.' }),
    statement: z.string().openapi({ description: 'What support has added.' }),
  })
  .openapi('DisputeEvidence', { description: 'What speaks for the payment.', example: evidence });

const summary = {
  id: idField('dispute'),
  bookingId: z.string(),
  paymentId: idField('payment').nullable().openapi({
    description: 'Null where it is about a damage deposit of which something was taken.',
  }),
  amount: amountField,
  currency: currencyField,
  reason: z.string().openapi({ description: "The bank's, in Stripe's words.", example: 'fraudulent' }),
  state: z.enum(states).openapi({ description: '`answered` until the bank has decided.' }),
  evidenceDueBy: instantField.nullable().openapi({ description: 'Until then it can be answered.' }),
  answer: z.enum(['evidence', 'accept']).nullable(),
  answeredAt: instantField.nullable(),
  createdAt: instantField,
};

export const DisputeSummary = z.strictObject(summary).openapi('DisputeSummary', { example });

export const DisputePage = pageOf(DisputeSummary, 'DisputePage');

export const Dispute = z
  .strictObject({
    ...summary,
    evidence: EvidenceSchema.nullable().openapi({
      description: 'What was sent or, until then, would be; null when support has given in.',
    }),
  })
  .openapi('Dispute', { example: { ...example, evidence } });

export const DisputeQuery = z.object({ ...pageQuery, state: z.enum(states).optional() });

export const DisputeCursor = z.tuple([idField('dispute')]);

export const Contest = z
  .strictObject({
    statement: textField(0, 4_000).openapi({ example: 'The guest stayed both nights and wrote a review.' }),
  })
  .openapi('ContestDispute', { example: { statement: 'The guest stayed both nights and wrote a review.' } });

import { z } from '../kernel/zod.ts';
import { currencyField, instantField, replyAmount } from '../platform/http/fields.ts';
import { CancellationTermsSchema, TotalsSchema } from '../pricing/index.ts';

export const cancellationExample = {
  policy: 'flexible',
  terms: [
    { until: '2027-06-11T19:00:00.000Z', refund: 41_112 },
    { until: null, refund: 0 },
  ],
} as const;

/** How the money is divided when a booking is cancelled. */
export const divisionFields = {
  refund: replyAmount.openapi({ description: 'What the guest gets back.' }),
  kept: TotalsSchema.openapi({ description: 'Who has what of the rest.' }),
  hostFee: replyAmount.nullable().openapi({
    description: 'What a host who cancels owes the platform; null for the guest.',
  }),
  nightsStayed: z.int(),
};

export const divisionExample = {
  refund: 18_000,
  kept: { guestPays: 23_112, hostReceives: 19_620, platformKeeps: 3_492, taxes: 0 },
  hostFee: 0,
  nightsStayed: 0,
};

const terms = z.enum(['guest', 'host', 'support']);

export const PreviewQuery = z.strictObject({
  at: instantField.optional().openapi({ description: 'When it would be cancelled; now, without it.' }),
  terms: z
    .enum(['guest', 'host'])
    .optional()
    .openapi({ description: 'Who would cancel; the caller, without it. A no-show is divided as if the guest did.' }),
});

const RefundStep = z
  .strictObject({
    until: instantField.nullable().openapi({ description: 'This instant included; null: from then on.' }),
    ...divisionFields,
  })
  .openapi('RefundStep', { example: { until: '2027-06-12T19:00:00.000Z', ...divisionExample } });

export const RefundPreview = z
  .strictObject({
    at: instantField,
    terms: terms.openapi({ description: 'Who would cancel.' }),
    currency: currencyField,
    ...divisionFields,
    steps: z.array(RefundStep).openapi({ description: 'The same over time, from the confirmation on.' }),
    cancellation: CancellationTermsSchema.openapi({ description: 'What a guest who cancels gets back, over time.' }),
  })
  .openapi('RefundPreview', {
    example: {
      at: '2027-06-12T12:00:00.000Z',
      terms: 'guest',
      currency: 'USD',
      ...divisionExample,
      steps: [{ until: '2027-06-12T19:00:00.000Z', ...divisionExample }],
      cancellation: cancellationExample,
    },
  });

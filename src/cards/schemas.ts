import { z } from '../kernel/zod.ts';
import { instantField } from '../platform/http/fields.ts';

export const CardSetup = z
  .strictObject({
    id: z.string(),
    clientSecret: z.string().nullable().openapi({
      description: "For Stripe.js, in the owner's browser. Null in the answer to a retry, once a card was saved by it.",
    }),
  })
  .openapi('CardSetup', {
    example: { id: 'cse_01kav0h2e6f8w9x3m5n7p9q1r3', clientSecret: 'seti_1PqExample_secret_K4d0Example' },
  });

const cardExample = {
  id: 'crd_01kav0h2e6f8w9x3m5n7p9q1r3',
  brand: 'visa',
  last4: '4242',
  expMonth: 12,
  expYear: 2030,
  isDefault: true,
  savedAt: '2026-11-23T21:07:12.000Z',
};

export const SavedCard = z
  .strictObject({
    id: z.string(),
    brand: z.string(),
    last4: z.string(),
    expMonth: z.int(),
    expYear: z.int(),
    isDefault: z.boolean().openapi({ description: 'Whether it is the one to offer first.' }),
    savedAt: instantField,
  })
  .openapi('SavedCard', { example: cardExample });

export const SavedCards = z
  .strictObject({ data: z.array(SavedCard) })
  .openapi('SavedCards', { example: { data: [cardExample] } });

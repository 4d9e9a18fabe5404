import { z } from '../kernel/zod.ts';
import { amountField, currencyField, instantField, textField } from '../platform/http/fields.ts';
import { divisionExample, divisionFields } from './preview-schemas.ts';
import { bookingExample, bookingFields, singleExample, singleFields } from './schemas.ts';

const reason = textField(1, 2_000).openapi({
  description: 'Why; for the audit trail, no guest or host reads it.',
  example: 'The heating failed, case 4711',
});

const terms = z.enum(['guest', 'host', 'support']).openapi({
  description:
    'As if cancelled by the guest (what the policy says), by the host (everything, for a fee), or by neither ' +
    '(everything, at nobody’s cost).',
});

const shares = {
  hostReceives: amountField,
  platformKeeps: amountField,
  taxes: amountField,
};

const RefundableShares = z
  .strictObject(shares)
  .openapi('RefundableShares', { example: { hostReceives: 34_920, platformKeeps: 6_192, taxes: 0 } });

/** Without the exact place. */
export const supportExample = {
  ...bookingExample,
  listing: {
    ...bookingExample.listing,
    location: { latitude: 40.7141, longitude: -74.0032, isExact: false },
    address: null,
  },
};

export const SupportBooking = z
  .strictObject({
    ...bookingFields,
    ...singleFields,
    refundable: RefundableShares.nullable().openapi({
      description: 'What each can still give back; null for what was never paid.',
    }),
  })
  .openapi('SupportBooking', {
    description: 'A booking as support sees it, without the exact place.',
    example: {
      ...supportExample,
      ...singleExample,
      refundable: { hostReceives: 34_920, platformKeeps: 6_192, taxes: 0 },
    },
  });

const KeptShares = z.strictObject(shares).openapi('KeptShares', {
  description: 'Who keeps what of the money paid, instead of what the terms say; the guest gets the rest.',
  example: { hostReceives: 10_000, platformKeeps: 0, taxes: 0 },
});

const GivenShares = z
  .strictObject(shares)
  .refine(({ hostReceives, platformKeeps, taxes }) => hostReceives + platformKeeps + taxes > 0, 'is nothing')
  .openapi('GivenShares', {
    description: 'Who gives back what; the guest gets the sum, which is more than nothing.',
    example: { hostReceives: 5_000, platformKeeps: 0, taxes: 0 },
  });

export const SupportCancels = z
  .strictObject({
    reason,
    terms: terms.default('support'),
    kept: KeptShares.optional(),
    hostFee: amountField.optional().openapi({ description: 'What the host owes, instead of what the terms say.' }),
  })
  .openapi('SupportCancels', {
    example: {
      reason: 'The heating failed, case 4711',
      terms: 'host',
      kept: { hostReceives: 10_000, platformKeeps: 0, taxes: 0 },
      hostFee: 0,
    },
  });

export const SupportCancellation = z
  .strictObject({ bookingId: z.string(), currency: currencyField, ...divisionFields })
  .openapi('SupportCancellation', {
    example: { bookingId: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3', currency: 'USD', ...divisionExample },
  });

export const SupportRefunds = z.strictObject({ reason, from: GivenShares }).openapi('SupportRefunds', {
  example: { reason: 'No hot water', from: { hostReceives: 5_000, platformKeeps: 0, taxes: 0 } },
});

export const SupportRefund = z
  .strictObject({
    bookingId: z.string(),
    currency: currencyField,
    refund: z.int(),
    kept: divisionFields.kept,
  })
  .openapi('SupportRefund', {
    example: {
      bookingId: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3',
      currency: 'USD',
      refund: 5_000,
      kept: { guestPays: 36_112, hostReceives: 29_920, platformKeeps: 6_192, taxes: 0 },
    },
  });

export const PayReturned = z
  .strictObject({ reason })
  .openapi('PayReturned', { example: { reason: 'The guest has a new card, case 4711' } });

export const ReturnedPaid = z
  .strictObject({
    bookingId: z.string(),
    currency: currencyField,
    refund: z.int().openapi({ description: 'What is paid once more, of the stay and of the deposit together.' }),
  })
  .openapi('ReturnedPaid', {
    example: { bookingId: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3', currency: 'USD', refund: 5_000 },
  });

export const SupportPreviewQuery = z.strictObject({
  at: instantField.optional().openapi({ description: 'When it would be cancelled; now, without it.' }),
  terms: terms.default('support'),
});

import { emailField } from '../accounts/index.ts';
import { idPattern } from '../kernel/ids.ts';
import { z } from '../kernel/zod.ts';
import { idField, instantField, textField } from '../platform/http/fields.ts';

export const AccountQuery = z
  .strictObject({
    email: emailField.optional(),
    id: idField('person').optional().openapi({ description: 'As a booking, a review or an event names the person.' }),
  })
  .refine(({ email, id }) => (email === undefined) !== (id === undefined), {
    path: ['email'],
    message: 'is needed, or else an id alone',
  });

export const OperatorReason = z
  .strictObject({
    reason: textField(1, 2_000).openapi({ description: 'Why; for the audit trail, the person does not read it.' }),
  })
  .openapi('OperatorReason', { example: { reason: 'Listed a house of somebody else, case 4711' } });

export const EmailRestoration = OperatorReason.extend({
  email: emailField.openapi({ description: 'An address that the account has left within 30 days.' }),
}).openapi('EmailRestoration', {
  example: { email: 'ada@stays.example', reason: 'Taken over; wrote from the old address, case 4711' },
});

export const Account = z
  .strictObject({
    id: z.string().regex(idPattern('person')),
    email: z.string(),
    emailVerified: z.boolean(),
    name: z.string(),
    roles: z.array(z.enum(['admin', 'support'])),
    createdAt: instantField,
    suspendedAt: instantField.nullable(),
  })
  .openapi('Account', {
    description: 'An account as operators see it.',
    example: {
      id: 'per_01kav0h2e6f8w9x3m5n7p9q1r3',
      email: 'ada@stays.example',
      emailVerified: true,
      name: 'Ada',
      roles: [],
      createdAt: '2026-11-23T21:07:12.000Z',
      suspendedAt: null,
    },
  });

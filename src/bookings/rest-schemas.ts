import { z } from '../kernel/zod.ts';
import { instantField, replyAmount } from '../platform/http/fields.ts';

export const restExample = {
  paymentId: null,
  state: 'scheduled' as const,
  amount: 20_556,
  dueAt: '2027-06-08T19:00:00.000Z',
  payBy: '2027-06-10T19:00:00.000Z',
  error: null,
};

/** The rest of a stay that is paid in two parts, as the booking shows it. */
export const BookingRestSchema = z
  .strictObject({
    paymentId: z.string().nullable().openapi({
      description:
        'Once it is due. Where the card was refused, `payments_get` has the secret by which the guest pays it.',
    }),
    state: z.enum(['scheduled', 'due', 'failed', 'paid', 'cancelled']).openapi({
      description:
        '`scheduled`: to be charged at `dueAt`. `due`: being charged. `failed`: the saved card could not be; the guest ' +
        'can pay it until `payBy`. `paid`. `cancelled`: the booking ended before it was paid, or the time for it did.',
    }),
    amount: replyAmount,
    dueAt: instantField,
    payBy: instantField.openapi({ description: 'If it is unpaid by then, the stay is cancelled.' }),
    error: z.string().nullable().openapi({
      description: 'Why the card was refused, a code of Stripe; null for the host.',
      example: 'insufficient_funds',
    }),
  })
  .openapi('BookingRest', { description: 'In the currency of the booking.', example: restExample });

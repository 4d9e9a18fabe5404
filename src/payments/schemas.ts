import { z } from '../kernel/zod.ts';
import { currencyField, instantField, replyAmount } from '../platform/http/fields.ts';

/** Whatever a payer can do about a payment, and what that takes. */
export const Payment = z
  .strictObject({
    id: z.string(),
    subject: z.string().openapi({ description: 'What is paid for: a booking.' }),
    state: z.enum(['pending', 'authorised', 'captured', 'cancelled']),
    amount: replyAmount,
    refunded: replyAmount,
    currency: currencyField,
    payableUntil: instantField,
    error: z.string().nullable().openapi({ description: "Stripe's code of the last refused card." }),
    nextAction: z
      .enum(['pay', 'authenticate', 'wait'])
      .nullable()
      .openapi({
        description:
          '`pay`: confirm it with a card, the same or another. `authenticate`: the bank wants to see its customer ' +
          '(`handleNextAction`). `wait`: the card network takes its time. Null: nothing can be done about it any more.',
      }),
    clientSecret: z.string().nullable().openapi({ description: 'For Stripe.js, while there is something to do.' }),
  })
  .openapi('Payment', {
    example: {
      id: 'pay_01kav0h2e6f8w9x3m5n7p9q1r3',
      subject: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3',
      state: 'pending',
      amount: 41_112,
      refunded: 0,
      currency: 'USD',
      payableUntil: '2026-11-23T21:22:12.000Z',
      error: 'authentication_required',
      nextAction: 'authenticate',
      clientSecret: 'pi_3PqExample_secret_K4d0Example',
    },
  });

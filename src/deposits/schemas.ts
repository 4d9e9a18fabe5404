import { z } from '../kernel/zod.ts';
import { currencyField, instantField, replyAmount, textField } from '../platform/http/fields.ts';

const DepositClaim = z
  .strictObject({ amount: replyAmount, reason: z.string(), claimedAt: instantField })
  .openapi('DepositClaim', {
    example: { amount: 8_000, reason: 'The window of the kitchen is broken.', claimedAt: '2027-06-15T09:00:00.000Z' },
  });

const fields = {
  state: z.enum(['scheduled', 'authorised', 'failed', 'released', 'captured']).openapi({
    description:
      '`scheduled`: to be authorised at `authoriseAt`. `authorised`: set aside on the card. `failed`: it could not be; ' +
      'until the check-in the guest can. `released`: nothing was taken. `captured`: what the host claimed was taken, ' +
      'the rest is free.',
  }),
  amount: replyAmount,
  captured: replyAmount,
  refunded: replyAmount.openapi({ description: 'What support has given back of it.' }),
  authoriseAt: instantField,
  claimUntil: instantField.openapi({ description: 'From the check-in until then the host can claim it.' }),
  error: z.string().nullable().openapi({
    description: 'Why it could not be authorised, a code of Stripe; null for the host.',
    example: 'authentication_required',
  }),
  claim: DepositClaim.nullable().openapi({ description: "The host's claim; paid once the state is `captured`." }),
};

export const depositExample = {
  state: 'authorised' as const,
  amount: 20_000,
  captured: 0,
  refunded: 0,
  authoriseAt: '2027-06-10T19:00:00.000Z',
  claimUntil: '2027-06-16T15:00:00.000Z',
  error: null,
  claim: null,
};

/** The damage deposit of a booking, as the booking shows it. */
export const BookingDepositSchema = z
  .strictObject(fields)
  .openapi('BookingDeposit', { description: 'In the currency of the booking.', example: depositExample });

export const Deposit = z
  .strictObject({
    bookingId: z.string(),
    ...fields,
    currency: currencyField,
    nextAction: z
      .enum(['pay', 'authenticate', 'wait'])
      .nullable()
      .openapi({
        description:
          'What the guest can do. `pay`: confirm it with a card. `authenticate`: the bank wants to see its customer ' +
          '(`handleNextAction`). `wait`: the card network takes its time. Null: nothing.',
      }),
    clientSecret: z.string().nullable().openapi({ description: 'For Stripe.js, while there is something to do.' }),
  })
  .openapi('DamageDeposit', {
    example: {
      bookingId: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3',
      ...depositExample,
      currency: 'USD',
      state: 'failed',
      error: 'authentication_required',
      nextAction: 'pay',
      clientSecret: 'pi_3PqExample_secret_K4d0Example',
    },
  });

export const ClaimDeposit = z
  .strictObject({
    amount: z.int().min(1).max(100_000_000_000).openapi({ description: 'At most the deposit.', example: 8_000 }),
    reason: textField(1, 1_000).openapi({ description: 'The guest reads it.' }),
  })
  .openapi('ClaimDeposit', { example: { amount: 8_000, reason: 'The window of the kitchen is broken.' } });

export const RefundDeposit = z
  .strictObject({
    amount: z.int().min(1).max(100_000_000_000).openapi({ description: 'At most what is left of it.', example: 8_000 }),
    reason: textField(1, 1_000).openapi({ description: 'It goes into the audit trail.' }),
  })
  .openapi('RefundDeposit', { example: { amount: 8_000, reason: 'The window was broken before.' } });

export const DepositRefund = z
  .strictObject({
    bookingId: z.string(),
    currency: currencyField,
    refund: replyAmount,
    left: replyAmount.openapi({ description: 'What is left of what was taken.' }),
  })
  .openapi('DepositRefund', {
    example: { bookingId: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3', currency: 'USD', refund: 8_000, left: 0 },
  });

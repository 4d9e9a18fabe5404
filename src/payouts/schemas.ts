import { z } from '../kernel/zod.ts';
import { currencyField, idField, instantField, replyAmount, replyDate } from '../platform/http/fields.ts';
import { instantInKey, pageOf, pageQuery } from '../platform/http/page.ts';

export const amount = replyAmount.openapi({ example: 19_400 });
const asked = z.array(z.string()).openapi({ example: ['external_account'] });

const RequirementsSchema = z
  .strictObject({
    currentlyDue: asked,
    pastDue: asked.openapi({ description: 'What keeps the host from being paid.' }),
    eventuallyDue: asked,
    deadline: instantField.nullable().openapi({ description: 'When what is currently due will be past due.' }),
  })
  .openapi('PayoutRequirements', {
    description: "What Stripe asks of the host, in Stripe's own words.",
    example: { currentlyDue: [], pastDue: [], eventuallyDue: [], deadline: null },
  });

export const NewPayoutAccount = z
  .strictObject({
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'is not an ISO 3166 code of two letters')
      .openapi({ description: 'Where the host lives, or the business is established; it cannot be changed.' }),
  })
  .openapi('NewPayoutAccount', { example: { country: 'US' } });

export const PayoutAccount = z
  .strictObject({
    id: z.string(),
    country: z.string(),
    state: z.enum(['onboarding', 'active', 'restricted']).openapi({
      description:
        '`onboarding`: Stripe knows too little of the host. `active`: the host can be paid. `restricted`: Stripe does ' +
        'not pay the host until what it asks for is given; payouts wait. One that it does not make, or knows no more, is ' +
        'left by opening another.',
    }),
    disabledReason: z
      .string()
      .nullable()
      .openapi({
        description:
          "Why Stripe does not pay, in Stripe's own words; `account_gone` where Stripe knows the account no more, and for an " +
          'account that Stripe does not make its code, as `country_unsupported`, or `refused`.',
      }),
    requirements: RequirementsSchema,
    createdAt: instantField,
  })
  .openapi('PayoutAccount', {
    example: {
      id: 'pac_01kav0h2e6f8w9x3m5n7p9q1r3',
      country: 'US',
      state: 'active',
      disabledReason: null,
      requirements: { currentlyDue: [], pastDue: [], eventuallyDue: [], deadline: null },
      createdAt: '2026-11-23T21:07:12.000Z',
    },
  });

export const OnboardingLink = z.strictObject({ url: z.url(), expiresAt: instantField }).openapi('OnboardingLink', {
  description: 'Opens once. Stripe leads back to the front end, to `/payouts?onboarding=done` or `…=again`.',
  example: { url: 'https://connect.stripe.com/setup/e/acct_1/abc', expiresAt: '2026-11-23T21:12:12.000Z' },
});

export const Payout = z
  .strictObject({
    id: z.string(),
    bookingId: z.string(),
    listingId: z.string(),
    listingTitle: z.string(),
    checkIn: replyDate,
    checkOut: replyDate,
    currency: currencyField,
    gross: amount.openapi({ description: 'What is paid of the booking.' }),
    withheld: amount.openapi({ description: 'What is kept of that for what the host owed.' }),
    amount: amount.openapi({ description: 'What is transferred: `gross` less `withheld`.' }),
    reversed: amount.openapi({ description: 'What was taken back of the transfer since.' }),
    state: z.enum(['pending', 'paid', 'failed']).openapi({
      description: "`failed`: Stripe refused it; the money is still the host's, and paid by another payout.",
    }),
    failure: z.string().nullable(),
    createdAt: instantField,
    paidAt: instantField.nullable(),
  })
  .openapi('Payout', {
    example: {
      id: 'pyo_01kav0h2e6f8w9x3m5n7p9q1r3',
      bookingId: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3',
      listingId: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
      listingTitle: 'Loft by the river',
      checkIn: '2027-06-12',
      checkOut: '2027-06-14',
      currency: 'USD',
      gross: 19_400,
      withheld: 0,
      amount: 19_400,
      reversed: 0,
      state: 'paid',
      failure: null,
      createdAt: '2027-06-13T19:00:04.000Z',
      paidAt: '2027-06-13T19:00:06.000Z',
    },
  });

export const PayoutPage = pageOf(Payout, 'PayoutPage');
export const PageQuery = z.object(pageQuery);
export const PayoutQuery = PageQuery.extend({
  bookingId: idField('booking').optional().openapi({ description: 'Only those of this booking.' }),
});
export const PayoutCursor = z.tuple([idField('payout')]);

export const UnresolvedPayout = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['transfer', 'reversal']).openapi({ description: '`reversal`: of a transfer that was made before.' }),
    hostId: z.string(),
    bookingId: z.string(),
    currency: currencyField,
    amount,
    attempts: z.int().openapi({ description: 'How often it was begun, each time under a key of its own.', example: 1 }),
    createdAt: instantField,
    unresolvedAt: instantField.openapi({ description: 'Since when nobody knows whether it was made.' }),
  })
  .openapi('UnresolvedPayout', {
    example: {
      id: 'pyo_01kav0h2e6f8w9x3m5n7p9q1r3',
      kind: 'transfer',
      hostId: 'per_01kav0h2e6f8w9x3m5n7p9q1r3',
      bookingId: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3',
      currency: 'USD',
      amount: 19_400,
      attempts: 1,
      createdAt: '2027-06-13T19:00:04.000Z',
      unresolvedAt: '2027-06-14T15:00:04.000Z',
    },
  });

export const UnresolvedPayoutPage = pageOf(UnresolvedPayout, 'UnresolvedPayoutPage');
export const UnresolvedPayoutCursor = z.tuple([instantInKey, z.union([idField('payout'), idField('payoutReversal')])]);

export const BankPayout = z
  .strictObject({
    id: z.string().openapi({ description: "Stripe's id." }),
    currency: currencyField,
    amount: amount.openapi({
      description: 'Negative: what Stripe takes from the bank, because the account there has too little.',
    }),
    state: z.enum(['pending', 'in-transit', 'paid', 'failed', 'canceled']).openapi({
      description:
        '`failed`: the bank has sent it back. Stripe pays it out again once the host has given it a bank account that ' +
        'works. Of a negative amount: the bank has not given it.',
    }),
    failure: z.string().nullable(),
    arrivesAt: instantField,
    createdAt: instantField,
  })
  .openapi('BankPayout', {
    description: "What Stripe pays from the host's account there to the host's bank.",
    example: {
      id: 'po_1QabcdEFGHijkl',
      currency: 'USD',
      amount: 19_400,
      state: 'paid',
      failure: null,
      arrivesAt: '2027-06-16T00:00:00.000Z',
      createdAt: '2027-06-14T00:00:00.000Z',
    },
  });

export const BankPayoutPage = pageOf(BankPayout, 'BankPayoutPage');
export const BankPayoutCursor = z.tuple([instantInKey, z.string()]);

const CurrencyBalance = z
  .strictObject({
    currency: currencyField,
    coming: amount.openapi({ description: 'Paid for by guests and not paid out yet, stays to come included.' }),
    inTransfer: amount.openapi({ description: 'Decided to be paid out, and not yet transferred.' }),
    paid: amount.openapi({ description: 'Transferred in all, less what was taken back.' }),
    owed: amount.openapi({ description: 'What the host owes; it is kept from what is paid next.' }),
    nextAt: instantField.nullable().openapi({
      description: 'When the next payout is due; in the past while it waits for the account or for a least amount.',
    }),
    heldUntil: instantField.nullable().openapi({ description: 'Stripe has refused a payout: it is tried again then.' }),
  })
  .openapi('HostBalance', {
    example: {
      currency: 'USD',
      coming: 58_200,
      inTransfer: 0,
      paid: 19_400,
      owed: 0,
      nextAt: '2027-07-02T19:00:00.000Z',
      heldUntil: null,
    },
  });

export const HostBalances = z
  .strictObject({ balances: z.array(CurrencyBalance) })
  .openapi('HostBalances', { example: { balances: [] } });

export const PayoutStatus = HostBalances.extend({
  account: PayoutAccount.nullable().openapi({ description: 'Null where the host has opened none.' }),
}).openapi('PayoutStatus', {
  description: 'Whether a host can be paid, and what there is to be paid.',
  example: { account: null, balances: [] },
});

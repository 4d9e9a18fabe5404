import { z } from '../kernel/zod.ts';
import { ledgerAccounts } from '../platform/db/tables/payments.ts';
import { currencyField, instantField, replyAmount } from '../platform/http/fields.ts';

const account = z.enum(ledgerAccounts).openapi({
  description:
    'What the marketplace has, or has spent, is positive (`stripe`, `bank`, `receivables`, `disputes`, `stripe-fees`); ' +
    'what it owes, or has earned, is negative (`guest`, `host`, `transfers`, `deposits`, `tax`, `platform`). `exchange` ' +
    'and `adjustments` are for conversions and corrections.',
});
const entryExample = {
  effect: 'capture',
  reference: 'pay_01kav0h2e6f8w9x3m5n7p9q1r3',
  account: 'host',
  amount: -34_920,
  currency: 'USD',
  ownerId: 'per_01kav0h2e6f8w9x3m5n7p9q1r4',
  postedAt: '2026-11-23T21:09:40.000Z',
} as const;

const LedgerEntry = z
  .strictObject({
    effect: z.string().openapi({ description: 'What happened. Its postings sum to zero.' }),
    reference: z.string().openapi({ description: 'To what it happened.' }),
    account,
    amount: replyAmount,
    currency: currencyField,
    ownerId: z.string().nullable().openapi({ description: "Whose it is; null for the marketplace's own." }),
    postedAt: instantField,
  })
  .openapi('LedgerEntry', { example: entryExample });

const LedgerBalance = z
  .strictObject({ account, currency: currencyField, balance: replyAmount })
  .openapi('LedgerBalance', { example: { account: 'host', currency: 'USD', balance: -34_920 } });

export const BookingLedger = z
  .strictObject({
    bookingId: z.string(),
    side: z.enum(['guest', 'host', 'operator']).openapi({ description: "The caller's." }),
    entries: z.array(LedgerEntry).openapi({ description: 'In the order in which they were posted.' }),
    balances: z.array(LedgerBalance).openapi({ description: 'What these entries sum up to.' }),
  })
  .openapi('BookingLedger', {
    example: {
      bookingId: 'bkg_01kav0h2e6f8w9x3m5n7p9q1r3',
      side: 'host',
      entries: [entryExample],
      balances: [{ account: 'host', currency: 'USD', balance: -34_920 }],
    },
  });

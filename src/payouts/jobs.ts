import type { Currency } from '../kernel/currencies.ts';
import type { PayoutAccountId, PayoutId, PayoutReversalId, PersonId } from '../kernel/ids.ts';
import { z } from '../kernel/zod.ts';
import { currencyField, idField } from '../platform/http/fields.ts';
import type { JobKind } from '../platform/jobs/index.ts';

/** Has Stripe make a host's account. */
export const makeAccount: JobKind<{ accountId: PayoutAccountId }> = {
  name: 'make-payout-account',
  payload: z.strictObject({ accountId: idField('payoutAccount') }),
};

/** Brings a host's account in line with what Stripe says of it. */
export const syncAccount: JobKind<{ stripeAccountId: string }> = {
  name: 'sync-payout-account',
  payload: z.strictObject({ stripeAccountId: z.string() }),
};

/** Pays a host what is due in a currency, and takes back what was paid too much. When it is time for a stay, `hostShareChanged` does. */
export const settleHost: JobKind<{ hostId: PersonId; currency: Currency }> = {
  name: 'settle-host',
  payload: z.strictObject({ hostId: idField('person'), currency: currencyField }),
};

/** Has Stripe transfer a payout. */
export const makeTransfer: JobKind<{ payoutId: PayoutId }> = {
  name: 'make-transfer',
  payload: z.strictObject({ payoutId: idField('payout') }),
};

/** Has Stripe take a transfer back, in part or whole. */
export const makeReversal: JobKind<{ reversalId: PayoutReversalId }> = {
  name: 'make-reversal',
  payload: z.strictObject({ reversalId: idField('payoutReversal') }),
};

/** Brings what Stripe pays to a host's bank in line with what Stripe says of it. */
export const syncBankPayout: JobKind<{ stripeAccountId: string; bankPayoutId: string }> = {
  name: 'sync-bank-payout',
  payload: z.strictObject({ stripeAccountId: z.string(), bankPayoutId: z.string() }),
};

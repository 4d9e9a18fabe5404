import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { currencyOf } from '../kernel/currencies.ts';
import type { Write } from '../platform/db/index.ts';
import type { BankPayoutState } from '../platform/db/tables/payouts.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { isAccountGone } from '../platform/stripe/index.ts';
import { syncAccount } from './jobs.ts';
import { insertBankPayout, selectAccountAt, selectBankPayout, updateBankPayout } from './queries/accounts.ts';

const states: Readonly<Record<string, BankPayoutState>> = {
  pending: 'pending',
  in_transit: 'in_transit',
  paid: 'paid',
  failed: 'failed',
  canceled: 'canceled',
};

/**
 * Job: keeps what Stripe pays from a host's account to the host's bank, or, of a negative amount, takes from there. A bank
 * can send back what it had taken: Stripe has the money again, and pays it out once the host has given it another bank account.
 */
export async function onSyncBankPayout(
  ctx: Ctx,
  { stripeAccountId, bankPayoutId }: { stripeAccountId: string; bankPayoutId: string },
): Promise<readonly Write[]> {
  const [[account], [known]] = await ctx.db.batch([selectAccountAt(stripeAccountId), selectBankPayout(bankPayoutId)]);
  if (account === undefined) return [];
  const payout = await readPayout(ctx, stripeAccountId, bankPayoutId);
  // With its account went whatever there was to learn of it.
  if (payout === undefined) return [enqueue(ctx, syncAccount, { stripeAccountId })];
  const state = states[payout.status] ?? 'pending';
  if (known?.state === state) return [];
  const { host_id: hostId } = account;
  const currency = currencyOf(payout.currency);
  const { amount } = payout;
  const change = { state, failure: payout.failure_code, arrives_at: instantOf(payout.arrival_date) };
  const identity = { id: bankPayoutId, host_id: hostId, stripe_account_id: stripeAccountId, currency, amount };
  return [
    known === undefined
      ? insertBankPayout({ ...identity, ...change, created_at: instantOf(payout.created), updated_at: ctx.now })
      : updateBankPayout(known, change, ctx.now),
    ...(state === 'paid' || state === 'failed'
      ? [
          emit(ctx, {
            type: `bank-payout.${state}`,
            subject: bankPayoutId,
            hostId,
            data: { amount, currency, failure: change.failure },
          }),
        ]
      : []),
    ...(state === 'failed' ? [enqueue(ctx, syncAccount, { stripeAccountId })] : []),
  ];
}

async function readPayout(
  { stripe }: Ctx,
  stripeAccount: string,
  bankPayoutId: string,
): Promise<Stripe.Payout | undefined> {
  try {
    return await stripe.payouts.retrieve(bankPayoutId, {}, { stripeAccount });
  } catch (error) {
    if (!isAccountGone(error)) throw error;
    return undefined;
  }
}

function instantOf(seconds: number): Date {
  return new Date(seconds * 1000);
}

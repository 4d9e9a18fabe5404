import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { sum } from '../kernel/money.ts';
import { type Effect, postFee } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import type { Disputable } from './queries/disputes.ts';

/**
 * The writes that post what Stripe keeps for the trouble, and a conversion where the account settles in another currency.
 * @param disputed the amount is what has come of it, in minor units: negative what was taken
 */
export function disputeFeeWrites(
  ctx: Ctx,
  effect: Effect,
  disputed: Disputable & { amount: number },
  transactions: readonly Stripe.BalanceTransaction[],
): Write[] {
  const [first] = transactions;
  if (first === undefined) return [];
  const moved = {
    currency: first.currency,
    amount: sum(transactions.map(({ amount }) => amount)),
    fee: sum(transactions.map(({ fee }) => fee)),
  };
  return postFee(ctx, effect, disputed, moved);
}

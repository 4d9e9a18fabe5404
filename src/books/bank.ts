import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { currencyOf } from '../kernel/currencies.ts';
import { post, selectPosted } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import { idOf } from '../platform/stripe/index.ts';

/**
 * The writes that post what Stripe pays out to the marketplace's bank, and what comes back. Only Stripe decides that:
 * the books learn of it here.
 */
export async function bankWrites(ctx: Ctx, payouts: readonly Stripe.BalanceTransaction[]): Promise<Write[]> {
  if (payouts.length === 0) return [];
  const named = payouts.map((transaction) => ({ transaction, effect: effectOf(transaction) }));
  const posted = new Set(
    (await ctx.db.all(selectPosted(named.map(({ effect }) => effect)))).map(({ effect }) => effect),
  );
  return named
    .filter(({ effect }) => !posted.has(effect))
    .flatMap(({ transaction: { source, amount, fee, net, currency }, effect }) =>
      // Of one that arrives at once Stripe keeps something beside it.
      post(ctx, effect, idOf(source) ?? '', currencyOf(currency), {
        stripe: net,
        bank: 0 - amount,
        'stripe-fees': fee,
      }),
    );
}

function effectOf({ type, source }: Stripe.BalanceTransaction) {
  return `${type === 'payout' ? 'bank-payout' : 'bank-return'}:${idOf(source) ?? ''}` as const;
}

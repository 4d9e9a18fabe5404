import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { postFee, selectPosted } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import { expanded, idOf } from '../platform/stripe/index.ts';
import { convertedOf } from './movements.ts';
import { selectPaid } from './queries/reconciliations.ts';

/**
 * The writes that post what Stripe has converted to give refunds, and what came back of them, whoever has made them. Only
 * Stripe decides at which rate: the books learn of it here.
 */
export async function conversionWrites(ctx: Ctx, transactions: readonly Stripe.BalanceTransaction[]): Promise<Write[]> {
  const moved = transactions.flatMap((transaction) => {
    const refund = expanded(transaction.source);
    const converted = convertedOf(transaction);
    if (converted === null || refund?.object !== 'refund') return [];
    return [{ transaction, converted, refund, effect: `refund-exchange:${transaction.id}` } as const];
  });
  if (moved.length === 0) return [];
  const [posted, paid] = await ctx.db.batch([
    selectPosted(moved.map(({ effect }) => effect)),
    selectPaid(moved.flatMap(({ refund }) => idOf(refund.payment_intent) ?? [])),
  ]);
  return moved
    .filter(({ effect: name }) => !posted.some(({ effect }) => effect === name))
    .flatMap(({ transaction, converted, refund, effect }) => {
      const of = paid.find(({ intent_id: intentId }) => intentId === idOf(refund.payment_intent));
      const given = { ...converted, payer_id: of?.payer_id ?? null, subject: of?.subject ?? refund.id };
      return postFee(ctx, effect, given, transaction);
    });
}

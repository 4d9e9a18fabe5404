import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { type Effect, selectPosted, undoIntent } from '../payments/index.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { movementsOf } from '../platform/stripe/index.ts';
import { disputeFeeWrites } from './fee-writes.ts';
import type { Disputable } from './queries/disputes.ts';
import { factsOf } from './stripe-disputes.ts';

/**
 * The writes for a dispute of what was paid by an intent too many: what Stripe keeps for it, and, once it has ended, the
 * refund that was refused meanwhile. What the bank takes or gives back is left to reconciliation to report: whether the
 * guest was owed it, or has had it before, an operator sees.
 */
export async function strayDisputeWrites(
  ctx: Ctx,
  disputed: Disputable,
  intentId: string,
  atStripe: Stripe.Dispute,
): Promise<Write[]> {
  const { stripeDisputeId: id, amount, returned, state } = factsOf(atStripe);
  const fee = `stray-dispute-fee:${id}` satisfies Effect;
  const feeReturned = `stray-dispute-fee-returned:${id}` satisfies Effect;
  const posted = (await ctx.db.all(selectPosted([fee, feeReturned]))).map(({ effect }) => effect);
  const postOnce = (effect: Effect, moved: number, kind: Parameters<typeof movementsOf>[1]) =>
    posted.includes(effect)
      ? []
      : disputeFeeWrites(ctx, effect, { ...disputed, amount: moved }, movementsOf(atStripe, kind));
  return [
    ...postOnce(fee, 0 - amount, 'dispute'),
    ...postOnce(feeReturned, returned, 'dispute_reversal'),
    ...(state === 'won' || state === 'lost' ? [enqueue(ctx, undoIntent, { intentId })] : []),
  ];
}

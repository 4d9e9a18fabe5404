import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import type { DisputeId } from '../kernel/ids.ts';
import type { Write } from '../platform/db/index.ts';
import { errorFields } from '../platform/log.ts';
import { doneOnce, stripeFailureOf } from '../platform/stripe/index.ts';
import { type Dispute, selectDispute, updateDispute } from './queries/disputes.ts';
import { answerAtStripe, factsOf, readDispute } from './stripe-disputes.ts';
import { applyDispute } from './sync-dispute.ts';

/**
 * Job: sends Stripe what support has answered, once: Stripe takes no second answer. One that Stripe refuses while the
 * dispute is still open is taken back, so that support can answer anew.
 */
export async function onSendAnswer(ctx: Ctx, { disputeId }: { disputeId: DisputeId }): Promise<readonly Write[]> {
  const [dispute] = await ctx.db.all(selectDispute(disputeId));
  if (dispute === undefined || dispute.answer === null || dispute.state !== 'open') return [];
  try {
    return await applyDispute(ctx, await answered(ctx, dispute));
  } catch (error) {
    if (stripeFailureOf(error) !== 'refused') throw error;
    const atStripe = await readDispute(ctx, dispute.stripe_dispute_id);
    if (factsOf(atStripe).state !== 'open') return applyDispute(ctx, atStripe);
    ctx.log.error('dispute.answer-refused', { disputeId, ...errorFields(error) });
    return [updateDispute(dispute, { answer: null }, ctx.realNow)];
  }
}

function answered(ctx: Ctx, dispute: Dispute): Promise<Stripe.Dispute> {
  const { id, attempt, stripe_dispute_id: stripeDisputeId } = dispute;
  // As if of now: of one that is open Stripe takes an answer once, whether it remembers the key or not.
  const claim = { id, attempt, attempted_at: ctx.realNow };
  return doneOnce(ctx, 'disputes', claim, {
    make: (idempotencyKey) => whole(ctx, answerAtStripe(ctx, dispute, idempotencyKey)),
    find: async () => {
      const atStripe = await readDispute(ctx, stripeDisputeId);
      return factsOf(atStripe).state === 'open' ? undefined : atStripe;
    },
    // One that is given again after it was refused is the same to Stripe, and its key.
    mayBeGranted: true,
  });
}

// A key of another release may replay an answer of before; the truth is one call away.
async function whole(ctx: Ctx, answer: Promise<Stripe.Dispute>): Promise<Stripe.Dispute> {
  const dispute = await answer;
  return typeof dispute.payment_intent === 'string' ? readDispute(ctx, dispute.id) : dispute;
}

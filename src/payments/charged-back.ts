import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { sum } from '../kernel/money.ts';
import { disputeStateOf, returnedOf } from '../platform/stripe/index.ts';
import { selectHeardLost } from './queries/lost-disputes.ts';

/**
 * All disputes of an intent's charge. Stripe itself is asked what banks have taken: of a dispute that was opened just now we may
 * not have heard.
 */
export async function disputesOf({ stripe }: Ctx, intentId: string): Promise<readonly Stripe.Dispute[]> {
  return (await stripe.disputes.list({ payment_intent: intentId, limit: 100 })).data;
}

/** What banks have taken by these for good, in minor units; undefined while one has to decide still, or where none took anything. */
export function takenBy(disputes: readonly Stripe.Dispute[]): number | undefined {
  const isDecided = disputes.every((dispute) => ['lost', 'won'].includes(disputeStateOf(dispute)));
  const lost = disputes.filter(isLost);
  if (!isDecided || lost.length === 0) return undefined;
  return sum(lost.map((dispute) => dispute.amount - returnedOf(dispute)));
}

/**
 * Whether one of these is lost that is not booked so. What it has paid of a refund is off that once it is, and Stripe pays the
 * rest: until then it is asked for too much.
 */
export async function isLossUnheard(ctx: Ctx, disputes: readonly Stripe.Dispute[]): Promise<boolean> {
  const lost = disputes.filter(isLost).map(({ id }) => id);
  const heard = lost.length === 0 ? [] : await ctx.db.all(selectHeardLost(lost));
  return heard.length < lost.length;
}

function isLost(dispute: Stripe.Dispute): boolean {
  return disputeStateOf(dispute) === 'lost';
}

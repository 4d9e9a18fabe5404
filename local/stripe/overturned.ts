import type Stripe from 'stripe';
import { giveBack } from './disputes.ts';
import type { World } from './world.ts';

/**
 * The bank gives back what it has taken of a lost dispute: the whole, and it is won after all, or a part of it, and it stays
 * lost, as where so much had been refunded before the whole was disputed.
 * support.stripe.com/questions/dispute-for-full-charge-amount-after-a-partial-refund-was-issued
 */
export function overturnDispute(world: World, dispute: Stripe.Dispute, amount = dispute.amount): void {
  if (dispute.status !== 'lost' || dispute.balance_transactions.length !== 1) {
    throw new Error(`${dispute.id} cannot be overturned`);
  }
  if (amount === dispute.amount) {
    dispute.status = 'won';
    world.emit('charge.dispute.closed', dispute, { status: 'lost' });
  }
  giveBack(world, dispute, amount);
}

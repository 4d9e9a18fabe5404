import type Stripe from 'stripe';
import { DUE_AFTER, takeBack } from './disputes.ts';
import type { World } from './world.ts';

/** Ends an inquiry without more, or has the bank raise one to a chargeback, which Stripe does to the same dispute. */
export function endInquiry(world: World, dispute: Stripe.Dispute, outcome: 'closed' | 'raised'): void {
  const previous = { status: dispute.status };
  if (outcome === 'closed') {
    dispute.status = 'warning_closed';
    world.emit('charge.dispute.closed', dispute, previous);
    return;
  }
  dispute.status = 'needs_response';
  dispute.is_charge_refundable = false;
  dispute.evidence_details.due_by = world.now() + DUE_AFTER;
  takeBack(world, dispute);
  world.emit('charge.dispute.updated', dispute, previous);
  world.emit('charge.dispute.funds_withdrawn', dispute);
}

/** The bank gives more time to answer, or less (seconds since the epoch). */
export function moveDeadline(world: World, dispute: Stripe.Dispute, dueBy: number): void {
  dispute.evidence_details.due_by = dueBy;
  world.emit('charge.dispute.updated', dispute);
}

import type Stripe from 'stripe';
import type { DisputeState } from '../db/tables/disputes.ts';

const states: Readonly<Record<string, DisputeState>> = {
  needs_response: 'open',
  warning_needs_response: 'open',
  under_review: 'answered',
  warning_under_review: 'answered',
  appeal_needs_response: 'answered',
  appeal_under_review: 'answered',
  won: 'won',
  prevented: 'won',
  warning_closed: 'won',
  lost: 'lost',
};

/** What Stripe's status means; one that it has added since is open. */
export function disputeStateOf({ status }: Pick<Stripe.Dispute, 'status'>): DisputeState {
  return states[status] ?? 'open';
}

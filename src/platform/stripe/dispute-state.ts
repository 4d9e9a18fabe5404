import type Stripe from 'stripe';
import { shareOf, sum } from '../../kernel/money.ts';
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

/** The movements of a dispute's money of one kind, each with Stripe's fee. */
export function movementsOf(
  { balance_transactions: transactions }: Stripe.Dispute,
  kind: 'dispute' | 'dispute_reversal',
): Stripe.BalanceTransaction[] {
  return transactions.filter(({ reporting_category: category }) => category === kind);
}

/**
 * What of a dispute's amount has come back. Of one that is lost all the same a part may: what was refunded before. Converted
 * money comes back at another rate than it went; where Stripe does not say at which, it is so much of the whole as of what
 * was taken.
 */
export function returnedOf(dispute: Stripe.Dispute): number {
  const returned = movementsOf(dispute, 'dispute_reversal');
  if (returned.length === 0) return 0;
  if (disputeStateOf(dispute) === 'won') return dispute.amount;
  const taken = 0 - sum(movementsOf(dispute, 'dispute').map(({ amount }) => amount));
  const back = returned.map(({ amount, exchange_rate: rate }) =>
    rate === null ? shareOf(dispute.amount, amount, taken) : Math.round(amount / rate),
  );
  return Math.min(dispute.amount, sum(back));
}

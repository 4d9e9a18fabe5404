import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { currencyOf } from '../kernel/currencies.ts';
import { shareOf, sum } from '../kernel/money.ts';
import type { Evidence } from '../platform/db/tables/disputes.ts';
import { disputeStateOf } from '../platform/stripe/index.ts';
import type { DisputeFacts } from './dispute.ts';
import type { Dispute } from './queries.ts';

/** A dispute with the payment intent of what is disputed. */
export function readDispute({ stripe }: Ctx, stripeDisputeId: string): Promise<Stripe.Dispute> {
  return stripe.disputes.retrieve(stripeDisputeId, { expand: ['payment_intent'] });
}

/** Sends evidence, or gives in. */
export function answerAtStripe(
  { stripe }: Ctx,
  { evidence, stripe_dispute_id: id }: Dispute,
  idempotencyKey: string,
): Promise<Stripe.Dispute> {
  const expand = ['payment_intent'];
  if (evidence === null) return stripe.disputes.close(id, { expand }, { idempotencyKey });
  return stripe.disputes.update(id, { evidence: spoken(evidence), submit: true, expand }, { idempotencyKey });
}

export function factsOf(dispute: Stripe.Dispute): DisputeFacts {
  const due = dispute.evidence_details.due_by;
  return {
    stripeDisputeId: dispute.id,
    state: disputeStateOf(dispute),
    amount: dispute.amount,
    currency: currencyOf(dispute.currency),
    reason: dispute.reason,
    evidenceDueBy: due === null ? null : new Date(due * 1000),
    taken: movementsOf(dispute, 'dispute').length > 0,
    returned: returnedOf(dispute),
  };
}

// Of a dispute that is lost all the same a part may come back: what was refunded before. Converted money comes back at
// another rate than it went; where Stripe does not say at which, it is so much of the whole as of what was taken.
function returnedOf(dispute: Stripe.Dispute): number {
  const returned = movementsOf(dispute, 'dispute_reversal');
  if (returned.length === 0) return 0;
  if (disputeStateOf(dispute) === 'won') return dispute.amount;
  const taken = 0 - sum(movementsOf(dispute, 'dispute').map(({ amount }) => amount));
  const back = returned.map(({ amount, exchange_rate: rate }) =>
    rate === null ? shareOf(dispute.amount, amount, taken) : Math.round(amount / rate),
  );
  return Math.min(dispute.amount, sum(back));
}

/** The movements of a dispute's money of one kind, each with Stripe's fee. */
export function movementsOf(
  { balance_transactions: transactions }: Stripe.Dispute,
  kind: 'dispute' | 'dispute_reversal',
): Stripe.BalanceTransaction[] {
  return transactions.filter(({ reporting_category: category }) => category === kind);
}

function spoken(evidence: Evidence): Stripe.DisputeUpdateParams.Evidence {
  return {
    customer_name: evidence.customerName,
    customer_email_address: evidence.customerEmail,
    product_description: evidence.product,
    service_date: evidence.serviceDate,
    cancellation_policy_disclosure: evidence.terms,
    refund_refusal_explanation: evidence.refunds,
    access_activity_log: evidence.activity,
    uncategorized_text: evidence.statement,
  };
}

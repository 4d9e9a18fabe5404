import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { currencyOf } from '../kernel/currencies.ts';
import type { Evidence } from '../platform/db/tables/disputes.ts';
import { disputeStateOf, movementsOf, returnedOf } from '../platform/stripe/index.ts';
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

function spoken(evidence: Evidence): Stripe.DisputeUpdateParams.Evidence {
  return {
    ...(evidence.customerName === '' ? {} : { customer_name: evidence.customerName }),
    ...(evidence.customerEmail === '' ? {} : { customer_email_address: evidence.customerEmail }),
    product_description: evidence.product,
    ...(evidence.serviceDate === '' ? {} : { service_date: evidence.serviceDate }),
    cancellation_policy_disclosure: evidence.terms,
    refund_refusal_explanation: evidence.refunds,
    access_activity_log: evidence.activity,
    uncategorized_text: evidence.statement,
  };
}

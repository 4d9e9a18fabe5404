import type Stripe from 'stripe';
import type { Ctx } from '../context.ts';
import { currencyOf } from '../kernel/currencies.ts';
import type { Evidence } from '../platform/db/tables/disputes.ts';
import { disputeStateOf, movementsOf, returnedOf } from '../platform/stripe/index.ts';
import type { DisputeFacts } from './dispute.ts';
import type { Dispute } from './queries/disputes.ts';

/** A dispute with the payment intent of what is disputed. */
export function readDispute({ stripe }: Ctx, stripeDisputeId: string): Promise<Stripe.Dispute> {
  return stripe.disputes.retrieve(stripeDisputeId, { expand: ['payment_intent'] });
}

/** Sends evidence, or gives in. */
export function answerAtStripe({ stripe }: Ctx, dispute: Dispute, idempotencyKey: string): Promise<Stripe.Dispute> {
  const { evidence, stripe_dispute_id: id } = dispute;
  const expand = ['payment_intent'];
  if (evidence === null) return stripe.disputes.close(id, { expand }, { idempotencyKey });
  const params = { evidence: spoken(evidence), submit: true, metadata: { answeredAt: answeredAt(dispute) }, expand };
  return stripe.disputes.update(id, params, { idempotencyKey });
}

/**
 * Whether it is our answer that a dispute, which is open no more, was given: somebody may have given another in the Dashboard,
 * and nobody any in time.
 */
export function isAnsweredBy(dispute: Dispute, atStripe: Stripe.Dispute): boolean {
  if (dispute.answer === 'accept') return disputeStateOf(atStripe) !== 'answered';
  return atStripe.metadata.answeredAt === answeredAt(dispute);
}

// Told to Stripe with our evidence, by which that is known from any other.
function answeredAt({ answered_at: at }: Dispute): string {
  return at?.toISOString() ?? '';
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

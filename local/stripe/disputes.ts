import type Stripe from 'stripe';
import { z } from 'zod';
import { book } from './balance-transactions.ts';
import { findCharge } from './charges.ts';
import { invalidRequest, noSuch } from './errors.ts';
import { listPage } from './lists.ts';
import { mergeMetadata } from './metadata.ts';
import { boolean, emptyableMetadata, emptyableText, type Fields, page, text } from './params.ts';
import { type Route, route } from './route.ts';
import { idOf, newId, type World } from './world.ts';

/** What a dispute costs, in minor units whatever the currency; it is gone even if the dispute is won. */
const FEE = 1_500;
/** How long there is time to answer (seconds). */
export const DUE_AFTER = 9 * 24 * 60 * 60;
/** How long a bank takes that has been given the words it waits for (seconds). */
const DECIDED_AFTER = 60;
/** The words, in `uncategorized_text`, with which evidence wins or loses. docs.stripe.com/testing#disputes */
const VERDICTS: Record<string, 'won' | 'lost'> = { winning_evidence: 'won', losing_evidence: 'lost' };

const TEXTS = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'duplicate_charge_explanation',
  'product_description',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'uncategorized_text',
] as const;

const long = z.string().max(20_000);
const evidence = z.strictObject({
  access_activity_log: long.optional(),
  billing_address: emptyableText.optional(),
  cancellation_policy_disclosure: long.optional(),
  cancellation_rebuttal: long.optional(),
  customer_email_address: emptyableText.optional(),
  customer_name: emptyableText.optional(),
  customer_purchase_ip: emptyableText.optional(),
  duplicate_charge_explanation: long.optional(),
  product_description: long.optional(),
  refund_policy_disclosure: long.optional(),
  refund_refusal_explanation: long.optional(),
  service_date: emptyableText.optional(),
  uncategorized_text: long.optional(),
} satisfies Fields<Stripe.DisputeUpdateParams.Evidence>);

const update = z.strictObject({
  evidence: evidence.optional(),
  metadata: emptyableMetadata.optional(),
  submit: boolean.optional(),
} satisfies Fields<Stripe.DisputeUpdateParams>);

const list = z.strictObject({
  ...page,
  charge: text.optional(),
  payment_intent: text.optional(),
} satisfies Fields<Stripe.DisputeListParams>);

export const disputeRoutes: readonly Route[] = [
  route('GET', '/v1/disputes', list, (world, params) => {
    const { charge, payment_intent: intent } = params;
    const matching = [...world.disputes.values()].filter(
      (dispute) =>
        (charge === undefined || dispute.charge === charge) &&
        (intent === undefined || dispute.payment_intent === intent),
    );
    return listPage('/v1/disputes', matching, params);
  }),
  route('GET', '/v1/disputes/:id', z.strictObject({}), (world, _params, id) => findDispute(world, id)),
  route('POST', '/v1/disputes/:id', update, answerDispute),
  route('POST', '/v1/disputes/:id/close', z.strictObject({}), (world, _params, id) => {
    const dispute = findDispute(world, id);
    checkAnswerable(dispute);
    closeDispute(world, dispute, 'lost');
    return dispute;
  }),
];

/** The dispute of an id. */
export function findDispute(world: World, id: string): Stripe.Dispute {
  const dispute = world.disputes.get(id);
  if (dispute === undefined) throw noSuch('dispute', id, 'id');
  return dispute;
}

/** Whether a bank has not decided about a charge yet. */
export function isUndecided(world: World, charge: Stripe.Charge): boolean {
  return disputesOf(world, charge).some(
    ({ status }) => status !== 'won' && status !== 'lost' && !status.startsWith('warning_'),
  );
}

/** What banks have taken of a charge for good; one that only asked has taken nothing. */
export function lostOf(world: World, charge: Stripe.Charge): number {
  return disputesOf(world, charge)
    .filter(({ status, balance_transactions: moved }) => status === 'lost' && moved.length > 0)
    .reduce((total, { id, amount }) => total + amount - (world.givenBack.get(id) ?? 0), 0);
}

/**
 * The cardholder disputes a captured charge, by default all that was not given back: the money is taken back at once. An
 * inquiry only asks, and takes nothing unless it is raised.
 */
export function openDispute(
  world: World,
  charge: Stripe.Charge,
  {
    amount = charge.amount_captured - refundedOf(charge) - lostOf(world, charge),
    reason = 'fraudulent',
    isInquiry = false,
  }: { amount?: number; reason?: string; isInquiry?: boolean } = {},
): Stripe.Dispute {
  if (!charge.captured || isUndecided(world, charge) || amount < 1) throw new Error(`${charge.id} cannot be disputed`);
  const dispute: Stripe.Dispute = {
    id: newId('dp'),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: {
      ...NO_EVIDENCE,
      customer_email_address: charge.billing_details.email,
      customer_name: charge.billing_details.name,
    },
    evidence_details: {
      due_by: world.now() + DUE_AFTER,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: isInquiry,
    livemode: false,
    metadata: {},
    payment_intent: idOf(charge.payment_intent),
    payment_method_details: {
      type: 'card',
      card: {
        brand: charge.payment_method_details?.card?.brand ?? 'visa',
        case_type: isInquiry ? 'inquiry' : 'chargeback',
        network: charge.payment_method_details?.card?.network ?? 'visa',
        network_reason_code: '83',
      },
    },
    reason,
    status: isInquiry ? 'warning_needs_response' : 'needs_response',
  };
  charge.disputed = true;
  world.disputes.set(dispute.id, dispute);
  if (!isInquiry) takeBack(world, dispute);
  world.emit('charge.dispute.created', dispute);
  if (!isInquiry) world.emit('charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

/** Takes the money back. Whoever does not answer in time has lost. */
export function takeBack(world: World, dispute: Stripe.Dispute): void {
  const { id, amount, currency } = dispute;
  const charge = findCharge(world, idOf(dispute.charge) ?? '', 'charge');
  dispute.balance_transactions.push(bookDispute(world, { id, amount: -amount, fee: FEE, currency, charge }));
  world.schedule(world.now() + DUE_AFTER, () => {
    if (dispute.status !== 'needs_response') return;
    dispute.evidence_details.past_due = true;
    closeDispute(world, dispute, 'lost');
  });
}

/** Disputes a charge at once if its card is one that does. */
export function disputeIfTold(world: World, charge: Stripe.Charge): void {
  const reason = world.cards.get(charge.payment_method ?? '')?.dispute;
  if (reason !== undefined) world.schedule(world.now(), () => void openDispute(world, charge, { reason }));
}

/** The bank decides. Does nothing once it has. */
export function closeDispute(world: World, dispute: Stripe.Dispute, outcome: 'won' | 'lost'): void {
  if (dispute.status === 'won' || dispute.status === 'lost') return;
  const previous = { status: dispute.status };
  dispute.status = outcome;
  world.emit('charge.dispute.closed', dispute, previous);
  if (outcome === 'won') giveBack(world, dispute, dispute.amount);
}

/** The bank gives back so much of what it has taken (minor units). */
export function giveBack(world: World, dispute: Stripe.Dispute, amount: number): void {
  const charge = findCharge(world, idOf(dispute.charge) ?? '', 'charge');
  charge.disputed = dispute.status !== 'won';
  dispute.is_charge_refundable = dispute.status === 'won';
  world.givenBack.set(dispute.id, amount);
  dispute.balance_transactions.push(bookDispute(world, { ...dispute, amount, fee: 0, charge }));
  world.emit('charge.dispute.funds_reinstated', dispute);
}

function answerDispute(world: World, params: z.output<typeof update>, id: string): Stripe.Dispute {
  const dispute = findDispute(world, id);
  const isAnswer = params.evidence !== undefined || params.submit === true;
  if (isAnswer) checkAnswerable(dispute);
  dispute.metadata = mergeMetadata(dispute.metadata, params.metadata);
  if (!isAnswer) return dispute;
  const previous = { evidence: structuredClone(dispute.evidence), status: dispute.status };
  for (const name of TEXTS) {
    const given = params.evidence?.[name];
    if (given !== undefined) dispute.evidence[name] = given || null;
  }
  dispute.evidence_details.has_evidence = TEXTS.some((name) => dispute.evidence[name] !== null);
  if (params.submit !== false) submit(world, dispute);
  world.emit('charge.dispute.updated', dispute, previous);
  return dispute;
}

function submit(world: World, dispute: Stripe.Dispute): void {
  const details = dispute.evidence_details;
  details.submission_count += 1;
  details.submission_method = 'manual';
  dispute.status = dispute.status === 'needs_response' ? 'under_review' : 'warning_under_review';
  const verdict = VERDICTS[dispute.evidence.uncategorized_text ?? ''];
  if (verdict !== undefined) {
    world.schedule(world.now() + DECIDED_AFTER, () => closeDispute(world, dispute, verdict));
  }
}

/** Evidence is sent once and in time. */
function checkAnswerable(dispute: Stripe.Dispute): void {
  if (dispute.status === 'needs_response' || dispute.status === 'warning_needs_response') return;
  throw invalidRequest(
    dispute.status === 'under_review'
      ? 'This dispute has already been submitted and cannot be updated.'
      : 'This dispute is already closed.',
  );
}

function bookDispute(
  world: World,
  given: { id: string; amount: number; fee: number; currency: string; charge: Stripe.Charge },
): Stripe.BalanceTransaction {
  const isTaken = given.amount < 0;
  return book(world, null, {
    amount: given.amount,
    currency: given.currency,
    description: `${isTaken ? 'Chargeback withdrawal' : 'Chargeback reversal'} for ${given.charge.id}`,
    fee: given.fee,
    source: given.id,
    type: 'adjustment',
    category: isTaken ? 'dispute' : 'dispute_reversal',
    availableOn: world.now(),
    charge: given.charge,
  });
}

function disputesOf(world: World, { id }: Stripe.Charge): Stripe.Dispute[] {
  return [...world.disputes.values()].filter(({ charge }) => idOf(charge) === id);
}

/** What was given back, without what was released of an authorisation. */
function refundedOf(charge: Stripe.Charge): number {
  return charge.amount_refunded - (charge.amount - charge.amount_captured);
}

const NO_EVIDENCE: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};

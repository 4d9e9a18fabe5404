import type Stripe from 'stripe';
import { z } from 'zod';
import { bookRefund, bookRefundFailure } from './balance-transactions.ts';
import { findCharge } from './charges.ts';
import { checkStep } from './currencies.ts';
import { isUndecided, lostOf } from './disputes.ts';
import { invalidRequest, noSuch } from './errors.ts';
import { listPage } from './lists.ts';
import { mergeMetadata } from './metadata.ts';
import { emptyableMetadata, type Fields, page, positiveInteger, text } from './params.ts';
import { type Route, route } from './route.ts';
import { idOf, newId, type World } from './world.ts';

/** How long a refund that does not arrive at once stays open. */
const SETTLES_AFTER = 60;

const create = z.strictObject({
  amount: positiveInteger.optional(),
  charge: text.optional(),
  metadata: emptyableMetadata.optional(),
  payment_intent: text.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
} satisfies Fields<Stripe.RefundCreateParams>);

const update = z.strictObject({ metadata: emptyableMetadata.optional() } satisfies Fields<Stripe.RefundUpdateParams>);

const list = z.strictObject({
  ...page,
  charge: text.optional(),
  payment_intent: text.optional(),
} satisfies Fields<Stripe.RefundListParams>);

export const refundRoutes: readonly Route[] = [
  route('POST', '/v1/refunds', create, createRefund),
  route('GET', '/v1/refunds', list, (world, params) => {
    const { charge, payment_intent: intent } = params;
    const matching = [...world.refunds.values()].filter(
      (refund) =>
        (charge === undefined || refund.charge === charge) &&
        (intent === undefined || refund.payment_intent === intent),
    );
    return listPage('/v1/refunds', matching, params);
  }),
  route('GET', '/v1/refunds/:id', z.strictObject({}), (world, _params, id) => findRefund(world, id)),
  route('POST', '/v1/refunds/:id', update, (world, params, id) => {
    const refund = findRefund(world, id);
    refund.metadata = mergeMetadata(refund.metadata ?? {}, params.metadata);
    return refund;
  }),
];

/** The refund of an id. */
export function findRefund(world: World, id: string): Stripe.Refund {
  const refund = world.refunds.get(id);
  if (refund === undefined) throw noSuch('refund', id, 'id');
  return refund;
}

/** Gives back what an authorised charge was not captured for: a refund too, as at Stripe, but no money moves and none is booked. */
export function release(
  world: World,
  charge: Stripe.Charge,
  amount: number,
  reason: Stripe.Refund.Reason | null,
): void {
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  addRefund(world, charge, { amount, metadata: {}, reason, status: 'succeeded' });
}

/** Ends a refund that is open, or takes back the success of one that fails late. Does nothing to a failed one, or a mere release. */
export function settleRefund(world: World, refund: Stripe.Refund, outcome: 'succeeded' | 'failed'): void {
  const isRelease = refund.balance_transaction === null && refund.status !== 'pending';
  if (isRelease || refund.status === 'failed' || refund.status === outcome) return;
  const previous = { status: refund.status };
  refund.status = outcome;
  delete refund.pending_reason;
  const charge = findCharge(world, idOf(refund.charge) ?? '', 'charge');
  if (outcome === 'succeeded') refund.balance_transaction ??= bookRefund(world, refund, charge).id;
  if (outcome === 'failed') {
    refund.failure_reason = 'lost_or_stolen_card';
    if (refund.balance_transaction !== null) {
      refund.failure_balance_transaction = bookRefundFailure(world, refund, charge).id;
    }
    charge.amount_refunded -= refund.amount;
    charge.refunded = false;
    world.emit('refund.failed', refund, previous);
  }
  world.emit('refund.updated', refund, previous);
  world.emit('charge.refund.updated', refund, previous);
}

function createRefund(world: World, params: z.output<typeof create>): Stripe.Refund {
  const charge = chargeToRefund(world, params);
  const amount = refundableAmount(world, charge, params.amount);
  const behaviour = world.cards.get(charge.payment_method ?? '')?.refund;
  const refund = addRefund(world, charge, {
    amount,
    metadata: mergeMetadata({}, params.metadata),
    reason: params.reason ?? null,
    status: behaviour === 'pending' || world.shortOfMoney ? 'pending' : 'succeeded',
  });
  if (world.shortOfMoney) refund.pending_reason = 'insufficient_funds';
  else refund.balance_transaction = bookRefund(world, refund, charge).id;
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  world.emit('refund.created', refund);
  world.emit('charge.refunded', charge, { amount_refunded: charge.amount_refunded - amount });
  if (behaviour !== undefined && !world.shortOfMoney) {
    const outcome = behaviour === 'pending' ? 'succeeded' : 'failed';
    world.schedule(world.now() + SETTLES_AFTER, () => settleRefund(world, refund, outcome));
  }
  return refund;
}

function chargeToRefund(world: World, params: z.output<typeof create>): Stripe.Charge {
  const { charge: chargeId, payment_intent: intentId } = params;
  if (chargeId !== undefined && intentId !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: charge, payment_intent.', {
      code: 'parameters_exclusive',
    });
  }
  if (chargeId !== undefined) return findCharge(world, chargeId, 'charge');
  if (intentId === undefined) {
    throw invalidRequest('One of the following params should be provided for this request: payment_intent or charge.', {
      code: 'parameter_missing',
    });
  }
  const intent = world.paymentIntents.get(intentId);
  if (intent === undefined) throw noSuch('payment_intent', intentId, 'payment_intent');
  const latest = world.charges.get(idOf(intent.latest_charge) ?? '');
  if (latest === undefined || latest.status !== 'succeeded') {
    throw invalidRequest(`This PaymentIntent (${intentId}) does not have a successful charge to refund.`, {
      param: 'payment_intent',
    });
  }
  return latest;
}

function refundableAmount(world: World, charge: Stripe.Charge, wanted: number | undefined): number {
  if (charge.status !== 'succeeded') {
    throw invalidRequest(`Charge ${charge.id} has not succeeded and cannot be refunded.`, {
      code: 'charge_not_refundable',
    });
  }
  const lost = lostOf(world, charge);
  const left = charge.amount - charge.amount_refunded - lost;
  const isChargedBack = lost > 0 && (left === 0 || world.refusesChargedBack);
  if (isUndecided(world, charge) || isChargedBack) {
    throw invalidRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    });
  }
  if (charge.refunded) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
  }
  if (!charge.captured) {
    throw invalidRequest(
      `This uncaptured Charge was created by a PaymentIntent (${idOf(charge.payment_intent)}). You must cancel the PaymentIntent to reverse the authorization instead of refunding the Charge directly.`,
      { code: 'charge_not_refundable' },
    );
  }
  const amount = wanted ?? left;
  if (amount > left) {
    throw invalidRequest(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, {
      param: 'amount',
    });
  }
  checkStep(amount, charge.currency, 'amount');
  return amount;
}

function addRefund(
  world: World,
  charge: Stripe.Charge,
  given: {
    amount: number;
    metadata: Stripe.Metadata;
    reason: Stripe.Refund.Reason | null;
    status: 'pending' | 'succeeded';
  },
): Stripe.Refund {
  const refund: Stripe.Refund = {
    id: newId('re'),
    object: 'refund',
    amount: given.amount,
    balance_transaction: null,
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    customer: idOf(charge.customer),
    customer_account: null,
    destination_details: { card: { type: 'refund' }, type: 'card' },
    metadata: given.metadata,
    payment_intent: idOf(charge.payment_intent),
    payment_method: charge.payment_method,
    ...(given.status === 'pending' ? { pending_reason: 'processing' } : {}),
    reason: given.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: given.status,
    transfer_reversal: null,
  };
  world.refunds.set(refund.id, refund);
  return refund;
}

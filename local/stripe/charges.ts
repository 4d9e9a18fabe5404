import { randomUUID } from 'node:crypto';
import type Stripe from 'stripe';
import { z } from 'zod';
import { bookCharge } from './balance-transactions.ts';
import type { Decline, TestCard } from './cards.ts';
import { noSuch } from './errors.ts';
import { listPage } from './lists.ts';
import { type Fields, page, text } from './params.ts';
import { type Route, route } from './route.ts';
import { idOf, newId, type World } from './world.ts';

/** How long a card holds an authorised amount. */
export const AUTHORISED_FOR = 7 * 24 * 60 * 60;

const list = z.strictObject({
  ...page,
  customer: text.optional(),
  payment_intent: text.optional(),
  transfer_group: text.optional(),
} satisfies Fields<Stripe.ChargeListParams>);

export const chargeRoutes: readonly Route[] = [
  route('GET', '/v1/charges', list, (world, params) => {
    const { customer, payment_intent: intent, transfer_group: group } = params;
    const matching = [...world.charges.values()].filter(
      (charge) =>
        (customer === undefined || charge.customer === customer) &&
        (intent === undefined || charge.payment_intent === intent) &&
        (group === undefined || charge.transfer_group === group),
    );
    return listPage('/v1/charges', matching, params);
  }),
  route('GET', '/v1/charges/:id', z.strictObject({}), (world, _params, id) => findCharge(world, id, 'id')),
];

/** The charge of an id; `param` is what a refusal names. */
export function findCharge(world: World, id: string, param: string): Stripe.Charge {
  const charge = world.charges.get(id);
  if (charge === undefined) throw noSuch('charge', id, param);
  return charge;
}

/** Charges the card of an intent: paid and not yet captured, or failed by `decline`. */
export function createCharge(
  world: World,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  testCard: TestCard,
  how: { authenticated: boolean; decline: Decline | undefined },
): Stripe.Charge {
  const { decline } = how;
  const charge: Stripe.Charge = {
    id: newId('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: structuredClone(method.billing_details),
    calculated_statement_descriptor: 'LOCAL STRIPE',
    captured: false,
    created: world.now(),
    currency: intent.currency,
    customer: idOf(intent.customer),
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: outcomeOf(decline),
    paid: decline === undefined,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { type: 'card', card: cardDetails(world, intent, method, testCard, how) },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: intent.shipping,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: decline === undefined ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: intent.transfer_group,
  };
  world.charges.set(charge.id, charge);
  return charge;
}

/** Takes `amount` (minor units) of an authorised charge. Booking it is a step of its own: Stripe may do it later. */
export function capture(charge: Stripe.Charge, amount: number): void {
  charge.captured = true;
  charge.amount_captured = amount;
}

/** Gives a captured charge its balance transaction. */
export function settle(world: World, charge: Stripe.Charge): void {
  charge.balance_transaction = bookCharge(world, charge, charge.amount_captured).id;
}

function outcomeOf(decline: Decline | undefined): Stripe.Charge.Outcome {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: decline === undefined ? 'approved_by_network' : 'declined_by_network',
    reason: decline?.declineCode ?? null,
    risk_level: 'normal',
    risk_score: 20,
    seller_message:
      decline === undefined ? 'Payment complete.' : 'The bank did not return any further details with this decline.',
    type: decline === undefined ? 'authorized' : 'issuer_declined',
  };
}

function cardDetails(
  world: World,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  testCard: TestCard,
  how: { authenticated: boolean; decline: Decline | undefined },
): Stripe.Charge.PaymentMethodDetails.Card {
  const isHeld = intent.capture_method === 'manual' && how.decline === undefined;
  return {
    amount_authorized: how.decline === undefined ? intent.amount : null,
    authorization_code: how.decline === undefined ? '123456' : null,
    brand: testCard.brand,
    ...(isHeld ? { capture_before: world.now() + AUTHORISED_FOR } : {}),
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: testCard.country,
    electronic_commerce_indicator: how.authenticated ? '05' : null,
    exp_month: method.card?.exp_month ?? 12,
    exp_year: method.card?.exp_year ?? 2099,
    extended_authorization: { status: 'disabled' },
    fingerprint: method.card?.fingerprint ?? null,
    funding: testCard.funding,
    incremental_authorization: { status: 'unavailable' },
    installments: null,
    last4: testCard.number.slice(-4),
    mandate: null,
    multicapture: { status: 'unavailable' },
    network: testCard.brand,
    network_token: { used: false },
    network_transaction_id: null,
    overcapture: { maximum_amount_capturable: intent.amount, status: 'unavailable' },
    regulated_status: 'unregulated',
    three_d_secure: how.authenticated
      ? {
          authentication_flow: 'challenge',
          electronic_commerce_indicator: '05',
          exemption_indicator: null,
          result: 'authenticated',
          result_reason: null,
          transaction_id: randomUUID(),
          version: '2.2.0',
        }
      : null,
    transaction_link_id: null,
    wallet: null,
  };
}

import type Stripe from 'stripe';
import { z } from 'zod';
import { cancelExpired } from './cancel.ts';
import { AUTHENTICATION_REQUIRED, type Decline, GENERIC_DECLINE } from './cards.ts';
import { AUTHORISED_FOR, capture, createCharge, settle } from './charges.ts';
import { disputeIfTold } from './disputes.ts';
import { invalidRequest, Refusal, unexpectedState } from './errors.ts';
import { boolean, emptyableText, type Fields, text } from './params.ts';
import { attach, cardOf, createPaymentMethod, paymentMethodData, usePaymentMethod } from './payment-methods.ts';
import type { Caller } from './route.ts';
import { idOf, type World } from './world.ts';

/** What a confirmation takes, on its own or with the creation of its intent. */
export const confirmation = {
  error_on_requires_action: boolean.optional(),
  off_session: boolean.optional(),
  payment_method: text.optional(),
  payment_method_data: paymentMethodData.optional(),
  payment_method_options: z
    .strictObject({
      card: z.strictObject({ request_three_d_secure: z.enum(['any', 'automatic', 'challenge']).optional() }).optional(),
    })
    .optional(),
  receipt_email: emptyableText.optional(),
  return_url: text.optional(),
  setup_future_usage: z.enum(['off_session', 'on_session']).optional(),
  use_stripe_sdk: boolean.optional(),
} satisfies Fields<Stripe.PaymentIntentConfirmParams>;

const confirmationSpec = z.object(confirmation);

/** A confirmation as it was read. */
type Confirmation = z.output<typeof confirmationSpec>;

const CONFIRMABLE = new Set(['requires_payment_method', 'requires_confirmation', 'requires_action']);

/** Refuses a confirmation that the intent's state or its parameters rule out. */
export function checkConfirmable(intent: Stripe.PaymentIntent, params: Confirmation, caller: Caller): void {
  if (intent.status === 'succeeded') {
    throw unexpectedState(
      intent,
      'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.',
    );
  }
  if (!CONFIRMABLE.has(intent.status)) {
    throw unexpectedState(intent, `You cannot confirm this PaymentIntent because it has a status of ${intent.status}.`);
  }
  if ((params.payment_method ?? params.payment_method_data ?? intent.payment_method) === null) {
    throw unexpectedState(
      intent,
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
    );
  }
  checkReturnUrl(intent, params, caller);
}

/** Tries to pay an intent. Throws the refusal of a declined card after recording the failed charge. */
export function confirm(world: World, intent: Stripe.PaymentIntent, params: Confirmation, caller: Caller): void {
  checkConfirmable(intent, params, caller);
  const method = methodToCharge(world, intent, params);
  world.pending.delete(intent.id);
  intent.payment_method = method.id;
  intent.last_payment_error = null;
  intent.next_action = null;
  if (params.receipt_email !== undefined) intent.receipt_email = params.receipt_email || null;
  intent.setup_future_usage = params.setup_future_usage ?? intent.setup_future_usage;

  if (!wantsChallenge(world, method, params)) {
    pay(world, intent, method, false);
  } else if (params.off_session === true || params.error_on_requires_action === true) {
    throw declined(world, intent, method, { authenticated: false, decline: AUTHENTICATION_REQUIRED });
  } else {
    challenge(world, intent, params);
  }
}

/** Ends the challenge of an intent that requires action: its card is charged, or its authentication has failed. */
export function completeChallenge(world: World, intent: Stripe.PaymentIntent, isPassed: boolean): void {
  if (intent.status !== 'requires_action') throw unexpectedState(intent, 'This PaymentIntent waits for no action.');
  const method = chosenMethod(world, intent);
  world.pending.delete(intent.id);
  intent.next_action = null;
  if (isPassed) {
    payUnattended(() => pay(world, intent, method, true));
    return;
  }
  intent.status = 'requires_payment_method';
  intent.payment_method = null;
  intent.last_payment_error = {
    code: 'payment_intent_authentication_failure',
    doc_url: 'https://docs.stripe.com/error-codes/payment-intent-authentication-failure',
    message:
      'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
    payment_method: structuredClone(method),
    type: 'invalid_request_error',
  };
  world.emit('payment_intent.payment_failed', intent);
}

/** Ends the processing of an intent: its card is charged, or declined. */
export function completeProcessing(world: World, intent: Stripe.PaymentIntent, isPaid: boolean): void {
  if (intent.status !== 'processing') throw unexpectedState(intent, 'This PaymentIntent is not processing.');
  const method = chosenMethod(world, intent);
  const authenticated = world.pending.get(intent.id)?.authenticated ?? false;
  world.pending.delete(intent.id);
  intent.processing = null;
  const decline = isPaid ? cardOf(world, method).decline : GENERIC_DECLINE;
  payUnattended(() => charge(world, intent, method, { authenticated, decline }));
}

/** A server that takes whatever the Dashboard allows must be ready for a method that redirects. */
function checkReturnUrl(intent: Stripe.PaymentIntent, params: Confirmation, caller: Caller): void {
  const mayRedirect = intent.automatic_payment_methods?.allow_redirects === 'always';
  if (mayRedirect && caller === 'secret' && params.return_url === undefined && params.use_stripe_sdk !== true) {
    throw invalidRequest(
      'This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don’t want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Payment Intents.',
    );
  }
}

function methodToCharge(world: World, intent: Stripe.PaymentIntent, params: Confirmation): Stripe.PaymentMethod {
  if (params.payment_method_data !== undefined) return createPaymentMethod(world, params.payment_method_data);
  return usePaymentMethod(world, params.payment_method ?? idOf(intent.payment_method) ?? '', idOf(intent.customer));
}

function wantsChallenge(world: World, method: Stripe.PaymentMethod, params: Confirmation): boolean {
  const asked = params.payment_method_options?.card?.request_three_d_secure ?? 'automatic';
  const { authentication } = cardOf(world, method);
  const isNeeded =
    authentication === 'always' ||
    (authentication === 'until-set-up' && !world.setUp.has(method.id)) ||
    (authentication === 'on-session' && params.off_session !== true);
  return isNeeded || asked !== 'automatic';
}

function challenge(world: World, intent: Stripe.PaymentIntent, params: Confirmation): void {
  const url = `${world.url}/challenge/${intent.id}`;
  const returnUrl = params.return_url ?? null;
  world.pending.set(intent.id, { authenticated: false, returnUrl });
  intent.status = 'requires_action';
  intent.next_action =
    returnUrl === null || params.use_stripe_sdk === true
      ? { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url } }
      : { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } };
  world.emit('payment_intent.requires_action', intent);
}

function pay(world: World, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod, authenticated: boolean): void {
  if (world.slowNetwork) {
    world.pending.set(intent.id, { authenticated, returnUrl: null });
    intent.status = 'processing';
    intent.processing = { type: 'card', card: {} };
    world.emit('payment_intent.processing', intent);
    return;
  }
  charge(world, intent, method, { authenticated, decline: cardOf(world, method).decline });
}

type Attempt = { authenticated: boolean; decline: Decline | undefined };

function charge(world: World, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod, attempt: Attempt): void {
  const { authenticated, decline } = attempt;
  if (decline !== undefined) throw declined(world, intent, method, { authenticated, decline });
  const paid = createCharge(world, intent, method, cardOf(world, method), attempt);
  intent.latest_charge = paid.id;
  keep(world, intent, method);
  if (intent.capture_method === 'manual') {
    intent.status = 'requires_capture';
    intent.amount_capturable = intent.amount;
    world.emit('charge.succeeded', paid);
    world.emit('payment_intent.amount_capturable_updated', intent);
    world.schedule(world.now() + AUTHORISED_FOR, () => cancelExpired(world, intent));
    return;
  }
  capture(paid, paid.amount);
  if (intent.capture_method === 'automatic') settle(world, paid);
  intent.status = 'succeeded';
  intent.amount_received = paid.amount;
  world.emit('charge.succeeded', paid);
  world.emit('payment_intent.succeeded', intent);
  if (intent.capture_method === 'automatic_async') {
    settle(world, paid);
    world.emit('charge.updated', paid, { balance_transaction: null });
  }
  disputeIfTold(world, paid);
}

/** A card that paid is saved where that was asked for; else, unless it was saved before, it can't pay again. */
function keep(world: World, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): void {
  const customer = idOf(intent.customer);
  if (customer !== null && intent.setup_future_usage !== null) {
    attach(world, method, customer);
    if (intent.setup_future_usage === 'off_session') world.setUp.add(method.id);
  } else if (method.customer === null) {
    world.spent.add(method.id);
  }
}

/** Records the failed charge; the refusal is for whoever asked. */
function declined(
  world: World,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  attempt: { authenticated: boolean; decline: Decline },
): Refusal {
  const { code, declineCode, message } = attempt.decline;
  const failed = createCharge(world, intent, method, cardOf(world, method), attempt);
  const error = {
    charge: failed.id,
    code,
    decline_code: declineCode,
    doc_url: `https://docs.stripe.com/error-codes/${code.replaceAll('_', '-')}`,
    message,
    payment_method: structuredClone(method),
    type: 'card_error' as const,
  };
  intent.status = 'requires_payment_method';
  intent.latest_charge = failed.id;
  intent.payment_method = null;
  intent.last_payment_error = error;
  world.emit('charge.failed', failed);
  world.emit('payment_intent.payment_failed', intent);
  return new Refusal(402, { ...error, payment_intent: structuredClone(intent) });
}

/** Nobody waits for the answer of a payment that ends by itself: a decline shows in the intent and in its events. */
function payUnattended(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

function chosenMethod(world: World, intent: Stripe.PaymentIntent): Stripe.PaymentMethod {
  const method = world.paymentMethods.get(idOf(intent.payment_method) ?? '');
  if (method === undefined) throw new Error(`${intent.id} has no payment method that could be charged`);
  return method;
}

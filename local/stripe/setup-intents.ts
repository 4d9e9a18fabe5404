import type Stripe from 'stripe';
import { z } from 'zod';
import { findCustomer } from './customers.ts';
import { invalidRequest, noSuch, Refusal } from './errors.ts';
import { listPage } from './lists.ts';
import { mergeMetadata } from './metadata.ts';
import { boolean, type Fields, metadata, page, text } from './params.ts';
import { attach, cardOf, createPaymentMethod, paymentMethodData, usePaymentMethod } from './payment-methods.ts';
import { type Caller, type Route, route } from './route.ts';
import { idOf, newId, type World } from './world.ts';

const confirmation = {
  payment_method: text.optional(),
  payment_method_data: paymentMethodData.optional(),
  return_url: text.optional(),
  use_stripe_sdk: boolean.optional(),
} satisfies Fields<Stripe.SetupIntentConfirmParams>;

const create = z.strictObject({
  ...confirmation,
  automatic_payment_methods: z
    .strictObject({
      allow_redirects: z.enum(['always', 'never']).optional(),
      enabled: boolean,
    } satisfies Fields<Stripe.SetupIntentCreateParams.AutomaticPaymentMethods>)
    .optional(),
  allowed_payment_method_types: z
    .array(z.enum(['card']))
    .min(1)
    .optional(),
  confirm: boolean.optional(),
  customer: text.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  usage: z.enum(['off_session', 'on_session']).optional(),
} satisfies Fields<Stripe.SetupIntentCreateParams>);

const confirmByHolder = z.strictObject({ ...confirmation, client_secret: text.optional() });

const cancelParams = z.strictObject({
  cancellation_reason: z.enum(['abandoned', 'duplicate', 'requested_by_customer']).optional(),
} satisfies Fields<Stripe.SetupIntentCancelParams>);

const retrieveParams = z.strictObject({
  client_secret: text.optional(),
} satisfies Fields<Stripe.SetupIntentRetrieveParams>);

const list = z.strictObject({
  ...page,
  customer: text.optional(),
  payment_method: text.optional(),
} satisfies Fields<Stripe.SetupIntentListParams>);

const open = { public: true };

export const setupIntentRoutes: readonly Route[] = [
  route('POST', '/v1/setup_intents', create, createSetup),
  route('GET', '/v1/setup_intents', list, (world, params) => {
    const { customer, payment_method: method } = params;
    const matching = [...world.setupIntents.values()].filter(
      (setup) =>
        (customer === undefined || setup.customer === customer) &&
        (method === undefined || setup.payment_method === method),
    );
    return listPage('/v1/setup_intents', matching, params);
  }),
  route(
    'GET',
    '/v1/setup_intents/:id',
    retrieveParams,
    (world, params, id, caller) => permittedSetup(world, id, params.client_secret, caller),
    open,
  ),
  route(
    'POST',
    '/v1/setup_intents/:id/confirm',
    confirmByHolder,
    (world, params, id, caller) => {
      const setup = permittedSetup(world, id, params.client_secret, caller);
      confirmSetup(world, setup, params);
      return setup;
    },
    open,
  ),
  route('POST', '/v1/setup_intents/:id/cancel', cancelParams, (world, params, id) => {
    const setup = findSetup(world, id);
    checkOpen(setup, 'cancel');
    setup.status = 'canceled';
    setup.cancellation_reason = params.cancellation_reason ?? null;
    setup.next_action = null;
    world.emit('setup_intent.canceled', setup);
    return setup;
  }),
];

/** The setup intent of an id. */
function findSetup(world: World, id: string): Stripe.SetupIntent {
  const setup = world.setupIntents.get(id);
  if (setup === undefined) throw noSuch('setupintent', id, 'intent');
  return setup;
}

/** Ends the challenge of a setup: its card is saved, or its authentication has failed. */
export function completeSetupChallenge(world: World, setup: Stripe.SetupIntent, isPassed: boolean): void {
  if (setup.status !== 'requires_action') throw invalidRequest('This SetupIntent waits for no action.');
  const method = world.paymentMethods.get(idOf(setup.payment_method) ?? '');
  if (method === undefined) throw new Error(`${setup.id} has no payment method`);
  world.pending.delete(setup.id);
  setup.next_action = null;
  if (isPassed) {
    succeed(world, setup, method);
    return;
  }
  fail(world, setup, method, {
    code: 'setup_intent_authentication_failure',
    message: 'The latest attempt to set up the payment method has failed because authentication failed.',
    type: 'invalid_request_error',
  });
}

function permittedSetup(
  world: World,
  id: string,
  clientSecret: string | undefined,
  caller: Caller,
): Stripe.SetupIntent {
  const setup = findSetup(world, id);
  if (caller === 'secret' && clientSecret === undefined) return setup;
  if (clientSecret !== setup.client_secret) {
    throw invalidRequest('The client_secret provided does not match the client_secret of the SetupIntent.', {
      code: 'setup_intent_invalid_parameter',
      param: 'client_secret',
    });
  }
  return setup;
}

function createSetup(world: World, params: z.output<typeof create>): Stripe.SetupIntent {
  const customer = params.customer === undefined ? null : findCustomer(world, params.customer).id;
  const id = newId('seti');
  const setup: Stripe.SetupIntent = {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    application: null,
    automatic_payment_methods:
      params.allowed_payment_method_types === undefined
        ? { allow_redirects: params.automatic_payment_methods?.allow_redirects ?? 'always', enabled: true }
        : null,
    cancellation_reason: null,
    client_secret: newId(`${id}_secret`),
    created: world.now(),
    customer,
    customer_account: null,
    description: params.description ?? null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: mergeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: { card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: params.usage ?? 'off_session',
  };
  world.setupIntents.set(id, setup);
  world.emit('setup_intent.created', setup);
  if (params.confirm === true) confirmSetup(world, setup, params);
  return setup;
}

/** Tries to save a card. Throws the refusal of one that its bank declines. */
function confirmSetup(
  world: World,
  setup: Stripe.SetupIntent,
  params: z.output<z.ZodObject<typeof confirmation>>,
): void {
  checkOpen(setup, 'confirm');
  const method = methodOf(world, setup, params);
  setup.payment_method = method.id;
  setup.last_setup_error = null;
  const { authentication, decline, declinesOnlyCharges } = cardOf(world, method);
  if (authentication !== undefined) {
    challenge(world, setup, params);
  } else if (decline !== undefined && declinesOnlyCharges !== true) {
    const error = {
      code: decline.code,
      decline_code: decline.declineCode,
      message: decline.message,
      type: 'card_error' as const,
    };
    fail(world, setup, method, error);
    throw new Refusal(402, { ...error, payment_method: structuredClone(method) });
  } else {
    succeed(world, setup, method);
  }
}

function methodOf(
  world: World,
  setup: Stripe.SetupIntent,
  params: z.output<z.ZodObject<typeof confirmation>>,
): Stripe.PaymentMethod {
  if (params.payment_method_data !== undefined) return createPaymentMethod(world, params.payment_method_data);
  const id = params.payment_method ?? idOf(setup.payment_method);
  if (id === null) {
    throw invalidRequest(
      "You cannot confirm this SetupIntent because it's missing a payment method. Update the SetupIntent with a payment method and then confirm it again.",
      { code: 'setup_intent_unexpected_state' },
    );
  }
  return usePaymentMethod(world, id, idOf(setup.customer));
}

function challenge(world: World, setup: Stripe.SetupIntent, params: { return_url?: string | undefined }): void {
  const url = `${world.url}/challenge/${setup.id}`;
  const returnUrl = params.return_url ?? null;
  world.pending.set(setup.id, { authenticated: false, returnUrl });
  setup.status = 'requires_action';
  setup.next_action =
    returnUrl === null
      ? { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url } }
      : { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } };
  world.emit('setup_intent.requires_action', setup);
}

function succeed(world: World, setup: Stripe.SetupIntent, method: Stripe.PaymentMethod): void {
  setup.status = 'succeeded';
  const customer = idOf(setup.customer);
  if (customer === null) world.spent.add(method.id);
  else attach(world, method, customer);
  if (setup.usage === 'off_session') world.setUp.add(method.id);
  world.emit('setup_intent.succeeded', setup);
}

function fail(
  world: World,
  setup: Stripe.SetupIntent,
  method: Stripe.PaymentMethod,
  error: Stripe.SetupIntent.LastSetupError,
): void {
  setup.status = 'requires_payment_method';
  setup.payment_method = null;
  setup.last_setup_error = { ...error, payment_method: structuredClone(method) };
  world.emit('setup_intent.setup_failed', setup);
}

function checkOpen(setup: Stripe.SetupIntent, verb: string): void {
  if (setup.status !== 'succeeded' && setup.status !== 'canceled') return;
  throw invalidRequest(`You cannot ${verb} this SetupIntent because it has a status of ${setup.status}.`, {
    code: 'setup_intent_unexpected_state',
  });
}

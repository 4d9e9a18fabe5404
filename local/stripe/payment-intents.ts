import type Stripe from 'stripe';
import { z } from 'zod';
import { cancel } from './cancel.ts';
import { captureIntent } from './capture.ts';
import { checkConfirmable, confirm, confirmation } from './confirm.ts';
import { checkChargeAmount, checkCurrency } from './currencies.ts';
import { findCustomer } from './customers.ts';
import { invalidRequest, noSuch, unexpectedState } from './errors.ts';
import { listPage } from './lists.ts';
import { mergeMetadata } from './metadata.ts';
import {
  boolean,
  emptyableMetadata,
  emptyableText,
  type Fields,
  metadata,
  page,
  positiveInteger,
  text,
} from './params.ts';
import { createPaymentMethod, usePaymentMethod } from './payment-methods.ts';
import { type Caller, type Route, route } from './route.ts';
import { searchIntents } from './search.ts';
import { idOf, newId, type World } from './world.ts';

const allowedTypes = z.array(z.enum(['card'])).min(1);
const captureMethod = z.enum(['automatic', 'automatic_async', 'manual']);

const create = z.strictObject({
  ...confirmation,
  allowed_payment_method_types: allowedTypes.optional(),
  amount: positiveInteger,
  automatic_payment_methods: z
    .strictObject({
      allow_redirects: z.enum(['always', 'never']).optional(),
      enabled: boolean,
    } satisfies Fields<Stripe.PaymentIntentCreateParams.AutomaticPaymentMethods>)
    .optional(),
  capture_method: captureMethod.optional(),
  confirm: boolean.optional(),
  currency: text,
  customer: text.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  statement_descriptor_suffix: text.max(22).optional(),
  transfer_group: text.optional(),
} satisfies Fields<Stripe.PaymentIntentCreateParams>);

const update = z.strictObject({
  amount: positiveInteger.optional(),
  currency: text.optional(),
  customer: text.optional(),
  description: emptyableText.optional(),
  metadata: emptyableMetadata.optional(),
  payment_method: text.optional(),
  payment_method_data: confirmation.payment_method_data,
  receipt_email: emptyableText.optional(),
  statement_descriptor_suffix: text.max(22).optional(),
  transfer_group: text.optional(),
} satisfies Fields<Stripe.PaymentIntentUpdateParams>);

const confirmByHolder = z.strictObject({ ...confirmation, client_secret: text.optional() });

const captureParams = z.strictObject({
  amount_to_capture: positiveInteger.optional(),
  metadata: emptyableMetadata.optional(),
  statement_descriptor_suffix: text.max(22).optional(),
} satisfies Fields<Stripe.PaymentIntentCaptureParams>);

const cancelParams = z.strictObject({
  cancellation_reason: z.enum(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']).optional(),
} satisfies Fields<Stripe.PaymentIntentCancelParams>);

const retrieveParams = z.strictObject({
  client_secret: text.optional(),
} satisfies Fields<Stripe.PaymentIntentRetrieveParams>);

const list = z.strictObject({
  ...page,
  customer: text.optional(),
} satisfies Fields<Stripe.PaymentIntentListParams>);

const searchParams = z.strictObject({
  limit: page.limit,
  page: text.optional(),
  query: text,
} satisfies Fields<Stripe.PaymentIntentSearchParams>);

export const paymentIntentRoutes: readonly Route[] = [
  route('POST', '/v1/payment_intents', create, createIntent),
  route('GET', '/v1/payment_intents', list, (world, params) => {
    const matching = [...world.paymentIntents.values()].filter(
      (intent) => params.customer === undefined || intent.customer === params.customer,
    );
    return listPage('/v1/payment_intents', matching, params);
  }),
  route('GET', '/v1/payment_intents/search', searchParams, searchIntents),
  route(
    'GET',
    '/v1/payment_intents/:id',
    retrieveParams,
    (world, params, id, caller) => permittedIntent(world, id, params.client_secret, caller),
    { public: true },
  ),
  route('POST', '/v1/payment_intents/:id', update, updateIntent),
  route(
    'POST',
    '/v1/payment_intents/:id/confirm',
    confirmByHolder,
    (world, params, id, caller) => {
      const intent = permittedIntent(world, id, params.client_secret, caller);
      confirm(world, intent, params, caller);
      return intent;
    },
    { public: true },
  ),
  route('POST', '/v1/payment_intents/:id/capture', captureParams, (world, params, id) =>
    captureIntent(world, findIntent(world, id), params),
  ),
  route('POST', '/v1/payment_intents/:id/cancel', cancelParams, (world, params, id) => {
    const intent = findIntent(world, id);
    cancel(world, intent, params.cancellation_reason ?? null);
    return intent;
  }),
];

/** The intent of an id. */
export function findIntent(world: World, id: string): Stripe.PaymentIntent {
  const intent = world.paymentIntents.get(id);
  if (intent === undefined) throw noSuch('payment_intent', id, 'intent');
  return intent;
}

/** A browser proves by the client secret that the intent is its own. */
function permittedIntent(
  world: World,
  id: string,
  clientSecret: string | undefined,
  caller: Caller,
): Stripe.PaymentIntent {
  const intent = findIntent(world, id);
  if (caller === 'secret' && clientSecret === undefined) return intent;
  if (clientSecret === undefined) {
    throw invalidRequest('Missing required param: client_secret.', {
      code: 'parameter_missing',
      param: 'client_secret',
    });
  }
  if (clientSecret !== intent.client_secret) {
    throw invalidRequest(
      'The client_secret provided does not match the client_secret associated with the PaymentIntent.',
      { code: 'payment_intent_invalid_parameter', param: 'client_secret' },
    );
  }
  return intent;
}

function createIntent(
  world: World,
  params: z.output<typeof create>,
  _id: string,
  caller: Caller,
): Stripe.PaymentIntent {
  checkCurrency(params.currency);
  checkChargeAmount(params.amount, params.currency);
  const customer = params.customer === undefined ? null : findCustomer(world, params.customer).id;
  const id = newId('pi');
  const intent: Stripe.PaymentIntent = {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount: params.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: automaticMethods(params),
    canceled_at: null,
    cancellation_reason: null,
    capture_method: params.capture_method ?? 'automatic_async',
    client_secret: newId(`${id}_secret`),
    confirmation_method: 'automatic',
    created: world.now(),
    currency: params.currency,
    customer,
    customer_account: null,
    description: params.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: { enabled: false },
    metadata: mergeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: methodOf(world, params, customer),
    payment_method_configuration_details: null,
    payment_method_options: {
      card: {
        installments: null,
        mandate_options: null,
        network: null,
        request_three_d_secure: params.payment_method_options?.card?.request_three_d_secure ?? 'automatic',
      },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: params.receipt_email || null,
    review: null,
    setup_future_usage: params.setup_future_usage ?? null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: params.transfer_group ?? null,
  };
  if (intent.payment_method !== null) intent.status = 'requires_confirmation';
  if (params.confirm === true) checkConfirmable(intent, params, caller);
  world.paymentIntents.set(id, intent);
  world.emit('payment_intent.created', intent);
  if (params.confirm === true) {
    const { payment_method: _named, payment_method_data: _data, ...confirmedWith } = params;
    confirm(world, intent, confirmedWith, caller);
  }
  return intent;
}

/** Unless the caller names the types, Stripe takes whatever the Dashboard allows, redirects included. */
function automaticMethods(params: z.output<typeof create>): Stripe.PaymentIntent.AutomaticPaymentMethods | null {
  const { allowed_payment_method_types: named, automatic_payment_methods: automatic } = params;
  if (named !== undefined) {
    if (automatic?.enabled === true) {
      throw invalidRequest(
        'You may only specify one of these parameters: automatic_payment_methods, allowed_payment_method_types.',
        {
          code: 'parameters_exclusive',
        },
      );
    }
    return null;
  }
  if (automatic?.enabled === false) return null;
  return { allow_redirects: automatic?.allow_redirects ?? 'always', enabled: true };
}

const CHANGEABLE = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

function updateIntent(world: World, params: z.output<typeof update>, id: string): Stripe.PaymentIntent {
  const intent = findIntent(world, id);
  const { amount = intent.amount, currency = intent.currency } = params;
  if (params.customer !== undefined) intent.customer = findCustomer(world, params.customer).id;
  const changesPayment = [params.amount, params.currency, params.payment_method, params.payment_method_data].some(
    (value) => value !== undefined,
  );
  if (changesPayment) {
    if (!CHANGEABLE.includes(intent.status)) {
      throw unexpectedState(
        intent,
        `This PaymentIntent could not be updated because it has a status of ${intent.status}. You may only update its amount, currency and payment method with one of the following statuses: ${CHANGEABLE.join(', ')}.`,
      );
    }
    checkCurrency(currency);
    checkChargeAmount(amount, currency);
    const method = methodOf(world, params, idOf(intent.customer));
    if (method !== null) {
      world.pending.delete(id);
      intent.payment_method = method;
      intent.next_action = null;
      intent.status = 'requires_confirmation';
    }
    intent.amount = amount;
    intent.currency = currency;
  }
  if (params.description !== undefined) intent.description = params.description || null;
  if (params.receipt_email !== undefined) intent.receipt_email = params.receipt_email || null;
  intent.statement_descriptor_suffix = params.statement_descriptor_suffix ?? intent.statement_descriptor_suffix;
  intent.transfer_group = params.transfer_group ?? intent.transfer_group;
  intent.metadata = mergeMetadata(intent.metadata, params.metadata);
  return intent;
}

function methodOf(
  world: World,
  params: Pick<z.output<typeof update>, 'payment_method' | 'payment_method_data'>,
  customer: string | null,
): string | null {
  if (params.payment_method_data !== undefined) return createPaymentMethod(world, params.payment_method_data).id;
  return params.payment_method === undefined ? null : usePaymentMethod(world, params.payment_method, customer).id;
}

import type Stripe from 'stripe';
import { z } from 'zod';
import { TEST_CARDS, type TestCard } from './cards.ts';
import { findCustomer } from './customers.ts';
import { invalidRequest, noSuch, Refusal } from './errors.ts';
import { listPage } from './lists.ts';
import { emptyableText, type Fields, integer, metadata, page, text } from './params.ts';
import { type Route, route } from './route.ts';
import { newId, type World } from './world.ts';

const address = z.strictObject({
  city: emptyableText.optional(),
  country: emptyableText.optional(),
  line1: emptyableText.optional(),
  line2: emptyableText.optional(),
  postal_code: emptyableText.optional(),
  state: emptyableText.optional(),
} satisfies Fields<Stripe.AddressParam>);

const card = z.strictObject({
  cvc: text.optional(),
  exp_month: integer.optional(),
  exp_year: integer.optional(),
  number: text.optional(),
  token: text.optional(),
} satisfies Fields<Stripe.PaymentMethodCreateParams.Card>);

const created = {
  billing_details: z
    .strictObject({
      address: address.optional(),
      email: emptyableText.optional(),
      name: emptyableText.optional(),
      phone: emptyableText.optional(),
    } satisfies Fields<Stripe.PaymentMethodCreateParams.BillingDetails>)
    .optional(),
  card: card.optional(),
  metadata: metadata.optional(),
  type: z.enum(['card']),
} satisfies Fields<Stripe.PaymentMethodCreateParams>;

/** A payment method made on the fly, by Stripe.js or by a request that names none. */
export const paymentMethodData = z.strictObject({
  ...created,
  allow_redisplay: z.enum(['always', 'limited', 'unspecified']).optional(),
});

const { created: _created, ...paging } = page;
const listParams = z.strictObject({
  ...paging,
  customer: text,
  type: z.enum(['card']).optional(),
} satisfies Fields<Stripe.PaymentMethodListParams>);

const attachParams = z.strictObject({ customer: text } satisfies Fields<Stripe.PaymentMethodAttachParams>);

export const paymentMethodRoutes: readonly Route[] = [
  route('POST', '/v1/payment_methods', z.strictObject(created), createPaymentMethod, { public: true }),
  route('GET', '/v1/payment_methods', listParams, (world, params) => {
    const matching = [...world.paymentMethods.values()].filter((method) => method.customer === params.customer);
    return listPage('/v1/payment_methods', matching, params);
  }),
  route('GET', '/v1/payment_methods/:id', z.strictObject({}), (world, _params, id) => retrieve(world, id)),
  route('POST', '/v1/payment_methods/:id/attach', attachParams, (world, params, id) => {
    const customer = findCustomer(world, params.customer).id;
    const method = usePaymentMethod(world, id, customer);
    const { decline, declinesOnlyCharges } = cardOf(world, method);
    if (decline !== undefined && declinesOnlyCharges !== true) {
      const { code, declineCode, message } = decline;
      throw new Refusal(402, { type: 'card_error', code, decline_code: declineCode, message });
    }
    attach(world, method, customer);
    return method;
  }),
  route('POST', '/v1/payment_methods/:id/detach', z.strictObject({}), (world, _params, id) => {
    const method = retrieve(world, id);
    if (method.customer === null) {
      throw invalidRequest(
        'The payment method you provided is not attached to a customer so detachment is impossible.',
      );
    }
    const previous = { customer: method.customer };
    method.customer = null;
    world.spent.add(id);
    world.emit('payment_method.detached', method, previous);
    return method;
  }),
];

/** Makes the payment method of a test card. Refuses numbers that are no test card's. */
export function createPaymentMethod(world: World, params: z.output<typeof paymentMethodData>): Stripe.PaymentMethod {
  const { number, token, exp_month: month = 12, exp_year: year = yearOf(world) + 4 } = params.card ?? {};
  if (params.card === undefined || (number === undefined && token === undefined)) {
    throw invalidRequest('Missing required param: card.', { code: 'parameter_missing', param: 'card' });
  }
  const testCard = number === undefined ? cardOfToken(token ?? '') : cardOfNumber(number);
  checkExpiry(world, month, year);
  return store(world, testCard, {
    billing: params.billing_details ?? {},
    metadata: params.metadata ?? {},
    month,
    year,
  });
}

/**
 * The payment method of an id, for a payment of `customer`: `pm_card_visa` and its like make a new one each time, as at Stripe.
 * A saved one is its customer's alone.
 */
export function usePaymentMethod(world: World, id: string, customer: string | null): Stripe.PaymentMethod {
  const testCard = TEST_CARDS.find((card) => card.ids.includes(id));
  if (testCard !== undefined) {
    return store(world, testCard, { billing: {}, metadata: {}, month: 12, year: yearOf(world) + 4 });
  }
  const method = world.paymentMethods.get(id);
  if (method === undefined) throw noSuch('PaymentMethod', id, 'payment_method');
  if (world.spent.has(id)) {
    throw invalidRequest(
      'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment. It may not be used again.',
      { param: 'payment_method' },
    );
  }
  if (method.customer !== null && method.customer !== customer) {
    throw invalidRequest(
      customer === null
        ? 'The provided PaymentMethod belongs to a Customer: name it as `customer` to use it.'
        : `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
      { param: 'payment_method' },
    );
  }
  return method;
}

/** Saves a payment method with a customer. */
export function attach(world: World, method: Stripe.PaymentMethod, customer: string): void {
  if (method.customer === customer) return;
  method.customer = customer;
  world.emit('payment_method.attached', method);
}

/** The test card behind a payment method, which every stored one has. */
export function cardOf(world: World, method: Stripe.PaymentMethod): TestCard {
  const testCard = world.cards.get(method.id);
  if (testCard === undefined) throw new Error(`No test card is stored for ${method.id}`);
  return testCard;
}

function retrieve(world: World, id: string): Stripe.PaymentMethod {
  const method = world.paymentMethods.get(id);
  if (method === undefined) throw noSuch('PaymentMethod', id, 'payment_method');
  return method;
}

function cardOfNumber(number: string): TestCard {
  const digits = number.replaceAll(' ', '');
  const testCard = TEST_CARDS.find((candidate) => candidate.number === digits);
  if (testCard === undefined) {
    throw new Refusal(402, {
      type: 'card_error',
      code: 'incorrect_number',
      message: 'Your card number is incorrect.',
      param: 'number',
    });
  }
  return testCard;
}

/** `tok_visa` is to tokens what `pm_card_visa` is to payment methods. */
function cardOfToken(token: string): TestCard {
  const id = token.replace(/^tok_/, 'pm_card_');
  const testCard = TEST_CARDS.find((candidate) => candidate.ids.includes(id));
  if (testCard === undefined) throw noSuch('token', token, 'card[token]');
  return testCard;
}

function checkExpiry(world: World, month: number, year: number): void {
  if (month < 1 || month > 12) {
    throw cardError('invalid_expiry_month', "Your card's expiration month is invalid.", 'exp_month');
  }
  const now = new Date(world.now() * 1000);
  if (year * 12 + month < now.getUTCFullYear() * 12 + now.getUTCMonth() + 1) {
    throw cardError('invalid_expiry_year', "Your card's expiration year is invalid.", 'exp_year');
  }
}

function cardError(code: string, message: string, param: string): Refusal {
  return new Refusal(402, { type: 'card_error', code, message, param });
}

function yearOf(world: World): number {
  return new Date(world.now() * 1000).getUTCFullYear();
}

type Billing = NonNullable<z.output<typeof paymentMethodData>['billing_details']>;

function store(
  world: World,
  testCard: TestCard,
  given: { billing: Billing; metadata: Stripe.Metadata; month: number; year: number },
): Stripe.PaymentMethod {
  const { address: place, email, name, phone } = given.billing;
  const method: Stripe.PaymentMethod = {
    id: newId('pm'),
    object: 'payment_method',
    billing_details: {
      address: {
        city: place?.city || null,
        country: place?.country || null,
        line1: place?.line1 || null,
        line2: place?.line2 || null,
        postal_code: place?.postal_code || null,
        state: place?.state || null,
      },
      email: email || null,
      name: name || null,
      phone: phone || null,
      tax_id: null,
    },
    card: {
      brand: testCard.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'unchecked' },
      country: testCard.country,
      display_brand: testCard.brand,
      exp_month: given.month,
      exp_year: given.year,
      fingerprint: `local${testCard.number.slice(-11)}`,
      funding: testCard.funding,
      generated_from: null,
      last4: testCard.number.slice(-4),
      networks: { available: [testCard.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: world.now(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: given.metadata,
    type: 'card',
  };
  world.paymentMethods.set(method.id, method);
  world.cards.set(method.id, testCard);
  return method;
}

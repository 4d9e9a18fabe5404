import type Stripe from 'stripe';
import { z } from 'zod';
import { noSuch } from './errors.ts';
import { listPage } from './lists.ts';
import { mergeMetadata } from './metadata.ts';
import { emptyableMetadata, type Fields, page, text } from './params.ts';
import { type Route, route } from './route.ts';
import { newId, type World } from './world.ts';

const create = z.strictObject({
  description: text.optional(),
  email: text.max(512).optional(),
  metadata: emptyableMetadata.optional(),
  name: text.max(256).optional(),
  phone: text.max(20).optional(),
} satisfies Fields<Stripe.CustomerCreateParams>);

const list = z.strictObject({ ...page, email: text.optional() } satisfies Fields<Stripe.CustomerListParams>);

const { created: _created, ...paging } = page;
const listMethods = z.strictObject({
  ...paging,
  type: z.enum(['card']).optional(),
} satisfies Fields<Stripe.CustomerListPaymentMethodsParams>);

export const customerRoutes: readonly Route[] = [
  route('POST', '/v1/customers', create, createCustomer),
  route('GET', '/v1/customers', list, (world, params) => {
    const matching = [...world.customers.values()].filter(
      (customer) => params.email === undefined || customer.email === params.email,
    );
    return listPage('/v1/customers', matching, params);
  }),
  route('GET', '/v1/customers/:id', z.strictObject({}), (world, _params, id) =>
    world.deleted.has(id) ? { id, object: 'customer', deleted: true } : findCustomer(world, id, 'id'),
  ),
  route('POST', '/v1/customers/:id', create, (world, params, id) => {
    const customer = findCustomer(world, id, 'id');
    customer.description = params.description ?? customer.description;
    customer.email = params.email ?? customer.email;
    customer.name = params.name ?? customer.name ?? null;
    customer.phone = params.phone ?? customer.phone ?? null;
    customer.metadata = mergeMetadata(customer.metadata, params.metadata);
    return customer;
  }),
  route('DELETE', '/v1/customers/:id', z.strictObject({}), (world, _params, id) => {
    deleteCustomer(world, findCustomer(world, id, 'id'));
    return { id, object: 'customer', deleted: true };
  }),
  route(
    'GET',
    '/v1/customers/:id/payment_methods',
    listMethods,
    (world, params, id) => {
      findCustomer(world, id, 'id');
      const saved = [...world.paymentMethods.values()].filter((method) => method.customer === id);
      return listPage(`/v1/customers/${id}/payment_methods`, saved, params);
    },
    { object: 'payment_method' },
  ),
];

/** The customer of an id, which was given as this parameter. */
export function findCustomer(world: World, id: string, parameter = 'customer'): Stripe.Customer {
  const customer = world.customers.get(id);
  if (customer === undefined) throw noSuch('customer', id, parameter);
  return customer;
}

/** Deletes a customer, by the API or as somebody may in the Dashboard: their cards pay nothing any more. */
export function deleteCustomer(world: World, customer: Stripe.Customer): void {
  for (const method of world.paymentMethods.values()) {
    if (method.customer !== customer.id) continue;
    method.customer = null;
    world.spent.add(method.id);
  }
  world.customers.delete(customer.id);
  world.deleted.add(customer.id);
  world.emit('customer.deleted', customer);
}

function createCustomer(world: World, params: z.output<typeof create>): Stripe.Customer {
  const customer: Stripe.Customer = {
    id: newId('cus'),
    object: 'customer',
    address: null,
    balance: 0,
    created: world.now(),
    currency: null,
    default_source: null,
    delinquent: false,
    description: params.description ?? null,
    discount: null,
    email: params.email ?? null,
    invoice_prefix: null,
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    name: params.name ?? null,
    phone: params.phone ?? null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
  world.customers.set(customer.id, customer);
  return customer;
}

import type Stripe from 'stripe';
import { invalidRequest } from './errors.ts';
import type { World } from './world.ts';

const EXPANDABLE: Record<string, readonly string[]> = {
  payment_intent: ['latest_charge', 'payment_method'],
  charge: ['balance_transaction', 'failure_balance_transaction', 'payment_intent', 'refunds'],
  refund: ['balance_transaction', 'charge', 'failure_balance_transaction', 'payment_intent', 'payment_method'],
  balance_transaction: ['source'],
};
const DEEPEST = 4;

/** What a browser, which has the publishable key and the client secret, is shown of an intent. */
const PUBLIC_FIELDS = [
  'id',
  'object',
  'allowed_payment_method_types',
  'amount',
  'automatic_payment_methods',
  'canceled_at',
  'cancellation_reason',
  'capture_method',
  'client_secret',
  'confirmation_method',
  'created',
  'currency',
  'description',
  'last_payment_error',
  'livemode',
  'next_action',
  'payment_method',
  'payment_method_types',
  'processing',
  'receipt_email',
  'setup_future_usage',
  'shipping',
  'status',
] as const satisfies (keyof Stripe.PaymentIntent)[];

/** A stored object in the shape it leaves in: a copy, with what `expand` names put in place of its ids. */
export function render(world: World, stored: object, expand: readonly string[]): Record<string, unknown> {
  const copy = copyOf(stored);
  for (const path of expand) {
    const steps = path.split('.');
    if (steps.length > DEEPEST) {
      throw invalidRequest(`You cannot expand more than ${DEEPEST} levels of a property (${path}).`, {
        param: 'expand',
      });
    }
    expandPath(world, copy, steps, path);
  }
  return copy;
}

/** The part of an intent that a publishable key may see. */
export function publicView(intent: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(PUBLIC_FIELDS.map((field) => [field, intent[field]]));
}

function expandPath(world: World, node: Record<string, unknown>, [field, ...rest]: string[], path: string): void {
  if (field === undefined) return;
  if (field === 'data' && Array.isArray(node.data)) {
    for (const item of node.data) expandPath(world, item, rest, path);
    return;
  }
  if (!EXPANDABLE[String(node.object)]?.includes(field)) {
    throw invalidRequest(`This property cannot be expanded (${path}).`, { param: 'expand' });
  }
  const value = field === 'refunds' ? refundsOf(world, String(node.id)) : node[field];
  const target = typeof value === 'string' ? find(world, value) : value;
  if (typeof target !== 'object' || target === null) return;
  const child = copyOf(target);
  node[field] = child;
  expandPath(world, child, rest, path);
}

function copyOf(stored: object): Record<string, unknown> {
  return { ...structuredClone(stored) };
}

function refundsOf(world: World, charge: string): Stripe.ApiList<Stripe.Refund> {
  const refunds = [...world.refunds.values()].filter((refund) => refund.charge === charge).reverse();
  return {
    object: 'list',
    data: refunds.slice(0, 10),
    has_more: refunds.length > 10,
    url: `/v1/charges/${charge}/refunds`,
  };
}

function find(world: World, id: string): object | undefined {
  const tables = [world.paymentIntents, world.charges, world.refunds, world.balanceTransactions, world.paymentMethods];
  for (const table of tables) {
    const found = table.get(id);
    if (found !== undefined) return found;
  }
  return undefined;
}

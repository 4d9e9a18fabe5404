import type Stripe from 'stripe';
import { invalidRequest } from './errors.ts';
import type { World } from './world.ts';

/** By kind of object: what can be expanded, and the kinds that then stand there. */
const EXPANDABLE: Record<string, Record<string, readonly string[]>> = {
  payment_intent: { customer: ['customer'], latest_charge: ['charge'], payment_method: ['payment_method'] },
  setup_intent: { customer: ['customer'], payment_method: ['payment_method'] },
  payment_method: { customer: ['customer'] },
  dispute: { charge: ['charge'], payment_intent: ['payment_intent'] },
  charge: {
    balance_transaction: ['balance_transaction'],
    customer: ['customer'],
    failure_balance_transaction: ['balance_transaction'],
    payment_intent: ['payment_intent'],
    refunds: ['list of refund'],
  },
  'list of refund': { data: ['refund'] },
  refund: {
    balance_transaction: ['balance_transaction'],
    charge: ['charge'],
    failure_balance_transaction: ['balance_transaction'],
    payment_intent: ['payment_intent'],
    payment_method: ['payment_method'],
  },
  balance_transaction: { source: ['charge', 'dispute', 'refund', 'transfer', 'transfer_reversal', 'payout'] },
  transfer: {
    balance_transaction: ['balance_transaction'],
    destination: ['account'],
    source_transaction: ['charge'],
  },
  transfer_reversal: { balance_transaction: ['balance_transaction'], transfer: ['transfer'] },
  payout: { balance_transaction: ['balance_transaction'], failure_balance_transaction: ['balance_transaction'] },
};
const DEEPEST = 4;

/** What a browser, which has the publishable key and the client secret, is shown of an intent, to pay or to save a card. */
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
  'usage',
  'last_setup_error',
] as const satisfies (keyof Stripe.PaymentIntent | keyof Stripe.SetupIntent)[];

/** Refuses a path that can't be expanded in objects of `kind`, or in a list of them. */
export function checkExpand(kind: string, path: string): void {
  const steps = path.split('.');
  if (steps.length > DEEPEST) {
    throw invalidRequest(`You cannot expand more than ${DEEPEST} levels of a property (${path}).`, { param: 'expand' });
  }
  let kinds: readonly string[] = [kind];
  for (const step of steps[0] === 'data' ? steps.slice(1) : steps) {
    kinds = kinds.flatMap((current) => EXPANDABLE[current]?.[step] ?? []);
    if (kinds.length === 0) {
      throw invalidRequest(`This property cannot be expanded (${path}).`, { param: 'expand' });
    }
  }
}

/** A stored object in the shape it leaves in: a copy, with what `expand` names put in place of its ids. */
export function render(world: World, stored: object, expand: readonly string[]): Record<string, unknown> {
  const copy = copyOf(stored);
  for (const path of expand) expandPath(world, copy, path.split('.'));
  return copy;
}

/** The part of an intent that a publishable key may see. */
export function publicView(intent: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(PUBLIC_FIELDS.filter((field) => field in intent).map((field) => [field, intent[field]]));
}

function expandPath(world: World, node: Record<string, unknown>, [field, ...rest]: string[]): void {
  if (field === undefined) return;
  if (field === 'data' && Array.isArray(node.data)) {
    for (const item of node.data) expandPath(world, item, rest);
    return;
  }
  const value = field === 'refunds' ? refundsOf(world, String(node.id)) : node[field];
  const target = typeof value === 'string' ? find(world, value) : value;
  if (typeof target !== 'object' || target === null) return;
  const child = copyOf(target);
  node[field] = child;
  expandPath(world, child, rest);
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
  const tables = [
    world.paymentIntents,
    world.charges,
    world.refunds,
    world.balance.transactions,
    world.paymentMethods,
    world.disputes,
    world.customers,
    world.accounts,
    world.transfers,
    world.reversals,
    ...[...world.accountBalances.values()].map((balance) => balance.transactions),
  ];
  for (const table of tables) {
    const found = table.get(id);
    if (found !== undefined) return found;
  }
  return world.payouts.get(id)?.payout;
}

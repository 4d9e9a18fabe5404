import type Stripe from 'stripe';
import { z } from 'zod';
import { noSuch } from './errors.ts';
import { listPage } from './lists.ts';
import { type Fields, page, text } from './params.ts';
import { type Route, route } from './route.ts';
import { idOf, newId, type World } from './world.ts';

/** Of what is charged; the fixed part is in minor units, whatever the currency. */
const FEE = { rate: 0.029, fixed: 30 };
const AVAILABLE_AFTER = 2 * 24 * 60 * 60;

const list = z.strictObject({
  ...page,
  currency: text.optional(),
  source: text.optional(),
  type: text.optional(),
} satisfies Fields<Stripe.BalanceTransactionListParams>);

export const balanceTransactionRoutes: readonly Route[] = [
  route(
    'GET',
    '/v1/balance',
    z.strictObject({}),
    (world, _params, _id, _caller, { account }) => world.balanceOf(account).view(),
    { connected: true },
  ),
  route(
    'GET',
    '/v1/balance_transactions',
    list,
    (world, params, _id, _caller, { account }) => {
      const { currency, source, type } = params;
      const matching = [...world.balanceOf(account).transactions.values()].filter(
        (transaction) =>
          (currency === undefined || transaction.currency === currency) &&
          (source === undefined || transaction.source === source) &&
          (type === undefined || transaction.type === type),
      );
      return listPage('/v1/balance_transactions', matching, params);
    },
    { connected: true },
  ),
  route(
    'GET',
    '/v1/balance_transactions/:id',
    z.strictObject({}),
    (world, _params, id, _caller, { account }) => {
      const transaction = world.balanceOf(account).transactions.get(id);
      if (transaction === undefined) throw noSuch('balance transaction', id, 'id');
      return transaction;
    },
    { connected: true },
  ),
];

/** Books the captured part of a charge, with Stripe's fee taken off. Minor units. */
export function bookCharge(world: World, charge: Stripe.Charge, amount: number): Stripe.BalanceTransaction {
  const isAtOnce = world.cards.get(charge.payment_method ?? '')?.availableAtOnce === true;
  return book(world, null, {
    amount,
    currency: charge.currency,
    description: charge.description,
    fee: Math.round(amount * FEE.rate) + FEE.fixed,
    source: charge.id,
    type: 'charge',
    category: 'charge',
    availableOn: isAtOnce ? world.now() : world.now() + AVAILABLE_AFTER,
  });
}

/** When the money of a charge is, or was, available. */
export function availabilityOf(world: World, charge: Stripe.Charge): number {
  const transaction = world.balance.transactions.get(idOf(charge.balance_transaction) ?? '');
  return Math.max(transaction?.available_on ?? 0, world.now());
}

/** Books a refund, out of what its charge brought; Stripe's fee on the charge does not come back. */
export function bookRefund(world: World, refund: Stripe.Refund, charge: Stripe.Charge): Stripe.BalanceTransaction {
  return book(world, null, {
    amount: -refund.amount,
    currency: refund.currency,
    description: 'REFUND FOR CHARGE',
    fee: 0,
    source: refund.id,
    type: 'refund',
    category: 'refund',
    availableOn: availabilityOf(world, charge),
    charge,
  });
}

/** Books the money of a refund that did not arrive back into the balance. */
export function bookRefundFailure(
  world: World,
  refund: Stripe.Refund,
  charge: Stripe.Charge,
): Stripe.BalanceTransaction {
  return book(world, null, {
    amount: refund.amount,
    currency: refund.currency,
    description: 'REFUND FAILURE',
    fee: 0,
    source: refund.id,
    type: 'refund_failure',
    category: 'refund_failure',
    availableOn: world.now(),
    charge,
  });
}

/** What a transaction is to say. Minor units, seconds since the epoch. */
type Entry = {
  amount: number;
  currency: string;
  description: string | null;
  fee: number;
  source: string;
  type: Stripe.BalanceTransaction.Type;
  category: string;
  availableOn: number;
  /** Of what is given or taken back: what had brought it. */
  charge?: Stripe.Charge;
};

/** Books an entry into the balance of the platform (`null`) or of a connected account. */
export function book(world: World, owner: string | null, entry: Entry): Stripe.BalanceTransaction {
  const { availableOn } = entry;
  const { amount, fee, currency, rate } = settled(world, owner, entry);
  const balance = world.balanceOf(owner);
  const transaction: Stripe.BalanceTransaction = {
    id: newId('txn'),
    object: 'balance_transaction',
    amount,
    available_on: availableOn,
    balance_type: 'payments',
    created: world.now(),
    currency,
    description: entry.description,
    exchange_rate: rate,
    fee,
    fee_details:
      fee === 0
        ? []
        : [{ amount: fee, application: null, currency, description: 'Stripe processing fees', type: 'stripe_fee' }],
    net: amount - fee,
    reporting_category: entry.category,
    source: entry.source,
    status: availableOn <= world.now() ? 'available' : 'pending',
    type: entry.type,
  };
  balance.add(transaction);
  if (transaction.status === 'pending') world.schedule(availableOn, () => balance.release(transaction));
  return transaction;
}

/**
 * What a card brings is converted where the account does not hold its currency; what is given or taken back of it comes out
 * of the balance that it went to, at the rate of then.
 * docs.stripe.com/currencies/disputes-refunds
 */
function settled(world: World, owner: string | null, { amount, fee, currency, type, charge }: Entry) {
  const to = owner !== null ? undefined : charge === undefined ? comingIn(world, type) : goneOf(world, charge);
  if (to === undefined || to.currency === currency) return { amount, fee, currency, rate: null };
  const { rate } = to;
  return { amount: Math.round(amount * rate), fee: Math.round(fee * rate), currency: to.currency, rate };
}

function comingIn({ conversion }: World, type: Entry['type']): World['conversion'] {
  return type === 'charge' ? conversion : undefined;
}

function goneOf({ balance, conversion }: World, charge: Stripe.Charge): World['conversion'] {
  const brought = balance.transactions.get(idOf(charge.balance_transaction) ?? '');
  if (brought === undefined || brought.exchange_rate === null) return undefined;
  const { currency, exchange_rate: rate } = brought;
  return conversion?.currency === currency ? conversion : { currency, rate };
}

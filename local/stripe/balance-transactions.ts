import type Stripe from 'stripe';
import { z } from 'zod';
import { noSuch } from './errors.ts';
import { listPage } from './lists.ts';
import { type Fields, page, text } from './params.ts';
import { type Route, route } from './route.ts';
import { newId, type World } from './world.ts';

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
  route('GET', '/v1/balance_transactions', list, (world, params) => {
    const { currency, source, type } = params;
    const matching = [...world.balanceTransactions.values()].filter(
      (transaction) =>
        (currency === undefined || transaction.currency === currency) &&
        (source === undefined || transaction.source === source) &&
        (type === undefined || transaction.type === type),
    );
    return listPage('/v1/balance_transactions', matching, params);
  }),
  route('GET', '/v1/balance_transactions/:id', z.strictObject({}), (world, _params, id) => {
    const transaction = world.balanceTransactions.get(id);
    if (transaction === undefined) throw noSuch('balance transaction', id, 'id');
    return transaction;
  }),
];

/** Books the captured part of a charge, with Stripe's fee taken off. Minor units. */
export function bookCharge(world: World, charge: Stripe.Charge, amount: number): Stripe.BalanceTransaction {
  const fee = Math.round(amount * FEE.rate) + FEE.fixed;
  return book(world, {
    amount,
    currency: charge.currency,
    description: charge.description,
    fee,
    source: charge.id,
    type: 'charge',
    category: 'charge',
  });
}

/** Books a refund; Stripe's fee on the charge does not come back. */
export function bookRefund(world: World, refund: Stripe.Refund): Stripe.BalanceTransaction {
  return book(world, {
    amount: -refund.amount,
    currency: refund.currency,
    description: 'REFUND FOR CHARGE',
    fee: 0,
    source: refund.id,
    type: 'refund',
    category: 'refund',
  });
}

/** Books the money of a refund that did not arrive back into the balance. */
export function bookRefundFailure(world: World, refund: Stripe.Refund): Stripe.BalanceTransaction {
  return book(world, {
    amount: refund.amount,
    currency: refund.currency,
    description: 'REFUND FAILURE',
    fee: 0,
    source: refund.id,
    type: 'refund_failure',
    category: 'refund_failure',
  });
}

function book(
  world: World,
  entry: {
    amount: number;
    currency: string;
    description: string | null;
    fee: number;
    source: string;
    type: Stripe.BalanceTransaction.Type;
    category: string;
  },
): Stripe.BalanceTransaction {
  const { amount, currency, fee } = entry;
  const transaction: Stripe.BalanceTransaction = {
    id: newId('txn'),
    object: 'balance_transaction',
    amount,
    available_on: world.now() + AVAILABLE_AFTER,
    balance_type: 'payments',
    created: world.now(),
    currency,
    description: entry.description,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [{ amount: fee, application: null, currency, description: 'Stripe processing fees', type: 'stripe_fee' }],
    net: amount - fee,
    reporting_category: entry.category,
    source: entry.source,
    status: 'pending',
    type: entry.type,
  };
  world.balanceTransactions.set(transaction.id, transaction);
  world.schedule(transaction.available_on, () => {
    transaction.status = 'available';
  });
  return transaction;
}

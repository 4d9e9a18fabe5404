import type Stripe from 'stripe';
import type { StoredEvent, StoredPayout, World } from './world.ts';

/** Everything that an account has stored, oldest first; references are ids. */
export type AccountState = {
  paymentIntents: Stripe.PaymentIntent[];
  charges: Stripe.Charge[];
  refunds: Stripe.Refund[];
  disputes: Stripe.Dispute[];
  customers: Stripe.Customer[];
  setupIntents: Stripe.SetupIntent[];
  paymentMethods: Stripe.PaymentMethod[];
  /** The platform's own. */
  balanceTransactions: Stripe.BalanceTransaction[];
  accounts: Stripe.Account[];
  transfers: Stripe.Transfer[];
  reversals: Stripe.TransferReversal[];
  payouts: StoredPayout[];
  events: StoredEvent[];
};

/** Minor units: held on cards, taken from them, and given back of what was taken (open refunds included, failed ones not). */
export type Totals = { held: number; captured: number; refunded: number };

/** Copies of all that is stored. */
export function stateOf(world: World): AccountState {
  return structuredClone({
    paymentIntents: [...world.paymentIntents.values()],
    charges: [...world.charges.values()],
    refunds: [...world.refunds.values()],
    disputes: [...world.disputes.values()],
    customers: [...world.customers.values()],
    setupIntents: [...world.setupIntents.values()],
    paymentMethods: [...world.paymentMethods.values()],
    balanceTransactions: [...world.balance.transactions.values()],
    accounts: [...world.accounts.values()],
    transfers: [...world.transfers.values()],
    reversals: [...world.reversals.values()],
    payouts: [...world.payouts.values()],
    events: [...world.events.values()],
  });
}

/** Sums up the intents whose metadata have all of `wanted`. The release of an authorisation is a refund too, but none of this sum. */
export function totalsOf(world: World, wanted: Record<string, string>): Totals {
  const totals: Totals = { held: 0, captured: 0, refunded: 0 };
  for (const intent of world.paymentIntents.values()) {
    if (!Object.entries(wanted).every(([key, value]) => intent.metadata[key] === value)) continue;
    totals.held += intent.amount_capturable;
    totals.captured += intent.amount_received;
    for (const refund of world.refunds.values()) {
      const isMoney = refund.balance_transaction !== null && refund.status !== 'failed';
      if (refund.payment_intent === intent.id && isMoney) totals.refunded += refund.amount;
    }
  }
  return totals;
}

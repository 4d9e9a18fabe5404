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

/** Copies of all that is stored, of each kind when it is asked for. */
export function stateOf(world: World): AccountState {
  const copies = <Stored>(of: ReadonlyMap<string, Stored>) => structuredClone([...of.values()]);
  return {
    get paymentIntents() {
      return copies(world.paymentIntents);
    },
    get charges() {
      return copies(world.charges);
    },
    get refunds() {
      return copies(world.refunds);
    },
    get disputes() {
      return copies(world.disputes);
    },
    get customers() {
      return copies(world.customers);
    },
    get setupIntents() {
      return copies(world.setupIntents);
    },
    get paymentMethods() {
      return copies(world.paymentMethods);
    },
    get balanceTransactions() {
      return copies(world.balance.transactions);
    },
    get accounts() {
      return copies(world.accounts);
    },
    get transfers() {
      return copies(world.transfers);
    },
    get reversals() {
      return copies(world.reversals);
    },
    get payouts() {
      return copies(world.payouts);
    },
    get events() {
      return copies(world.events);
    },
  };
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

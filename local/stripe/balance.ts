import type Stripe from 'stripe';

/** Minor units by currency. */
type Amounts = Map<string, number>;

/** The money of one account at Stripe: its transactions, and what of their net is available. */
export class Balance {
  readonly transactions = new Map<string, Stripe.BalanceTransaction>();
  readonly #available: Amounts = new Map();
  readonly #pending: Amounts = new Map();

  /** Adds a transaction, available or pending as it says. */
  add(transaction: Stripe.BalanceTransaction): void {
    this.transactions.set(transaction.id, transaction);
    const { currency, net, status } = transaction;
    increase(status === 'available' ? this.#available : this.#pending, currency, net);
  }

  /** Makes a pending transaction's net available. */
  release(transaction: Stripe.BalanceTransaction): void {
    if (transaction.status === 'available') return;
    transaction.status = 'available';
    increase(this.#pending, transaction.currency, -transaction.net);
    increase(this.#available, transaction.currency, transaction.net);
  }

  available(currency: string): number {
    return this.#available.get(currency) ?? 0;
  }

  /** What is available and what is not yet, together. */
  total(currency: string): number {
    return this.available(currency) + (this.#pending.get(currency) ?? 0);
  }

  /** The balance as the API shows it: each currency that has ever moved. */
  view(): Stripe.Balance {
    return {
      object: 'balance',
      available: fundsOf(this.#available, this.#pending),
      livemode: false,
      pending: fundsOf(this.#pending, this.#available),
    };
  }
}

function increase(amounts: Amounts, currency: string, by: number): void {
  amounts.set(currency, (amounts.get(currency) ?? 0) + by);
}

function fundsOf(amounts: Amounts, others: Amounts): Stripe.Balance.Available[] {
  return [...new Set([...amounts.keys(), ...others.keys()])].map((currency) => {
    const amount = amounts.get(currency) ?? 0;
    return { amount, currency, source_types: { card: amount } };
  });
}

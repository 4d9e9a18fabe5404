import type Stripe from 'stripe';
import { type Account, openAccount } from './account.ts';

/** An account whose platform pays hosts. */
type Platform = Account & {
  /** Opens a connected Express account, as a host does, and completes its onboarding. */
  host(): Promise<Stripe.Account>;
  /** Pays 10,000 by card; gives the charge. */
  charge(card?: string, more?: Partial<Stripe.PaymentIntentCreateParams>): Promise<string>;
  /** Available and pending, in US dollars, of the platform or of a connected account. */
  funds(account?: string): Promise<{ available: number; pending: number }>;
};

export async function openPlatform(): Promise<Platform> {
  const account = await openAccount();
  const { server, stripe, pay } = account;
  return {
    ...account,
    async host() {
      const { id } = await stripe.accounts.create({
        type: 'express',
        capabilities: { transfers: { requested: true } },
      });
      server.completeOnboarding(id);
      return stripe.accounts.retrieve(id);
    },
    async charge(card = 'pm_card_visa', more = {}) {
      return String((await pay(card, more)).latest_charge);
    },
    async funds(id) {
      const balance = await stripe.balance.retrieve({}, id === undefined ? {} : { stripeAccount: id });
      const of = (funds: Stripe.Balance.Available[]) => funds.find(({ currency }) => currency === 'usd')?.amount ?? 0;
      return { available: of(balance.available), pending: of(balance.pending) };
    },
  };
}

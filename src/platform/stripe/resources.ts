import type Stripe from 'stripe';

/** The parts of Stripe's API that we call. The Worker's bundle has no other: they are most of the client, read at each start. */
export const resources = [
  'accountLinks',
  'accounts',
  'balanceTransactions',
  'charges',
  'customers',
  'disputes',
  'paymentIntents',
  'paymentMethods',
  'payouts',
  'refunds',
  'setupIntents',
  'transfers',
] as const satisfies readonly (keyof Stripe)[];

/** Stripe's client, as far as the bundle has it. */
export type StripeClient = Pick<Stripe, (typeof resources)[number] | 'webhooks'>;

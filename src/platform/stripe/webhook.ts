import Stripe from 'stripe';
import { Problem } from '../../kernel/problem.ts';

const crypto = Stripe.createSubtleCryptoProvider();

/**
 * The event that Stripe signed. Its time is checked against the real clock, as Stripe signs with it.
 * Throws `invalid-signature` for anything else, and for what was signed more than five minutes ago.
 */
export async function readStripeEvent(
  stripe: Stripe,
  body: string,
  signature: string,
  secret: string,
): Promise<Stripe.Event> {
  try {
    return await stripe.webhooks.constructEventAsync(body, signature, secret, undefined, crypto);
  } catch {
    throw new Problem('invalid-signature');
  }
}

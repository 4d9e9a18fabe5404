import Stripe from 'stripe';
import { Problem } from '../../kernel/problem.ts';
import type { StripeClient } from './resources.ts';

const crypto = Stripe.createSubtleCryptoProvider();

/**
 * The event that Stripe signed, with one of these secrets: each endpoint has its own. Its time is checked against the
 * real clock, as Stripe signs with it.
 * Throws `invalid-signature` for anything else, and for what was signed more than five minutes ago.
 */
export async function readStripeEvent(
  stripe: StripeClient,
  body: string,
  signature: string,
  secrets: readonly string[],
): Promise<Stripe.Event> {
  for (const secret of secrets) {
    try {
      return await stripe.webhooks.constructEventAsync(body, signature, secret, undefined, crypto);
    } catch {
      // Why one secret does not fit tells nothing: the next one may.
    }
  }
  throw new Problem('invalid-signature');
}

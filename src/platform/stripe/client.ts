import Stripe from 'stripe';
import type { Config } from '../../config.ts';
import type { StripeClient } from './resources.ts';

const TIMEOUT_MS = 10_000;

/** Stripe's own client. It retries a lost answer twice with the same idempotency key. */
export function createStripe({ stripe }: Config): StripeClient {
  const { hostname, port, protocol } = new URL(stripe.url);
  return new Stripe(stripe.secretKey, {
    host: hostname,
    ...(port === '' ? {} : { port }),
    protocol: protocol === 'http:' ? 'http' : 'https',
    httpClient: Stripe.createFetchHttpClient(),
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 2,
    telemetry: false,
  });
}

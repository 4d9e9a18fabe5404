import Stripe from 'stripe';
import { afterAll, expect } from 'vitest';
import { type BrowserAnswer, confirmInBrowser, type RunningStripe, startStripe } from '../../../local/stripe/index.ts';

import { mistakesIn } from './sdk-types.ts';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

export const noRedirects = { automatic_payment_methods: { enabled: true, allow_redirects: 'never' } } as const;

/** A Stripe of one's own, the vendor's SDK on it, and what tests do with both. */
export type Account = {
  server: RunningStripe;
  stripe: Stripe;
  /** Milliseconds since the epoch; tests move it. */
  clock: { now: number };
  /** Creates an intent over 10,000 and confirms it from the server. */
  pay(
    card: string,
    more?: Partial<Stripe.PaymentIntentCreateParams>,
    options?: Stripe.RequestOptions,
  ): Promise<Stripe.Response<Stripe.PaymentIntent>>;
  /** Confirms an intent in the payer's browser. */
  payInBrowser(intent: Stripe.PaymentIntent, card: string, returnUrl?: string): Promise<BrowserAnswer>;
  /** The types of all events whose object mentions an id, oldest first. */
  eventsOf(id: string): string[];
};

/** Opens an account; its clock stands until a test moves it. All it is asked and answers is held to the SDK's types. */
export async function openAccount(): Promise<Account> {
  const clock = { now: Date.UTC(2026, 10, 20) };
  const mistakes = new Set<string>();
  const server = await startStripe({
    clock: () => clock.now,
    inspect(exchange) {
      for (const mistake of mistakesIn(exchange)) mistakes.add(mistake);
    },
  });
  afterAll(() => {
    expect([...mistakes], 'what differs from the types of the SDK').toEqual([]);
  });
  const stripe = clientOf(server);
  return {
    server,
    stripe,
    clock,
    pay: (card, more = {}, options = {}) =>
      stripe.paymentIntents.create(
        { amount: 10_000, currency: 'usd', payment_method: card, confirm: true, ...noRedirects, ...more },
        options,
      ),
    payInBrowser: (intent, card, returnUrl) =>
      confirmInBrowser({
        url: server.url,
        publishableKey: server.publishableKey,
        clientSecret: String(intent.client_secret),
        card,
        ...(returnUrl === undefined ? {} : { returnUrl }),
      }),
    eventsOf: (id) =>
      server.api
        .state()
        .events.filter((event) => JSON.stringify(event.data.object).includes(id))
        .map((event) => event.type),
  };
}

/** The vendor's client, with a key that is not the account's where one is given. */
export function clientOf(server: RunningStripe, key = server.secretKey): Stripe {
  return new Stripe(key, {
    host: '127.0.0.1',
    port: server.port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

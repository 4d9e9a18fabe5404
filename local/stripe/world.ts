import { randomBytes } from 'node:crypto';
import Stripe from 'stripe';
import type { TestCard } from './cards.ts';

/** The events that this Stripe sends. */
export type EventType =
  | 'charge.captured'
  | 'charge.expired'
  | 'charge.failed'
  | 'charge.refund.updated'
  | 'charge.refunded'
  | 'charge.succeeded'
  | 'charge.updated'
  | 'payment_intent.amount_capturable_updated'
  | 'payment_intent.canceled'
  | 'payment_intent.created'
  | 'payment_intent.payment_failed'
  | 'payment_intent.processing'
  | 'payment_intent.requires_action'
  | 'payment_intent.succeeded'
  | 'refund.created'
  | 'refund.failed'
  | 'refund.updated';

type EventObject<Type extends EventType> = Extract<Stripe.Event, { type: Type }>['data']['object'];

/** An event with its object as it was when it happened. */
export type StoredEvent = Omit<Stripe.EventBase, 'data'> & {
  type: EventType;
  data: { object: EventObject<EventType>; previous_attributes?: Record<string, unknown> };
};

/** What is known of a payment that waits for its payer (a challenge) or its network (processing). */
export type Pending = { authenticated: boolean; returnUrl: string | null };

/** The API version of the SDK that is installed: the types of that SDK are what the answers are held to. */
export const API_VERSION = Stripe.API_VERSION;

/**
 * One Stripe account: all that it has stored, its time, and what will happen by itself. Stored objects are Stripe's own shapes and
 * refer to each other by id; they are expanded and copied only on their way out.
 */
export class World {
  readonly paymentIntents = new Map<string, Stripe.PaymentIntent>();
  readonly charges = new Map<string, Stripe.Charge>();
  readonly refunds = new Map<string, Stripe.Refund>();
  readonly balanceTransactions = new Map<string, Stripe.BalanceTransaction>();
  readonly paymentMethods = new Map<string, Stripe.PaymentMethod>();
  readonly events = new Map<string, StoredEvent>();

  /** The test card behind a payment method. */
  readonly cards = new Map<string, TestCard>();
  /** Payment methods that have paid and, without a customer, can't again. */
  readonly spent = new Set<string>();
  /** By intent. */
  readonly pending = new Map<string, Pending>();
  /** Whether confirmed payments stay in `processing` until they are settled by hand. */
  slowNetwork: boolean = false;
  /** Where this Stripe is reached. */
  url = '';

  readonly #clock: () => number;
  readonly #timers: { at: number; work: () => void }[] = [];
  readonly #onEvent: (event: StoredEvent) => void;
  #cause: Stripe.Event.Request | null = null;

  constructor(clock: () => number, onEvent: (event: StoredEvent) => void) {
    this.#clock = clock;
    this.#onEvent = onEvent;
  }

  /** Seconds since the epoch. */
  now(): number {
    return Math.floor(this.#clock() / 1000);
  }

  /** Runs `work` when time has passed `at` (seconds since the epoch); it must check whether it still applies. */
  schedule(at: number, work: () => void): void {
    this.#timers.push({ at, work });
  }

  /** Does all that is due by now, in the order in which it fell due. */
  passTime(): void {
    const now = this.now();
    const due = this.#timers.filter((timer) => timer.at <= now).sort((one, other) => one.at - other.at);
    if (due.length === 0) return;
    const later = this.#timers.filter((timer) => timer.at > now);
    this.#timers.splice(0, this.#timers.length, ...later);
    for (const { work } of due) work();
  }

  /** Runs `work`, to which its events name `request` as their cause. */
  causedBy<Result>(request: Stripe.Event.Request, work: () => Result): Result {
    this.#cause = request;
    try {
      return work();
    } finally {
      this.#cause = null;
    }
  }

  /** Records that `type` has happened to `object`, as it is now, and hands the event to the webhooks. */
  emit<Type extends EventType>(type: Type, object: EventObject<Type>, previous?: Record<string, unknown>): void {
    const event: StoredEvent = {
      id: newId('evt'),
      object: 'event',
      api_version: API_VERSION,
      created: this.now(),
      data: {
        object: structuredClone(object),
        ...(previous === undefined ? {} : { previous_attributes: previous }),
      },
      livemode: false,
      pending_webhooks: 1,
      request: this.#cause,
      type,
    };
    this.events.set(event.id, event);
    this.#onEvent(event);
  }
}

/** An id as Stripe's look: a prefix and 24 letters and digits that can't be guessed. */
export function newId(prefix: string): string {
  const letters = randomBytes(48)
    .toString('base64')
    .replaceAll(/[^a-zA-Z0-9]/g, '');
  return `${prefix}_${letters.slice(0, 24)}`;
}

/** The id in a field that may be expanded; stored objects never are. */
export function idOf(reference: string | { id: string } | null): string | null {
  return typeof reference === 'object' && reference !== null ? reference.id : reference;
}

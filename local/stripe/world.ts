import { randomBytes } from 'node:crypto';
import Stripe from 'stripe';
import { Balance } from './balance.ts';
import type { TestCard } from './cards.ts';
import type { Standing } from './standing.ts';

/** The events that this Stripe sends. */
type EventType =
  | 'account.updated'
  | 'charge.captured'
  | 'charge.dispute.closed'
  | 'charge.dispute.created'
  | 'charge.dispute.funds_reinstated'
  | 'charge.dispute.funds_withdrawn'
  | 'charge.dispute.updated'
  | 'charge.expired'
  | 'charge.failed'
  | 'charge.refund.updated'
  | 'charge.refunded'
  | 'charge.succeeded'
  | 'charge.updated'
  | 'customer.deleted'
  | 'payment_intent.amount_capturable_updated'
  | 'payment_intent.canceled'
  | 'payment_intent.created'
  | 'payment_intent.payment_failed'
  | 'payment_intent.processing'
  | 'payment_intent.requires_action'
  | 'payment_intent.succeeded'
  | 'payment_method.attached'
  | 'payment_method.detached'
  | 'payout.created'
  | 'payout.failed'
  | 'payout.paid'
  | 'refund.created'
  | 'refund.failed'
  | 'refund.updated'
  | 'setup_intent.canceled'
  | 'setup_intent.created'
  | 'setup_intent.requires_action'
  | 'setup_intent.setup_failed'
  | 'setup_intent.succeeded'
  | 'transfer.created'
  | 'transfer.reversed'
  | 'transfer.updated';

type EventObject<Type extends EventType> = Extract<Stripe.Event, { type: Type }>['data']['object'];

/** An event with its object as it was when it happened. */
export type StoredEvent = Omit<Stripe.EventBase, 'data'> & {
  type: EventType;
  data: { object: EventObject<EventType>; previous_attributes?: Record<string, unknown> };
};

/** A payout, and whose it is: the platform's (`null`) or a connected account's. */
export type StoredPayout = { owner: string | null; payout: Stripe.Payout };

/** A link to the onboarding of an account; it opens once. */
export type StoredLink = {
  account: string;
  expiresAt: number;
  isUsed: boolean;
  refreshUrl: string | null;
  returnUrl: string | null;
};

/** What is known of a payment that waits for its payer (a challenge) or its network (processing). */
type Pending = { authenticated: boolean; returnUrl: string | null };

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
  readonly disputes = new Map<string, Stripe.Dispute>();
  readonly customers = new Map<string, Stripe.Customer>();
  /** Ids of customers that were deleted. */
  readonly deleted = new Set<string>();
  readonly setupIntents = new Map<string, Stripe.SetupIntent>();
  /** The platform's own. */
  readonly balance = new Balance();
  readonly accounts = new Map<string, Stripe.Account>();
  readonly transfers = new Map<string, Stripe.Transfer>();
  readonly reversals = new Map<string, Stripe.TransferReversal>();
  readonly payouts = new Map<string, StoredPayout>();
  readonly paymentMethods = new Map<string, Stripe.PaymentMethod>();
  readonly events = new Map<string, StoredEvent>();

  /** The test card behind a payment method. */
  readonly cards = new Map<string, TestCard>();
  /** Payment methods that have paid without a customer, or were taken from theirs: they can't pay again. */
  readonly spent = new Set<string>();
  /** Payment methods whose holder has agreed, authenticated where needed, to be charged while away. */
  readonly setUp = new Set<string>();
  /** What Stripe knows of a connected account beyond what it shows; by account. */
  readonly standings = new Map<string, Standing>();
  /** By account. */
  readonly accountBalances = new Map<string, Balance>();
  /** When the next automatic payouts of an account are made (seconds since the epoch); by account. */
  readonly payoutRuns = new Map<string, number>();
  /** By the token in the link's address. */
  readonly accountLinks = new Map<string, StoredLink>();
  /** By intent. */
  readonly pending = new Map<string, Pending>();
  /** What banks have given back of disputes, in the currency of the charge; by dispute. */
  readonly givenBack = new Map<string, number>();
  /** Whether confirmed payments stay in `processing` until they are settled by hand. */
  slowNetwork: boolean = false;
  /** Whether refunds wait for a balance that has enough, until they are settled by hand. */
  shortOfMoney: boolean = false;
  /** Whether what a lost dispute has left of a charge cannot be refunded either. */
  refusesChargedBack: boolean = false;
  /** What charges bring in another currency is converted to, at so many of its smallest units for one. */
  conversion: { currency: string; rate: number } | undefined;
  /** Where this Stripe is reached. */
  url = '';

  readonly #clock: () => number;
  #timers: { at: number; work: () => void }[] = [];
  /** When the first of the timers is due. */
  #nextAt = Infinity;
  /** The time at which something is due that happens late, because nobody asked before. */
  #moment: number | undefined;
  readonly #onEvent: (event: StoredEvent) => void;
  #cause: Stripe.Event.Request | null = null;

  constructor(clock: () => number, onEvent: (event: StoredEvent) => void) {
    this.#clock = clock;
    this.#onEvent = onEvent;
  }

  /** Seconds since the epoch. */
  now(): number {
    return this.#moment ?? Math.floor(this.#clock() / 1000);
  }

  /** Runs `work` when time has passed `at` (seconds since the epoch), as of then; it must check whether it still applies. */
  schedule(at: number, work: () => void): void {
    this.#timers.push({ at, work });
    this.#nextAt = Math.min(this.#nextAt, at);
  }

  /** Does all that is due by now, in the order in which it fell due, and what that brings with it. */
  passTime(): void {
    const now = this.now();
    while (this.#nextAt <= now) {
      const at = this.#nextAt;
      const due = this.#timers.filter((timer) => timer.at <= at);
      this.#timers = this.#timers.filter((timer) => timer.at > at);
      this.#nextAt = this.#timers.reduce((earliest, timer) => Math.min(earliest, timer.at), Infinity);
      this.#moment = at;
      try {
        for (const { work } of due) work();
      } finally {
        this.#moment = undefined;
      }
    }
  }

  /** The balance of the platform (`null`) or of a connected account. */
  balanceOf(owner: string | null): Balance {
    if (owner === null) return this.balance;
    const balance = this.accountBalances.get(owner);
    if (balance === undefined) throw new Error(`${owner} is no connected account`);
    return balance;
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

  /**
   * Records that `type` has happened to `object`, as it is now, and hands the event to the webhooks.
   * @param account the connected account that it happened to, if not the platform
   */
  emit<Type extends EventType>(
    type: Type,
    object: EventObject<Type>,
    previous?: Record<string, unknown>,
    account: string | null = null,
  ): void {
    const event: StoredEvent = {
      id: newId('evt'),
      object: 'event',
      ...(account === null ? {} : { account }),
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

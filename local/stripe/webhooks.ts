import { createHmac } from 'node:crypto';
import type { StoredEvent } from './world.ts';

/** One try to deliver an event. `status` is missing when nobody answered; times are milliseconds since the epoch. */
type DeliveryAttempt = { eventId: string; type: string; at: number; status: number | undefined };

type Delivery = { event: StoredEvent; dueAt: number; failures: number; firstTriedAt: number | undefined };

const MINUTE = 60_000;
/** Between one failed try and the next; the last holds from there on. */
const BACK_OFF = [1, 5, 30, 120, 300, 600, 720].map((minutes) => minutes * MINUTE);
const GIVE_UP_AFTER = 3 * 24 * 60 * MINUTE;
const PATIENCE = 20_000;

/** Signed delivery of events to one endpoint: at least once, in no order that one may rely on, again and again until a 2xx. */
export class Webhooks {
  /** Where events go. Until it is set they wait. */
  url: string | undefined;
  /** How many more times each delivery is made, beyond the one that counts. */
  duplicates = 0;
  /** Whether what is due at one moment goes out in random order. */
  shuffle: boolean = false;
  readonly attempts: DeliveryAttempt[] = [];

  readonly #secret: string;
  readonly #connectSecret: string;
  readonly #clock: () => number;
  #isPaused: boolean = false;
  #queue: Delivery[] = [];

  constructor(options: { url: string | undefined; secret: string; connectSecret: string; clock: () => number }) {
    this.url = options.url;
    this.#secret = options.secret;
    this.#connectSecret = options.connectSecret;
    this.#clock = options.clock;
  }

  /** How many deliveries wait, those included that are due later. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Takes an event to be delivered; one that was delivered before goes out again. */
  enqueue(event: StoredEvent): void {
    this.#queue.push({ event, dueAt: this.#clock(), failures: 0, firstTriedAt: undefined });
  }

  /** Holds deliveries back until `resume`, as an outage of the webhooks would. */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
  }

  /** Sends what is due by the clock and waits for the answers; a failed one is due again later. Says how many were sent. */
  async deliverDue(): Promise<number> {
    const { url } = this;
    if (this.#isPaused || url === undefined) return 0;
    const now = this.#clock();
    const due = this.#queue.filter((delivery) => delivery.dueAt <= now);
    this.#queue = this.#queue.filter((delivery) => delivery.dueAt > now);
    const sends = due.flatMap((delivery) => [
      () => this.#deliver(url, delivery),
      ...Array.from({ length: this.duplicates }, () => () => this.#post(url, delivery.event)),
    ]);
    for (const send of this.shuffle ? shuffled(sends) : sends) await send();
    return sends.length;
  }

  async #deliver(url: string, delivery: Delivery): Promise<void> {
    const status = await this.#post(url, delivery.event);
    if (status !== undefined && status >= 200 && status < 300) {
      delivery.event.pending_webhooks = 0;
      return;
    }
    const now = this.#clock();
    const firstTriedAt = delivery.firstTriedAt ?? now;
    const wait = BACK_OFF[Math.min(delivery.failures, BACK_OFF.length - 1)] ?? GIVE_UP_AFTER;
    if (now + wait - firstTriedAt > GIVE_UP_AFTER) return;
    this.#queue.push({ ...delivery, dueAt: now + wait, failures: delivery.failures + 1, firstTriedAt });
  }

  async #post(url: string, event: StoredEvent): Promise<number | undefined> {
    const payload = JSON.stringify(event, null, 2);
    const status = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': sign(payload, event.account === undefined ? this.#secret : this.#connectSecret),
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      },
      body: payload,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    }).then(
      async (response) => {
        await response.body?.cancel();
        return response.status;
      },
      () => undefined,
    );
    this.attempts.push({ eventId: event.id, type: event.type, at: this.#clock(), status });
    return status;
  }
}

/** Receivers compare the time in a signature with their own clock, which no test moves: it is the real time. */
function sign(payload: string, secret: string): string {
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', secret).update(`${timestamp}.${payload}`).digest('hex');
  return `t=${timestamp},v1=${signature}`;
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

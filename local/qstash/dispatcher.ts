import { type Answer, deliver } from './deliver.ts';
import type { FlowControl, Message } from './message.ts';
import type { Pending, Store } from './store.ts';

const CONCURRENCY = 10;
const TICK_MS = 100;

/** What at-least-once delivery allows: each message twice, and in no particular order. */
export type Disorder = {
  duplicates?: boolean | undefined;
  /** A source of random numbers in [0, 1), e.g. `Math.random`; in order without. */
  shuffle?: (() => number) | undefined;
};

/** Delivers what is due, when asked or, once started, by itself. */
export class Dispatcher {
  disorder: Disorder = {};
  paused: boolean = false;
  readonly #store: Store;
  readonly #clock: () => number;
  readonly #signingKey: () => string;
  readonly #abort = new AbortController();
  readonly #running = new Set<Promise<void>>();
  /** When deliveries of a flow control key began, in milliseconds since the epoch, oldest first. */
  readonly #begun = new Map<string, number[]>();
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Store, clock: () => number, signingKey: () => string) {
    this.#store = store;
    this.#clock = clock;
    this.#signingKey = signingKey;
  }

  /** Delivers, one after the other, all that is due now; what falls due meanwhile is left. Answers the number of attempts. */
  async deliverDue(): Promise<number> {
    const due = this.#due();
    const again = new Map<Pending, () => Promise<unknown>>();
    let attempts = 0;
    for (const entry of this.#shuffled(this.disorder.duplicates ? [...due, ...due] : due)) {
      const duplicate = again.get(entry);
      if (this.paused || !(duplicate || this.#mayBegin(entry))) continue;
      attempts += 1;
      if (duplicate) {
        await duplicate();
        continue;
      }
      const { message, retried } = entry;
      again.set(entry, () => this.#send(message, retried));
      await this.#attempt(entry);
    }
    return attempts;
  }

  /** Delivers until nothing is due, that which deliveries publish included. Answers the number of attempts. */
  async drain(): Promise<number> {
    let total = 0;
    for (let attempts = await this.deliverDue(); attempts > 0; attempts = await this.deliverDue()) total += attempts;
    return total;
  }

  /** From now on delivers by itself, up to ten at once, looking by the machine's own timer. */
  start(): void {
    this.#timer = setInterval(() => this.wake(), TICK_MS);
    this.#timer.unref();
  }

  /** Begins what is due, if started: called when something may have fallen due. */
  wake(): void {
    if (this.#timer === undefined) return;
    for (const entry of this.#shuffled(this.#due())) {
      if (this.#running.size >= CONCURRENCY) return;
      if (!this.#mayBegin(entry)) continue;
      const { message, retried } = entry;
      const run = this.#attempt(entry)
        .then(async () => {
          if (this.disorder.duplicates) await this.#send(message, retried);
        })
        .finally(() => {
          this.#running.delete(run);
          this.wake();
        });
      this.#running.add(run);
    }
  }

  /** Stops, aborting the attempts that run. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.paused = true;
    this.#abort.abort();
    await Promise.allSettled(this.#running);
  }

  #due(): Pending[] {
    if (this.paused) return [];
    this.#store.fireSchedules();
    const now = this.#clock();
    return [...this.#store.pending.values()]
      .filter(({ active, dueAt }) => !active && dueAt <= now)
      .sort((a, b) => a.dueAt - b.dueAt);
  }

  #mayBegin(entry: Pending): boolean {
    const { message, active } = entry;
    if (active || this.#store.pending.get(message.messageId) !== entry) return false;
    return this.#isFirstInQueue(message) && this.#flows(message);
  }

  /** A queue goes on when its first message is delivered or dead, however often that takes. */
  #isFirstInQueue({ queueName, messageId }: Message): boolean {
    if (queueName === undefined) return true;
    for (const { message } of this.#store.pending.values()) {
      if (message.queueName === queueName) return message.messageId === messageId;
    }
    return false;
  }

  #flows({ flowControl }: Message): boolean {
    if (flowControl === undefined) return true;
    const { key, parallelism = Number.POSITIVE_INFINITY, rate = Number.POSITIVE_INFINITY } = flowControl;
    const active = [...this.#store.pending.values()].filter(
      (other) => other.active && other.message.flowControl?.key === key,
    );
    return active.length < parallelism && this.#recent(flowControl).length < rate;
  }

  async #attempt(entry: Pending): Promise<void> {
    const { message, retried } = entry;
    const { flowControl } = message;
    if (flowControl) this.#begun.set(flowControl.key, [...this.#recent(flowControl), this.#clock()]);
    this.#store.begin(entry);
    this.#store.settle(entry, await this.#send(message, retried));
  }

  #recent({ key, periodMs }: FlowControl): number[] {
    const since = this.#clock() - periodMs;
    return (this.#begun.get(key) ?? []).filter((at) => at > since);
  }

  #send(message: Message, retried: number): Promise<Answer> {
    return deliver(message, retried, this.#signingKey(), this.#abort.signal);
  }

  #shuffled<T>(items: T[]): T[] {
    const { shuffle } = this.disorder;
    if (shuffle === undefined) return items;
    return items
      .map((item) => ({ item, rank: shuffle() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ item }) => item);
  }
}

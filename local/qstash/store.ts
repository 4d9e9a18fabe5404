import { createHash } from 'node:crypto';
import type { Answer } from './deliver.ts';
import { type Callback, type HeaderMap, type Message, newMessageId, RequestError, toMessage } from './message.ts';
import { nextDelayMs } from './retry-delay.ts';
import { nextRun, type Schedule } from './schedule.ts';
import { viewOutcome } from './views.ts';

/** A message that is not done: `dueAt`, in milliseconds since the epoch, is its next attempt; `active` while one runs. */
export type Pending = { message: Message; retried: number; dueAt: number; active: boolean };
export type DeadLetter = { dlqId: string; message: Message; answer: Answer; failedAt: number };
export type State = 'CREATED' | 'ACTIVE' | 'DELIVERED' | 'ERROR' | 'RETRY' | 'FAILED' | 'CANCELED';
export type LogEntry = {
  id: string;
  time: number;
  state: State;
  message: Message;
  answer: Answer | undefined;
  nextDeliveryTime: number | undefined;
};
export type Published = { messageId: string; url: string; deduplicated?: true };

const DEDUPLICATION_MS = 10 * 60_000;
const MAX_LOGS = 10_000;
const NONE: HeaderMap = new Map();

/** All that the stand-in knows, in memory, and the moves of a message's life. */
export class Store {
  /** In the order of publication. */
  readonly pending = new Map<string, Pending>();
  readonly dlq = new Map<string, DeadLetter>();
  readonly schedules = new Map<string, Schedule>();
  /** Oldest first. */
  readonly logs: LogEntry[] = [];
  readonly #seen = new Map<string, { messageId: string; until: number }>();
  readonly #clock: () => number;
  #counter = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Takes a message in, unless `headers` mark it as one that was published in the last ten minutes. */
  publish(message: Message, headers: HeaderMap): Published {
    const now = this.#clock();
    const key = deduplicationKey(message, headers);
    const seen = key === undefined ? undefined : this.#seen.get(key);
    if (seen !== undefined && seen.until > now) {
      return { messageId: seen.messageId, url: message.url, deduplicated: true };
    }
    if (key !== undefined) this.#seen.set(key, { messageId: message.messageId, until: now + DEDUPLICATION_MS });
    this.pending.set(message.messageId, { message, retried: 0, dueAt: message.notBefore, active: false });
    this.#log(message, 'CREATED', { nextDeliveryTime: message.notBefore });
    return { messageId: message.messageId, url: message.url };
  }

  begin(entry: Pending): void {
    entry.active = true;
    this.#log(entry.message, 'ACTIVE');
  }

  /** Draws the consequences of an attempt's answer: done, to be tried again, or dead. */
  settle(entry: Pending, answer: Answer): void {
    const { message } = entry;
    const now = this.#clock();
    entry.active = false;
    if (!this.pending.has(message.messageId)) return;

    if (answer.status >= 200 && answer.status < 300) {
      this.pending.delete(message.messageId);
      this.#log(message, 'DELIVERED', { answer });
      this.#callBack(message.callback, entry, answer);
      return;
    }

    this.#log(message, 'ERROR', { answer });
    const final = answer.status === 489 && answer.headers.get('upstash-nonretryable-error') === 'true';
    if (final || entry.retried >= message.maxRetries) {
      this.#bury(entry, answer);
      return;
    }
    entry.dueAt = now + nextDelayMs(entry.retried, message.retryDelay, answer.headers, now);
    entry.retried += 1;
    this.#log(message, 'RETRY', { nextDeliveryTime: entry.dueAt });
  }

  /** False when there is no such message, or it is done. An attempt that runs is not stopped, but never repeated. */
  cancel(messageId: string): boolean {
    const entry = this.pending.get(messageId);
    if (entry === undefined) return false;
    this.pending.delete(messageId);
    this.#log(entry.message, 'CANCELED');
    return true;
  }

  /** Publishes a dead letter anew under another id and takes it off the DLQ. */
  revive(dlqId: string): Published {
    const letter = this.dlq.get(dlqId);
    if (letter === undefined) throw new RequestError(404, `message ${dlqId} not found in the DLQ`);
    this.dlq.delete(dlqId);
    const now = this.#clock();
    return this.publish({ ...letter.message, messageId: newMessageId(), createdAt: now, notBefore: now }, NONE);
  }

  /** Publishes what the schedules were due to publish until now, once for each time that passed. */
  fireSchedules(): void {
    const now = this.#clock();
    for (const schedule of this.schedules.values()) {
      while (!schedule.isPaused && schedule.nextAt <= now) {
        this.publish(toMessage({ ...schedule, now: schedule.nextAt }), NONE);
        schedule.nextAt = nextRun(schedule.cron, schedule.nextAt);
      }
    }
  }

  #bury(entry: Pending, answer: Answer): void {
    const failedAt = this.#clock();
    const dlqId = `${failedAt}-${this.#next()}`;
    this.pending.delete(entry.message.messageId);
    this.dlq.set(dlqId, { dlqId, message: entry.message, answer, failedAt });
    this.#log(entry.message, 'FAILED', { answer });
    this.#callBack(entry.message.callback, entry, answer);
    this.#callBack(entry.message.failureCallback, entry, answer, dlqId);
  }

  #callBack(callback: Callback | undefined, entry: Pending, answer: Answer, dlqId?: string): void {
    if (callback === undefined) return;
    const { url, headers } = callback;
    const body = Buffer.from(JSON.stringify(viewOutcome(entry, answer, dlqId)));
    this.publish(toMessage({ destination: url, headers, body, now: this.#clock() }), NONE);
  }

  #log(message: Message, state: State, more: { answer?: Answer; nextDeliveryTime?: number } = {}): void {
    const { answer, nextDeliveryTime } = more;
    this.logs.push({ id: String(this.#next()), time: this.#clock(), state, message, answer, nextDeliveryTime });
    if (this.logs.length > MAX_LOGS) this.logs.shift();
  }

  #next(): number {
    this.#counter += 1;
    return this.#counter;
  }
}

function deduplicationKey(message: Message, headers: HeaderMap): string | undefined {
  const id = headers.get('upstash-deduplication-id');
  if (id !== undefined) return `id:${id}`;
  if (headers.get('upstash-content-based-deduplication') !== 'true') return undefined;
  const content = JSON.stringify([message.url, [...message.headers], Buffer.from(message.body).toString('base64')]);
  return `content:${createHash('sha256').update(content).digest('hex')}`;
}

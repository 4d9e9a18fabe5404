import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../kernel/durations.ts';

/** When webhooks are tried again and given up; what an operator would tune. Milliseconds. */
export const timers = {
  /** Waits between the attempts of one delivery, the first of which is made at once: the schedule of Standard Webhooks. */
  retries: [
    5 * SECOND_MS,
    5 * MINUTE_MS,
    30 * MINUTE_MS,
    2 * HOUR_MS,
    5 * HOUR_MS,
    10 * HOUR_MS,
    14 * HOUR_MS,
    20 * HOUR_MS,
    24 * HOUR_MS,
  ] as readonly number[],
  /** A wait differs by this share of it at most. */
  jitter: 0.1,
  /** The longest that a receiver can ask to be left alone for. */
  retryAfter: 24 * HOUR_MS,
  /** An endpoint that nothing has got through to for so long is disabled when a delivery is given up. */
  disable: 72 * HOUR_MS,
  /** After so long an attempt that nobody has told the end of is made again. */
  lease: 2 * MINUTE_MS,
  /** What is overdue by so much has lost its job. */
  lost: MINUTE_MS,
  /** A job that is tried for the first time is due again so much later, should nobody tell its end. */
  begun: 10 * SECOND_MS,
  /** How long deliveries and attempts are kept. */
  history: 30 * DAY_MS,
} as const;

/**
 * When a delivery is tried again; undefined when it is given up.
 * @param attempts that were made
 * @param random in [0, 1)
 * @param retryAfter milliseconds that the receiver asks for
 */
export function nextAttempt(now: Date, attempts: number, random: number, retryAfter = 0): Date | undefined {
  const wait = timers.retries[attempts - 1];
  if (wait === undefined) return undefined;
  // In whole seconds, which is what the queue goes by: the rounding is part of the jitter.
  const spread = Math.max(0, timers.jitter - SECOND_MS / 2 / wait);
  const due = now.getTime() + wait * (1 + spread * (2 * random - 1));
  const asked = now.getTime() + Math.min(retryAfter, timers.retryAfter);
  return new Date(Math.max(Math.round(due / SECOND_MS), Math.ceil(asked / SECOND_MS)) * SECOND_MS);
}

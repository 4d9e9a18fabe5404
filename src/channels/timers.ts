import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/durations.ts';

/** When feeds are asked, given up and believed; what an operator would tune. Milliseconds. */
export const timers = {
  /** Between two polls of a feed that answers. */
  poll: 30 * MINUTE_MS,
  /** The longest wait after failures; each one doubles it until then. */
  backOff: 2 * HOUR_MS,
  /** Polls are spread by this share of their interval, either way. */
  jitter: 0.1,
  /** Without success for so long, a feed is stale: what is booked meanwhile has to be accepted by the host. */
  stale: 6 * HOUR_MS,
  /** What a server calls unchanged, or what reads as before, is still taken whole this often. */
  whole: 24 * HOUR_MS,
  /** An empty feed is believed after so long and so many fetches. */
  empty: { after: 6 * HOUR_MS, fetches: 3 },
  /** Between two refreshes by hand. */
  refresh: MINUTE_MS,
  /** How long a feed's history is kept. */
  history: 30 * DAY_MS,
} as const;

/**
 * When a feed is asked next.
 * @param failures in a row, 0 after a success
 * @param random in [0, 1), so that feeds made together do not stay together
 */
export function nextPoll(now: Date, failures: number, random: number): Date {
  const interval = Math.min(timers.poll * 2 ** Math.max(0, failures - 1), timers.backOff);
  return new Date(now.getTime() + interval * (1 + timers.jitter * (2 * random - 1)));
}

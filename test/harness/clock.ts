import { createServer } from 'node:http';
import { listen } from '../../local/listen.ts';
import { SETTINGS } from './reading.ts';

/** The time that the worker and the stand-ins go by. It moves only when told to. */
export interface Clock {
  url: string;
  now(): number;
  /** What it says to the Worker: how often it was moved, its time, its haste. Of two, the one moved more often is later. */
  reading(): string;
  /** Moves on by this many milliseconds. */
  advance(ms: number): void;
  set(instant: string): void;
  /**
   * Has the Worker's own waits and time-outs last so many times less, until told otherwise: while a service is away,
   * what never answers is given up after 250 ms, say, instead of 10 s, and tried again as much sooner. A Worker that
   * waits for its turn on a busy machine gives up as well, so this is for what is tried again whatever becomes of it.
   */
  hasten(times: number): void;
  close(): Promise<void>;
}

/** Starts one at this instant. It tells at `SETTINGS` how the Worker is to be set, too, beside what it was started with. */
export async function startClock(
  start: string,
  settings: Readonly<Record<string, string>> = {},
  atPort = 0,
): Promise<Clock> {
  let now = Date.parse(start);
  let moves = 0;
  let haste = 1;
  const reading = () => `${moves} ${new Date(now).toISOString()} ${haste}`;
  const server = createServer((request, response) =>
    response.end(request.url === SETTINGS ? JSON.stringify(settings) : reading()),
  );
  const { url, close } = await listen(server, atPort);
  return {
    url,
    now: () => now,
    reading,
    advance: (ms) => {
      moves += 1;
      now += ms;
    },
    set: (instant) => {
      moves += 1;
      now = Date.parse(instant);
    },
    hasten: (times) => {
      moves += 1;
      haste = times;
    },
    close,
  };
}

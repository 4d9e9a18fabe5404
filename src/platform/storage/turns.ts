import { until } from '../until.ts';

/** Milliseconds that work waits for its turn. */
const WAIT_MS = 20_000;
/** Milliseconds after which work is given up for lost, as of a request that was cut: longer than to wait, get and put take. */
const LOST_MS = 90_000;

/** Work on much memory, so much of it at a time in an isolate. */
export interface Turns {
  /**
   * Does the work once it, and what came before it and is not over, is within the limit; undefined where that takes too long.
   * What is larger than the limit is done alone.
   */
  take<T>(bytes: number, work: () => Promise<T>): Promise<T | undefined>;
}

/** @param limit in bytes of what is worked on, of which copies take as much again */
export function createTurns(limit: number): Turns {
  let line: { bytes: number; since: number }[] = [];

  return {
    async take(bytes, work) {
      const turn = { bytes, since: performance.now() };
      line.push(turn);
      const hasCome = () => {
        line = line.filter(({ since }) => performance.now() - since < LOST_MS);
        const before = line.slice(0, line.indexOf(turn));
        return before.length === 0 || before.reduce((sum, other) => sum + other.bytes, bytes) <= limit;
      };
      try {
        await until(hasCome, WAIT_MS);
        return hasCome() ? await work() : undefined;
      } finally {
        line = line.filter((other) => other !== turn);
      }
    },
  };
}

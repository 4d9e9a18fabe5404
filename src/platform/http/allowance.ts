/** Requests that a block may hold: a twentieth of what a caller may make in a window, and never more than this. */
const MOST = 30;
/** A block that was used up within so many milliseconds is followed by a larger one. */
const SOON_MS = 1_000;
/** Callers that an isolate remembers. */
const MAX_CALLERS = 10_000;

/** What is left of a window, and when it ends (ms of the real clock). */
export interface Window {
  remaining: number;
  reset: number;
}

/**
 * Requests that were counted in Redis ahead of their coming, in blocks: a caller who asks often costs one command for up
 * to thirty requests. What was counted in a window is let in within the same one, so that the limit stays the one that
 * Redis knows; what an isolate does not use of its last block in a window is lost to the caller, and so is what is left
 * when a block is refused: a twentieth for each isolate, or two where a caller asks for several things at a time.
 */
interface Allowances {
  /** Counts a request by the block that is there; undefined when there is none. */
  take(caller: string): Window | undefined;
  /** How many to count for the next request of this caller, itself included, where a window has `requests`. */
  sizeFor(caller: string, requests: number): number;
  /** Keeps what was counted beyond the one request. */
  keep(caller: string, size: number, window: Window): void;
}

export function createAllowances(): Allowances {
  const blocks = new Map<string, Window & { size: number; left: number; since: number }>();
  return {
    take(caller) {
      const block = blocks.get(caller);
      if (block === undefined || block.left === 0 || block.reset <= Date.now()) return undefined;
      block.left -= 1;
      return { remaining: block.remaining + block.left, reset: block.reset };
    },
    sizeFor(caller, requests) {
      const block = blocks.get(caller);
      if (block === undefined) return 1;
      const wanted = Date.now() - block.since <= SOON_MS ? 2 * block.size : block.size / 2;
      // Far from the end of what is left others cannot use that up meanwhile.
      const size = Math.max(1, Math.floor(Math.min(wanted, MOST, requests / 20, block.remaining / 4)));
      // Who asks beside this one asks for little.
      block.size = 1;
      return size;
    },
    keep(caller, size, window) {
      const beside = blocks.get(caller);
      const left = size - 1 + leftIn(beside, window);
      blocks.delete(caller);
      // The next block follows the largest that was asked for, not the little ones beside it.
      blocks.set(caller, { ...window, size: Math.max(size, beside?.size ?? 1), left, since: Date.now() });
      const [oldest] = blocks.keys();
      if (blocks.size > MAX_CALLERS && oldest !== undefined) blocks.delete(oldest);
    },
  };
}

// What a block that came beside this one has left in the same window.
function leftIn(block: (Window & { left: number }) | undefined, { reset }: Window): number {
  return block?.reset === reset ? block.left : 0;
}

const TRIES = 3;

/**
 * The fewest milliseconds that the work took, tried until it is within the limit, three times at most: what else the
 * machine does meanwhile is not what is measured.
 */
export async function quickest(limit: number, work: (attempt: number) => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < TRIES && least >= limit; attempt += 1) {
    const started = performance.now();
    await work(attempt);
    least = Math.min(least, performance.now() - started);
  }
  return least;
}

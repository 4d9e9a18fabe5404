const LONGEST_PAUSE_MS = 8;

/** Waits until this is so or so many milliseconds are over, looking again and again: Workers cannot share promises. */
export async function until(isSo: () => boolean, ms: number): Promise<void> {
  const started = performance.now();
  for (let pause = 1; !isSo() && performance.now() - started < ms; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

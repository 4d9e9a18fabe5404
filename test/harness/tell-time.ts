import type { Clock } from './clock.ts';
import { READING } from './reading.ts';

const clocks = new Map<string, Clock>();

/** Has every request of this process to the Worker at `url` bring what the clock says, until the function that is returned is called. */
export function tellTime(url: string, clock: Clock): () => void {
  clocks.set(url, clock);
  return () => clocks.delete(url);
}

// Calls come from the tests, the clients and the stand-ins; to ask for the time would cost each a request of its own.
const { fetch } = globalThis;
globalThis.fetch = (input, init) => {
  const { origin } = new URL(input instanceof Request ? input.url : input);
  const clock = clocks.get(origin);
  if (clock === undefined) return fetch(input, init);
  const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
  headers.set(READING, clock.reading());
  return fetch(input, { ...init, headers });
};

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The time that the worker and the stand-ins go by. It moves only when told to. */
export interface Clock {
  url: string;
  now(): number;
  /** Moves on by this many milliseconds. */
  advance(ms: number): void;
  set(instant: string): void;
  close(): Promise<void>;
}

export async function startClock(start: string, atPort = 0): Promise<Clock> {
  let now = Date.parse(start);
  const server = createServer((_request, response) => response.end(new Date(now).toISOString()));
  await new Promise<void>((resolve) => server.listen(atPort, '127.0.0.1', resolve));
  const { port } = addressOf(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    set: (instant) => {
      now = Date.parse(instant);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the clock has no port');
  return address;
}

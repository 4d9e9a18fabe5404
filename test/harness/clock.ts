import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The time that the worker and the stand-ins go by. It moves only when told to. */
export interface Clock {
  url: string;
  now(): number;
  /** What it says to the Worker: how often it was moved, and its time. Of two, the one moved more often is later. */
  reading(): string;
  /** Moves on by this many milliseconds. */
  advance(ms: number): void;
  set(instant: string): void;
  close(): Promise<void>;
}

export async function startClock(start: string, atPort = 0): Promise<Clock> {
  let now = Date.parse(start);
  let moves = 0;
  const reading = () => `${moves} ${new Date(now).toISOString()}`;
  const server = createServer((_request, response) => response.end(reading()));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new Error(`Port ${atPort} is in use.`, { cause: error })));
    server.listen(atPort, '127.0.0.1', resolve);
  });
  const { port } = addressOf(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
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

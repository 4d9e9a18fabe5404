import { type Copy, MAX_AGE_MS } from './copy.ts';

/** Reads of one answer that may run at once in an isolate: the second is for who came too late for the first. */
const AT_ONCE = 2;
/** Milliseconds after which a read is given up for lost, longer than any takes. */
const LOST_MS = 15_000;

/** One read of an answer, for all who ask for it meanwhile. Its outcome is a value: Workers cannot share promises. */
export interface Flight {
  startedAt: number;
  outcome?: { copy: Copy; isOwn: boolean } | { error: unknown };
}

interface Flights {
  /** One that reads after the instant from which a request that came at `arrivedAt` has to be answered. */
  join(name: string, arrivedAt: number): Flight | undefined;
  hasRoom(name: string): boolean;
  /** A new one; undefined while there is no room. */
  start(name: string): Flight | undefined;
  end(name: string, flight: Flight): void;
}

export function createFlights(): Flights {
  const running = new Map<string, Flight[]>();
  const of = (name: string) => (running.get(name) ?? []).filter(({ startedAt }) => Date.now() - startedAt < LOST_MS);
  return {
    join: (name, arrivedAt) => of(name).find(({ startedAt }) => startedAt >= arrivedAt - MAX_AGE_MS),
    hasRoom: (name) => of(name).length < AT_ONCE,
    start(name) {
      const others = of(name);
      if (others.length >= AT_ONCE) return undefined;
      const flight = { startedAt: Date.now() };
      running.set(name, [...others, flight]);
      return flight;
    },
    end(name, flight) {
      const others = of(name).filter((other) => other !== flight);
      if (others.length === 0) running.delete(name);
      else running.set(name, others);
    },
  };
}

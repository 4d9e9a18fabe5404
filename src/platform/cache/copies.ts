import { Problem } from '../../kernel/problem.ts';
import { until } from '../until.ts';
import { createChanges } from './changes.ts';
import { type Copy, type CopyOf, copied, isFresh } from './copy.ts';
import type { EdgeCache } from './edge.ts';
import { createFlights, type Flight } from './flights.ts';
import { createMemory } from './memory.ts';
import type { Shared, SharedCache } from './shared.ts';

/** Milliseconds after which what was asked for counts as forgotten: others will hardly have read it within the last second. */
const OFTEN_MS = 3_000;
/** Milliseconds that a request waits for the reads of others: as long as the database is waited for. */
const WAIT_MS = 10_000;

/** A request for what there may be a copy of. */
interface Asked {
  now: Date;
  /** Resolves once it may be answered. A copy's age is looked at after that. */
  admitted(): Promise<void>;
  /** Keeps work alive that others wait for, should the request itself be cut. */
  waitUntil(work: Promise<void>): void;
  /** Reads the answer. */
  load(): Promise<unknown>;
}

/** Public answers that are given again for less than a second. */
export interface Copies {
  /**
   * The answer: a copy that is fresh, else what is read, once for all who ask for it meanwhile. At most two reads of one
   * answer run at a time in an isolate. Throws what reading throws; nothing of that is kept.
   */
  read(of: CopyOf, asked: Asked): Promise<Copy>;
  /** Ends the copies of these scopes, in this isolate at once and in Redis by the work that it returns. */
  end(scopes: readonly string[]): () => Promise<void>;
}

/**
 * Copies in three places, each asked after the one before: this isolate's memory, the data centre's cache and Redis.
 * How old a copy is stands in it, from before its data were read, so that ages do not add up. The latter two are asked
 * only for what was asked for here a moment before: most searches come once, most listings now and then.
 */
export function createCopies(edge: EdgeCache | undefined, shared: SharedCache): Copies {
  const memory = createMemory();
  const changes = createChanges();
  const flights = createFlights();

  const serves = ({ scope }: CopyOf, copy: Copy, now: Date) => isFresh(copy, now) && !changes.since(scope, copy.readAt);

  async function elsewhere(of: CopyOf, now: Date): Promise<{ near?: Copy; far?: Shared | undefined }> {
    const near = await edge?.find(of.name);
    return near !== undefined && serves(of, near, now) ? { near } : { far: await shared.find(of) };
  }

  /** Finds or reads the answer, for its own request and for all that joined. Never rejects. */
  async function fly(flight: Flight, of: CopyOf, { now, load, waitUntil }: Asked): Promise<void> {
    try {
      const before = memory.get(of.name)?.readAt ?? 0;
      const { near, far } = Date.now() - before > OFTEN_MS ? {} : await elsewhere(of, now);
      const found = near ?? (far?.copy !== undefined && serves(of, far.copy, now) ? far.copy : undefined);
      const readAt = Date.now();
      const copy = found ?? (await copied(await load(), { readAt, decidedAt: now.getTime() }));
      if (!changes.since(of.scope, copy.readAt)) memory.set(of.name, copy);
      flight.outcome = { copy, isOwn: found === undefined };
      if (far === undefined) return;
      if (edge !== undefined) waitUntil(edge.keep(of.name, copy));
      if (found === undefined) waitUntil(shared.keep(of, copy, far.revision));
    } catch (error) {
      flight.outcome = { error };
    } finally {
      flights.end(of.name, flight);
    }
  }

  return {
    async read(of, asked) {
      const arrivedAt = Date.now();
      const deadline = arrivedAt + WAIT_MS;
      const joinable = () => {
        const flight = flights.join(of.name, arrivedAt);
        return flight && !changes.since(of.scope, flight.startedAt) ? flight : undefined;
      };
      while (Date.now() < deadline) {
        const held = memory.get(of.name);
        if (held !== undefined && serves(of, held, asked.now)) {
          await asked.admitted();
          if (serves(of, held, asked.now)) return held;
        }
        const joined = joinable();
        const flight = joined ?? flights.start(of.name);
        if (flight === undefined) {
          await until(() => flights.hasRoom(of.name) || joinable() !== undefined, deadline - Date.now());
          continue;
        }
        if (joined === undefined) {
          const flown = fly(flight, of, asked);
          asked.waitUntil(flown);
          await flown;
        } else {
          await until(() => joined.outcome !== undefined, deadline - Date.now());
        }
        const { outcome } = flight;
        if (outcome === undefined) continue;
        // A read of this very moment, seen by all who waited for it; a copy from elsewhere is looked at again.
        if ('copy' in outcome && outcome.isOwn) return outcome.copy;
        if ('error' in outcome && (joined === undefined || isMissing(outcome.error))) throw outcome.error;
      }
      throw new Problem('database-unavailable', { retryAfter: 1 });
    },
    end(scopes) {
      changes.note(scopes);
      return () => shared.move(scopes);
    },
  };
}

// What is not there is there for nobody. What failed may have failed one request alone, and what was refused may have been
// by what was read, which a moment later is another: who joined reads for itself.
function isMissing(error: unknown): boolean {
  return error instanceof Problem && error.code === 'not-found';
}

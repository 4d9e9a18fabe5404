import type { Reply } from '../platform/commit.ts';
import { validInput } from '../platform/http/input.ts';
import { type Call, type Edge, perform } from '../platform/http/perform.ts';
import type { Admission, LimitPolicy } from '../platform/http/rate-limit.ts';
import { isIdempotentWrite, type Route } from '../platform/http/route.ts';
import { together } from './coalesce.ts';
import { checkOperations } from './limits.ts';

/** What a field is given, sorted into the parts of the REST operation behind it. */
interface Given {
  params: Record<string, string>;
  query: Record<string, string>;
  body?: unknown;
  key?: string | undefined;
}

/** The operations of the contract as one GraphQL request calls them. */
export interface Operations {
  /** Reads, together with all others of the same level; the same twice is read once. Throws once there are too many. */
  read(route: Route, given: Given): Promise<unknown>;
  /** Writes, on its own. What was read before is read anew afterwards. */
  write(route: Route, given: Given): Promise<unknown>;
}

/**
 * @param call the request; its meter counts the round trips of all operations
 * @param onWritten told of each write that succeeded and that REST would answer with a revision
 */
export function createOperations(edge: Edge, call: Call, onWritten: () => void): Operations {
  const { limiter, countAnew } = onceLimiter(edge.limiter);
  const sent = (queries: number) => {
    call.meter.trips += 1;
    call.meter.queries += queries;
  };
  const shared = together(edge.runtime.send, sent, countAnew);
  const reading: Edge = { runtime: { ...edge.runtime, send: shared.send }, limiter };
  const known = new Map<string, Promise<unknown>>();
  let count = 0;

  async function run(through: Edge, route: Route, given: Given, meter: Call['meter']): Promise<unknown> {
    const body = async () => given.body;
    // Each operation has an admission of its own; the request tells that of the last.
    const own: Call = { ...call, meter };
    try {
      const parts = { params: given.params, query: given.query, key: given.key, body };
      const reply: Reply<unknown> = await perform(through, route, own, () => validInput(route.spec, parts));
      return reply.status === 204 ? true : reply.body;
    } finally {
      call.admission = own.admission;
    }
  }

  return {
    read(route, given) {
      const name = JSON.stringify([route.spec.operationId, given.params, given.query]);
      const asked = known.get(name);
      if (asked !== undefined) return asked;
      count += 1;
      checkOperations(count);
      const answer = shared.run(() => run(reading, route, given, { trips: 0, queries: 0 }));
      known.set(name, answer);
      return answer;
    },
    async write(route, given) {
      known.clear();
      const answer = await run(edge, route, given, call.meter);
      known.clear();
      if (isIdempotentWrite(route.spec)) onWritten();
      return answer;
    },
  };
}

// A request's reads count once for each of the limits that they have, however many they are: their cost is bounded. One that
// takes a round trip of its own, since another beside it was refused, counts as a read by REST does. Of other limits it has
// had its share: to count those may take the database, which waits for this.
function onceLimiter({ ask, forget }: Edge['limiter']): { limiter: Edge['limiter']; countAnew(): Promise<void> } {
  const asked = new Map<string, { policy: LimitPolicy; admission: Admission; again(): Admission }>();
  return {
    limiter: {
      ask(policy: LimitPolicy, caller, visit) {
        const name = `${policy} ${caller}`;
        const again = () => ask(policy, caller, visit);
        const known = asked.get(name) ?? { policy, admission: again(), again };
        asked.set(name, known);
        return known.admission;
      },
      forget,
    },
    async countAnew() {
      const reads = [...asked.values()].filter(({ policy }) => policy === 'read');
      await Promise.all(reads.map(({ again }) => again().admitted()));
    },
  };
}

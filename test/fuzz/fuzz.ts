import fc from 'fast-check';
import type { Feeds } from '../../local/feeds/index.ts';
import type { Answer } from '../harness/api.ts';
import { assertConverged } from '../harness/invariants.ts';
import type { Harness } from '../harness/world.ts';
import { learn } from './known.ts';
import { type FuzzRequest, requests } from './requests.ts';
import { leaksIn } from './secrets.ts';
import { createWorld, signInAgain, tend, type World } from './world.ts';

/** Something that no answer may be or do, and the request that brought it about. */
interface Finding {
  fault: string;
  operation: string;
  request: string;
  /** How often it was seen; the first one is told. */
  times: number;
}

interface FuzzReport {
  requests: number;
  findings: Finding[];
  /** How often each operation answered with each status. */
  answers: Map<string, Map<number, number>>;
}

const TEND_EVERY = 200;
const RETRY_EVERY = 3;
const SETTLE_MS = 2 * 3_600_000;

/**
 * Sends requests, one after the other, and looks at every answer: it is what the contract says, no 5xx, in as many round
 * trips as are allowed, and tells nobody what is others'. In the end jobs have run and no invariant is broken.
 * @param feeds addresses that `h` was told to take for public
 * @param seed the same one draws the same requests, but for the ids that the service makes
 * @param onProgress told after each round of requests
 */
export async function fuzz(
  h: Harness,
  feeds: Feeds,
  { count, seed, onProgress }: { count: number; seed: number; onProgress?(sent: number, findings: number): void },
): Promise<FuzzReport> {
  const world = await createWorld(h, feeds);
  const answers: FuzzReport['answers'] = new Map();
  const findings = new Map<string, Finding>();
  function find(fault: string, operation: string, request: string): void {
    const kind = `${operation} ${fault.replaceAll(/[0-9a-z]{26}|[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, '…').slice(0, 200)}`;
    const known = findings.get(kind);
    if (known === undefined) findings.set(kind, { fault, operation, request, times: 1 });
    else known.times += 1;
  }
  for (let sent = 0; sent < count; sent += 1) {
    if (sent % TEND_EVERY === 0) {
      await tend(h, world);
      onProgress?.(sent, findings.size);
    }
    // What is drawn first of seeds that follow each other is much alike: some operations would hardly ever be.
    const own = Math.imul(seed + sent, 0x9e3779b1);
    const [request] = fc.sample(requests(world.known, h.clock.now()), { seed: own, numRuns: 1 });
    if (request === undefined) continue;
    const { id } = request.operation;
    try {
      const answer = await h.api(request.operation.method, request.path, request.options);
      const statuses = answers.get(id) ?? new Map<number, number>();
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      answers.set(id, statuses);
      for (const fault of await faultsOf(h, world, request, answer)) find(fault, id, told(request));
      keep(world, request, answer);
      if (sent % RETRY_EVERY === 0)
        for (const fault of await faultsOfRetry(h, request, answer)) find(fault, id, told(request));
      if (answer.status === 401 && request.by !== undefined) await signInAgain(h, world);
    } catch (error) {
      find(error instanceof Error ? error.message : String(error), id, told(request));
    }
  }
  await tend(h, world);
  h.clock.advance(SETTLE_MS);
  await h.drainJobs();
  await assertConverged(h).catch((error) => find(error.message, 'afterwards', ''));
  return { requests: count, findings: [...findings.values()], answers };
}

async function faultsOf(h: Harness, world: World, request: FuzzRequest, answer: Answer): Promise<string[]> {
  const { method } = request.operation;
  const isForAll = forOperators.has(request.operation.id) && request.by?.id === world.operator.id;
  const leaks = isForAll ? [] : await leaksIn(h, world.secrets, answer, request.by?.id);
  const faults = leaks.map((leak) => `tells a stranger ${leak}`);
  if (answer.status >= 500) faults.push(`answers ${answer.status}: ${answer.text.slice(0, 300)}`);
  const isFresh = answer.status < 300 && !answer.headers.has('idempotent-replayed');
  // A refused write asks once more, for the stored answer of its key.
  const trips = method === 'GET' ? 1 : isFresh ? 2 : 3;
  const isFirst = numbered.has(request.operation.id) && (await isReadFromNowOn(h, request, answer));
  // What no route answers, as where an id is two dots, tells of none.
  const isTold = !Number.isNaN(answer.trips) || answer.status === 404;
  if (!isFirst && (!isTold || answer.trips > trips))
    faults.push(`takes ${answer.trips} round trips to answer ${answer.status}`);
  return faults;
}

// An operator reads the events of everybody, what a person offers, and whom they suspend.
const forOperators = new Set([
  'events_list',
  'support_findPerson',
  'support_suspendPerson',
  'support_reinstatePerson',
  'support_restoreEmail',
  'support_listListings',
]);

// A document is written when it is first asked for, and only read from then on.
const numbered = new Set(['bookings_getReceipt', 'bookings_getInvoice']);

async function isReadFromNowOn(h: Harness, { operation, path, options }: FuzzRequest, first: Answer): Promise<boolean> {
  if (first.status !== 200 || first.trips !== 2) return false;
  const again = await h.api(operation.method, path, options);
  return again.status === 200 && again.trips === 1 && again.text === first.text;
}

// Done once and told alike, but for the secret of a payment that cannot be paid any more.
async function faultsOfRetry(h: Harness, { operation, path, options }: FuzzRequest, first: Answer): Promise<string[]> {
  if (!operation.keyed || first.status >= 300) return [];
  const again = await h.api(operation.method, path, options);
  // The first may still be writing down, after its answer, what Stripe said.
  if (again.body?.code === 'request-in-progress') return [];
  const [one, other] = [first, again].map(({ text }) => text.replace(/"clientSecret":(null|"[^"]*")/, ''));
  const isReplay = again.status === first.status && again.headers.has('idempotent-replayed') && one === other;
  return isReplay ? [] : [`answers a retry with ${again.status}: ${again.text.slice(0, 300)}`];
}

function keep(world: World, { by }: FuzzRequest, { status, body }: Answer): void {
  if (status >= 300) return;
  learn(world.known, body, by?.id);
  const secret: unknown = body?.payment?.clientSecret;
  if (typeof secret !== 'string' || by === undefined) return;
  world.unpaid.push(body);
  world.secrets.push({ text: secret, may: async (reader) => reader === by.id });
}

function told({ operation, path, options, by }: FuzzRequest): string {
  return JSON.stringify({ method: operation.method, path, by: by?.id, ...options, token: undefined }).slice(0, 3_000);
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { savedCard as saveCard } from '../cards/scene.ts';
import type { Answer } from '../harness/api.ts';
import { assertConverged } from '../harness/invariants.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';
import type { Harness } from '../harness/world.ts';
import { openAccount } from '../payouts/scene.ts';
import { assertAlways } from './always.ts';

/** What a run of commands has made so far, in the real world. */
export interface Real {
  h: Harness;
  host: Person;
  operator: Person;
  guests: readonly Person[];
  listingId: string;
  /** What the first of the guests has saved; null: no card. */
  cardId: string | null;
  /** Every hold that was answered, in order. */
  holds: { guest: Person; held: Answer['body'] }[];
  /** Every proposal to alter one. */
  proposals: { guest: Person; proposed: Answer['body'] }[];
  /** Stripe's ids of disputes that no bank has decided. */
  disputes: string[];
  /** Resolves when a Worker that was killed is there again. */
  recovered: Promise<void>;
  /** Where webhooks go to be lost: it says 200 and does nothing. */
  nowhere: string;
}

/** What a run of commands may know: enough to tell which command makes sense. */
export interface Model {
  holds: number;
  proposals: number;
}

/** How a run's host lets and is paid, and the card that a guest has saved: it may be refused whenever it is charged. */
export const manners = fc.record({
  isInstant: fc.boolean(),
  canBePaid: fc.boolean(),
  savedCard: fc.constantFrom(null, null, '4242424242424242', '4000000000000341'),
});

const HOUR = 3_600_000;
const GUESTS = 3;

/** People and a listing of their own for one run, so that no run meets what an earlier one left. */
export async function newRun(
  h: Harness,
  nowhere: string,
  { isInstant, canBePaid, savedCard }: { isInstant: boolean; canBePaid: boolean; savedCard: string | null },
): Promise<{ model: Model; real: Real }> {
  const [host, ...guests] = await Promise.all(Array.from({ length: 1 + GUESTS }, () => createPerson(h)));
  const operator = await createPerson(h, { roles: ['admin'] });
  if (host === undefined) throw new Error('no host');
  const listingId = await createListing(h, host, { instant_booking: isInstant, cleaning_fee: 30_00, tax_bps: 1_000 });
  if (canBePaid) await openAccount(h, host);
  const [first] = guests;
  const card = savedCard === null || first === undefined ? null : await saveCard(h, first, savedCard);
  return {
    model: { holds: 0, proposals: 0 },
    real: {
      h,
      host,
      operator,
      guests,
      listingId,
      cardId: card?.id ?? null,
      holds: [],
      proposals: [],
      disputes: [],
      recovered: Promise.resolve(),
      nowhere,
    },
  };
}

/** Ends all trouble, lets everything that is due happen, and holds the world to all that must be true at rest. */
export async function comeToRest({ h, recovered }: Real): Promise<void> {
  endTrouble(h);
  await recovered;
  // What the queue is to try again comes within the hour; what took an intent to undo, or a day to look at again, after it.
  h.clock.advance(2 * HOUR);
  await h.drainJobs();
  h.clock.advance(25 * HOUR);
  await h.drainJobs();
  await assertAlways(h);
  await assertConverged(h);
}

export function endTrouble(h: Harness): void {
  h.qstash.resume();
  h.qstash.disturb({});
  h.stripe.webhooks.resume();
  h.stripe.webhooks.shuffle = false;
  h.stripe.webhooks.duplicates = 0;
  h.stripe.webhooks.url = `${h.url}/webhooks/stripe`;
  for (const service of ['db', 'stripe', 'queue'] as const) h.faults[service].use(undefined);
}

/** A server that takes whatever it is sent and says 200. */
export async function startNowhere(): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    request.resume();
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

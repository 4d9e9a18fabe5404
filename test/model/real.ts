import { createServer } from 'node:http';
import fc from 'fast-check';
import { expect } from 'vitest';
import { type Listening, listen } from '../../local/listen.ts';
import { addDays, plainDate } from '../../src/kernel/dates.ts';
import { bookWith, move, pay, quotedToken } from '../bookings/scene.ts';
import { savedCard as saveCard } from '../cards/scene.ts';
import { givePassword } from '../closings/scene.ts';
import type { Answer } from '../harness/api.ts';
import { assertConverged } from '../harness/invariants.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';
import { DECLINES_CHARGES, GOOD_CARD } from '../harness/test-cards.ts';
import type { Harness } from '../harness/world.ts';
import { clientOf } from '../local/stripe/account.ts';
import { openAccount } from '../payouts/scene.ts';
import { assertAlways } from './always.ts';
import { assertHostsArePaid, assertOwedIsGiven } from './owed.ts';

/** What a run of commands has made so far, in the real world. */
export interface Real {
  h: Harness;
  host: Person;
  operator: Person;
  guests: readonly Person[];
  listingId: string;
  /** What the guests have saved, the first one first; null: no card. */
  cardIds: readonly (string | null)[];
  /** Every hold that was answered, in order. */
  holds: { guest: Person; held: Answer['body'] }[];
  /** Every proposal to alter one. */
  proposals: { guest: Person; proposed: Answer['body'] }[];
  /** Stripe's ids of disputes that no bank has decided. */
  disputes: string[];
  /** Requests to Stripe or the database that were cut: what we have asked for may be under way for a while. */
  cuts: number;
  /** Who has closed their account, or may have: the answer was lost. */
  left: Set<string>;
  /** Who was suspended once. */
  suspended: Set<string>;
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
  savedCard: fc.constantFrom(null, null, GOOD_CARD, DECLINES_CHARGES),
  /** How many days ahead a stay is that is booked and paid already. */
  bookedAhead: fc.constantFrom(null, 2, 9),
  /** For how many nights it is. */
  aheadNights: fc.constantFrom(3, 3, 3, 3, 30, 65),
  currency: fc.constantFrom('USD', 'USD', 'KWD', 'HUF'),
  /** Whether the listing asks for a damage deposit: all guests have a card then. */
  hasDeposit: fc.boolean(),
});
type Manner = typeof manners extends fc.Arbitrary<infer Value> ? Value : never;

const HOUR = 3_600_000;
const GUESTS = 3;

/** Puts money into the marketplace's account: hosts of a few stays wait for no more than what their guests have paid. */
export async function fund(h: Harness): Promise<void> {
  for (const currency of ['usd', 'kwd', 'huf']) {
    await clientOf(h.stripe).paymentIntents.create({
      ...{ amount: 90_000_000, currency, payment_method: 'pm_card_visa', confirm: true },
      allowed_payment_method_types: ['card'],
    });
  }
  h.clock.advance(7 * 24 * HOUR);
  await h.drainJobs();
}

/** People and a listing of their own for one run, so that no run meets what an earlier one left. */
export async function newRun(
  h: Harness,
  nowhere: string,
  { isInstant, canBePaid, savedCard, bookedAhead, aheadNights, currency, hasDeposit }: Manner,
): Promise<{ model: Model; real: Real }> {
  const [host, ...guests] = await Promise.all(Array.from({ length: 1 + GUESTS }, () => createPerson(h)));
  const operator = await createPerson(h, { roles: ['admin'] });
  if (host === undefined) throw new Error('no host');
  await givePassword(h, host, ...guests);
  // What a card is charged at least is more of some.
  const worth = currency === 'HUF' ? 30 : 1;
  const prices = {
    currency,
    base_nightly: 100_00 * worth,
    cleaning_fee: 30_00 * worth,
    tax_bps: 1_000,
    damage_deposit: hasDeposit ? 200_00 * worth : null,
  };
  const listingId = await createListing(h, host, { instant_booking: isInstant, ...prices });
  if (canBePaid) await openAccount(h, host);
  const [first, ...others] = guests;
  const card = savedCard === null || first === undefined ? null : await saveCard(h, first, savedCard);
  const cardIds: (string | null)[] = [card?.id ?? null];
  for (const other of others) cardIds.push(hasDeposit ? (await saveCard(h, other)).id : null);
  const holds =
    bookedAhead === null
      ? []
      : [
          await bookAhead(
            h,
            { host: isInstant ? null : host, guest: guests[1], listingId, card: cardIds[1] ?? null },
            bookedAhead,
            aheadNights,
          ),
        ];
  return {
    model: { holds: holds.length, proposals: 0 },
    real: {
      h,
      host,
      operator,
      guests,
      listingId,
      cardIds,
      holds,
      proposals: [],
      disputes: [],
      cuts: 0,
      left: new Set(),
      suspended: new Set(),
      recovered: Promise.resolve(),
      nowhere,
    },
  };
}

/**
 * Ends all trouble, lets everything that is due happen, has support pay what came back once more, and holds the world to all
 * that must be true at rest.
 */
export async function comeToRest(real: Real): Promise<void> {
  const { h } = real;
  endTrouble(h);
  await real.recovered;
  // What the queue is to try again comes within the hour; what took an intent to undo, or a day to look at again, after it.
  h.clock.advance(2 * HOUR);
  await h.drainJobs();
  await payReturned(real);
  // A day can be compared six hours after its end.
  h.clock.advance(29 * HOUR);
  await h.drainJobs();
  await compareUnheard(real);
  await assertAlways(h);
  await assertConverged(h);
  await assertOwedIsGiven(real);
}

/** Comes to rest, and holds what guests and hosts have been given to what is theirs once all that was booked is long over. */
export async function comeToEnd(real: Real): Promise<void> {
  await comeToRest(real);
  for (const id of real.suspended) {
    const token = await tokenFor(real.h, real.operator);
    const answer = await real.h.api('POST', `/v1/admin/people/${id}/reinstate`, {
      token,
      body: { reason: 'Case 4711' },
    });
    expect([200, 409]).toContain(answer.status);
  }
  const [last] = await real.h.sql<{ days: number }>(
    'select coalesce(max(check_out) - $2::date, 0) as days from bookings where listing_id = $1',
    [real.listingId, new Date(real.h.clock.now())],
  );
  for (let left = Math.max(0, last?.days ?? 0) + 45; left > 0; left -= 60) {
    real.h.clock.advance(Math.min(left, 60) * 24 * HOUR);
    await real.h.drainJobs();
  }
  await payReturned(real);
  await assertOwedIsGiven(real);
  await assertHostsArePaid(real);
}

/** The days on which disputes began, or their money moved, of which we were not told, or not that the bank has decided. */
async function daysUnheard(h: Harness): Promise<string[]> {
  const [known] = await h.sql<{ heard: string[] | null; open: string[] | null; intents: string[] | null }>(`
    select (select array_agg(stripe_dispute_id) from disputes) as heard,
      (select array_agg(stripe_dispute_id) from disputes where state = 'open') as open,
      (select array_agg(intent_id) from payments) as intents`);
  const unheard = h.stripe.api
    .state()
    .disputes.filter(
      ({ id, payment_intent: intent, status }) =>
        known?.intents?.includes(String(intent)) &&
        (!known.heard?.includes(id) || (known.open?.includes(id) && (status === 'won' || status === 'lost'))),
    );
  const happened = unheard.flatMap((dispute) => [dispute, ...dispute.balance_transactions]);
  return [...new Set(happened.map(({ created }) => new Date(created * 1000).toISOString().slice(0, 10)))];
}

// As each day is by itself, the morning after.
async function compareUnheard({ h, operator }: Real): Promise<void> {
  for (const day of await daysUnheard(h)) {
    const token = await tokenFor(h, operator);
    expect(await h.api('POST', '/v1/admin/reconciliations', { token, body: { day } })).toMatchObject({ status: 202 });
    await h.drainJobs();
  }
}

async function payReturned({ h, operator, holds }: Real): Promise<void> {
  const token = await tokenFor(h, operator);
  let isAny = false;
  for (const { held } of holds) {
    const body = { reason: 'It came back.' };
    const { status } = await h.api('POST', `/v1/admin/bookings/${held.id}/returned-refunds`, { token, body });
    expect([201, 409]).toContain(status);
    isAny ||= status === 201;
  }
  if (isAny) await h.drainJobs();
}

/** A stay that is booked and paid, and accepted by its host where it takes one. */
async function bookAhead(
  h: Harness,
  {
    host,
    guest,
    listingId,
    card,
  }: { host: Person | null; guest: Person | undefined; listingId: string; card: string | null },
  days: number,
  nights: number,
): Promise<Real['holds'][number]> {
  if (guest === undefined) throw new Error('no guest');
  const checkIn = addDays(plainDate(new Date(h.clock.now()).toISOString().slice(0, 10)), days);
  const quote = await quotedToken(h, guest, listingId, { checkIn, checkOut: addDays(checkIn, nights) });
  const { body: held } = await bookWith(h, guest, quote, { body: { quote, ...(card === null ? {} : { card }) } });
  await pay(h, held);
  await h.drainJobs();
  if (host === null) return { guest, held };
  await move(h, host, held.id, 'accept');
  await h.drainJobs();
  return { guest, held };
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
export async function startNowhere(): Promise<Listening> {
  return listen(
    createServer((request, response) => {
      request.resume();
      response.end();
    }),
  );
}

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fault } from '../../local/faults.ts';
import type { Answer } from '../harness/api.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { CHALLENGED_CARD, DECLINED_CARD, GOOD_CARD } from '../harness/test-cards.ts';
import { bookWith, move, pay, quoteFor, settle } from './scene.ts';

let h: Harness;
let host: Person;
let guests: Person[];
beforeAll(async () => {
  h = await startHarness();
  host = await createPerson(h);
  guests = await Promise.all(Array.from({ length: 4 }, () => createPerson(h)));
});
afterAll(() => h.close());

const CARDS = [GOOD_CARD, GOOD_CARD, DECLINED_CARD, CHALLENGED_CARD];
const FAULTS: readonly Fault[] = ['refuse', 'reset-after', 'http-500', 'http-429', 'garbage'];

/** `back` counts from the latest hold. */
const anAction = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('hold'),
      who: fc.nat(3),
      day: fc.nat(9),
      nights: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('pay'), back: fc.nat(1), card: fc.constantFrom(...CARDS) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('challenge'), back: fc.nat(2), isPassed: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('move'),
      back: fc.nat(2),
      name: fc.constantFrom('release', 'withdraw', 'decline', 'cancel', 'cancel'),
      byHost: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('move'),
      back: fc.nat(2),
      name: fc.constant('accept'),
      byHost: fc.constant(true),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait'), minutes: fc.constantFrom(1, 1, 5, 14, 16) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait'), minutes: fc.constantFrom(60, 1_441) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('webhooks', 'queue', 'cron') }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('settle') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('heal') }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('trouble'),
      webhooks: fc.boolean(),
      queue: fc.boolean(),
      disorder: fc.boolean(),
      stripe: fc.option(fc.constantFrom(...FAULTS)),
    }),
  },
);
type Action = typeof anAction extends fc.Arbitrary<infer Each> ? Each : never;

/** One guest's hold as it was answered, once there was an answer. */
type Hold = { guest: Person; held: Answer['body'] };

test('whatever guests, hosts, Stripe, the queue and the clock do: all comes to rest, and every story adds up', async () => {
  const lives = fc.array(anAction, { minLength: 40, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(lives, fc.boolean(), async (actions, isInstant) => {
      const listingId = await createListing(h, host, { instant_booking: isInstant, cleaning_fee: 30_00 });
      const holds: Hold[] = [];
      for (const action of actions) await act(action, listingId, holds);
      trouble(NONE);
      await settle(h);
    }),
    { numRuns: 8, endOnFailure: true },
  );
}, 240_000);

async function act(action: Action, listingId: string, holds: Hold[]): Promise<void> {
  switch (action.kind) {
    case 'hold':
      return tryToHold(action, listingId, holds);
    case 'pay':
    case 'challenge':
    case 'move':
      return actOn(action, holds.at(-1 - (action.back % Math.max(1, holds.length))));
    case 'wait':
      h.clock.advance(action.minutes * 60_000);
      return;
    case 'webhooks':
      await h.stripe.deliverDue();
      return;
    case 'queue':
      await h.qstash.deliverDue();
      return;
    case 'cron':
      await h.worker.runCron('* * * * *', h.clock.now());
      return;
    case 'settle':
      for (let round = 0; round < 4; round += 1) {
        await h.stripe.drain();
        await h.qstash.drain();
      }
      return;
    case 'heal':
      trouble(NONE);
      return;
    case 'trouble':
      trouble(action);
  }
}

async function tryToHold(action: Action & { kind: 'hold' }, listingId: string, holds: Hold[]): Promise<void> {
  const guest = guests[action.who];
  if (guest === undefined) return;
  const day = (number: number) => `2027-09-${String(number).padStart(2, '0')}`;
  const stay = { checkIn: day(1 + action.day), checkOut: day(1 + action.day + action.nights) };
  const { body, status } = await quoteFor(h, guest, listingId, stay);
  if (status !== 201) return;
  const key = crypto.randomUUID();
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const answer = await bookWith(h, guest, body.token, { key });
    expect([201, 409, 503]).toContain(answer.status);
    if (answer.status === 201) holds.push({ guest, held: answer.body });
    if (answer.status !== 503) return;
  }
}

async function actOn(action: Action & { kind: 'pay' | 'challenge' | 'move' }, hold: Hold | undefined): Promise<void> {
  if (hold === undefined) return;
  const { guest, held } = hold;
  const { clientSecret } = held.payment;
  switch (action.kind) {
    case 'pay':
      // The guest's browser sees the same Stripe as we do, in trouble or not.
      if (clientSecret !== null) await pay(h, held, action.card).catch(() => undefined);
      return;
    case 'challenge': {
      const intents = h.stripe.api.state().paymentIntents;
      const intent = intents.find(({ client_secret }) => client_secret === clientSecret);
      if (intent?.status === 'requires_action') h.stripe.completeChallenge(intent.id, action.isPassed);
      return;
    }
    case 'move': {
      const answer = await move(h, action.byHost ? host : guest, held.id, action.name);
      expect([200, 404, 409]).toContain(answer.status);
    }
  }
}

const NONE = { kind: 'trouble', queue: false, webhooks: false, disorder: false, stripe: null } as const;

function trouble(action: Action & { kind: 'trouble' }): void {
  if (action.queue) h.qstash.pause();
  else h.qstash.resume();
  if (action.webhooks) h.stripe.webhooks.pause();
  else h.stripe.webhooks.resume();
  h.stripe.webhooks.shuffle = action.disorder;
  h.stripe.webhooks.duplicates = action.disorder ? 2 : 0;
  h.qstash.disturb(action.disorder ? { duplicates: true, shuffle: Math.random } : {});
  const { stripe } = action;
  h.faults.stripe.use(stripe === null ? undefined : (n) => (n % 3 === 0 ? stripe : undefined));
}

import fc from 'fast-check';
import { expect } from 'vitest';
import type { Fault } from '../../local/faults.ts';
import { addDays, plainDate } from '../../src/kernel/dates.ts';
import { bookWith, move, pay, quoteFor } from '../bookings/scene.ts';
import { tokenFor } from '../harness/people.ts';
import type { Harness } from '../harness/world.ts';
import { assertAlways } from './always.ts';
import { comeToRest, endTrouble, type Model, type Real } from './real.ts';

type Step = fc.AsyncCommand<Model, Real, true>;

/** A command that can be run at any time, or only once there is a hold; what must always be true is checked after it. */
function command(
  name: string,
  act: (real: Real, model: Model) => Promise<void>,
  check: (model: Readonly<Model>) => boolean = () => true,
): Step {
  return {
    check: async (model) => check(model),
    async run(model, real) {
      await act(real, model);
      await assertAlways(real.h);
    },
    toString: () => name,
  };
}

const hasHold = ({ holds }: Readonly<Model>) => holds > 0;
const CARDS = ['4242424242424242', '4242424242424242', '4242424242424242', '4000000000000002', '4000002760003184'];
const FAULTS: readonly Fault[] = ['refuse', 'reset-after', 'http-500', 'http-429', 'garbage'];
const MINUTE = 60_000;

const book = fc
  .record({ who: fc.nat(2), day: fc.nat(9), nights: fc.integer({ min: 1, max: 4 }) })
  .map(({ who, day, nights }) =>
    command(`book(${who}, in ${day} days, ${nights} nights)`, async (real, model) => {
      const { h, guests, listingId, holds } = real;
      const guest = guests[who];
      if (guest === undefined) return;
      const today = plainDate(new Date(h.clock.now()).toISOString().slice(0, 10));
      const checkIn = addDays(today, 2 + day);
      const quote = await quoteFor(h, guest, listingId, { checkIn, checkOut: addDays(checkIn, nights) });
      if (quote.status !== 201) return;
      const key = crypto.randomUUID();
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const answer = await bookWith(h, guest, quote.body.token, { key }).catch(cutOff);
        if (answer === undefined) continue;
        expect([201, 409, 503]).toContain(answer.status);
        if (answer.status === 201) {
          holds.push({ guest, held: answer.body });
          model.holds += 1;
        }
        if (answer.status !== 503) return;
      }
    }),
  );

const payHold = fc.record({ back: fc.nat(1), card: fc.constantFrom(...CARDS) }).map(({ back, card }) =>
  command(
    `pay(${back} back, ${card})`,
    async (real) => {
      const { held } = holdAt(real, back);
      // The guest's browser sees the same Stripe as we do, in trouble or not.
      if (held.payment.clientSecret !== null) await pay(real.h, held, card).catch(cutOff);
    },
    hasHold,
  ),
);

const challenge = fc.record({ back: fc.nat(1), isPassed: fc.boolean() }).map(({ back, isPassed }) =>
  command(
    `challenge(${back} back, ${isPassed ? 'passed' : 'failed'})`,
    async (real) => {
      const { held } = holdAt(real, back);
      const intents = real.h.stripe.api.state().paymentIntents;
      const intent = intents.find(({ client_secret: secret }) => secret === held.payment.clientSecret);
      if (intent?.status === 'requires_action') real.h.stripe.completeChallenge(intent.id, isPassed);
    },
    hasHold,
  ),
);

const moveBooking = fc
  .record({
    back: fc.nat(2),
    name: fc.constantFrom('release', 'withdraw', 'accept', 'accept', 'decline', 'cancel', 'cancel'),
    byHost: fc.boolean(),
  })
  .map(({ back, name, byHost }) =>
    command(
      `${name}(${back} back, by the ${byHost ? 'host' : 'guest'})`,
      async (real) => {
        const { guest, held } = holdAt(real, back);
        const answer = await move(real.h, byHost ? real.host : guest, held.id, name).catch(cutOff);
        if (answer !== undefined) expect([200, 404, 409, 503]).toContain(answer.status);
      },
      hasHold,
    ),
  );

const support = fc
  .record({ back: fc.nat(2), cancels: fc.boolean(), amount: fc.constantFrom(1, 5_00, 100_00) })
  .map(({ back, cancels, amount }) =>
    command(
      `support ${cancels ? 'cancels' : `gives back ${amount}`}(${back} back)`,
      async ({ h, operator, ...real }) => {
        const { held } = holdAt(real, back);
        const reason = 'The heating failed';
        const [path, body] = cancels
          ? ['cancel', { reason }]
          : ['refunds', { reason, from: { hostReceives: amount, platformKeeps: 0, taxes: 0 } }];
        const token = await tokenFor(h, operator);
        const answer = await h.api('POST', `/v1/admin/bookings/${held.id}/${path}`, { token, body }).catch(cutOff);
        if (answer !== undefined) expect([200, 201, 409, 422, 503]).toContain(answer.status);
      },
      hasHold,
    ),
  );

const wait = fc
  .constantFrom(1, 1, 5, 16, 60, 1_441)
  .map((minutes) => command(`wait(${minutes} min)`, async ({ h }) => void h.clock.advance(minutes * MINUTE)));

const work = fc.constantFrom('webhooks', 'queue', 'cron', 'all').map((what) =>
  command(`work(${what})`, async ({ h }) => {
    if (what === 'webhooks' || what === 'all') await h.stripe.deliverDue();
    if (what === 'queue' || what === 'all') await h.qstash.deliverDue();
    if (what === 'cron' || what === 'all') await h.worker.runCron('* * * * *', h.clock.now()).catch(untilNextTime);
    if (what === 'all') await h.qstash.drain();
  }),
);

const webhooks = fc
  .constantFrom('late', 'doubled', 'shuffled', 'lost', 'as they should be')
  .map((how) => command(`webhooks(${how})`, async (real) => disturbWebhooks(real, how)));

function disturbWebhooks({ h, nowhere }: Real, how: string): void {
  const { webhooks: sent } = h.stripe;
  if (how === 'late') sent.pause();
  else sent.resume();
  sent.duplicates = how === 'doubled' ? 2 : 0;
  sent.shuffle = how === 'shuffled';
  sent.url = how === 'lost' ? nowhere : `${h.url}/webhooks/stripe`;
}

const cut = fc
  .record({
    service: fc.constantFrom('db', 'stripe', 'queue'),
    nth: fc.nat(5),
    fault: fc.constantFrom('kill', ...FAULTS),
  })
  .map(({ service, nth, fault }) =>
    command(`cut(${service}, connection ${nth} from now, ${fault})`, async ({ h }) => {
      let left = nth;
      h.faults[service].use(async () => {
        left -= 1;
        if (left !== -1) return undefined;
        if (fault !== 'kill') return fault;
        await killWorker(h);
        return 'refuse';
      });
    }),
  );

const queue = fc.constantFrom('down', 'doubled and shuffled', 'as it should be').map((how) =>
  command(`queue(${how})`, async ({ h }) => {
    if (how === 'down') h.qstash.pause();
    else h.qstash.resume();
    h.qstash.disturb(how === 'doubled and shuffled' ? { duplicates: true, shuffle: () => 0.3 } : {});
  }),
);

const heal = fc.constant(command('heal', async ({ h }) => endTrouble(h)));
const rest = fc.constant(command('come to rest', comeToRest));

/** Lives of a listing: bookings and their money, with all that can go wrong in between. */
export function lives(options: { size?: 'small' | 'medium'; replayPath?: string } = {}) {
  const { replayPath } = options;
  return fc.commands<Model, Real, true>(
    [
      book,
      book,
      payHold,
      payHold,
      challenge,
      moveBooking,
      moveBooking,
      support,
      wait,
      work,
      work,
      webhooks,
      cut,
      queue,
      heal,
      rest,
    ],
    { size: options.size ?? 'small', maxCommands: 30, ...(replayPath === undefined ? {} : { replayPath }) },
  );
}

async function killWorker(h: Harness): Promise<void> {
  await h.worker.restart();
}

// A sweep that was cut has logged it and comes again.
function untilNextTime(): void {}

// `fetch` rejects with a TypeError when the connection was refused or cut off.
function cutOff(error: unknown): undefined {
  if (error instanceof TypeError) return undefined;
  throw error;
}

function holdAt({ holds }: Pick<Real, 'holds'>, back: number): Real['holds'][number] {
  const hold = holds.at(-1 - (back % holds.length));
  if (hold === undefined) throw new Error('there is no hold');
  return hold;
}

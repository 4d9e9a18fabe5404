import { globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { settle } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { assertConverged } from '../harness/invariants.ts';
import { type Call, calls, torment, troubles } from './calls.ts';
import { type Part, partsOf } from './lives.ts';

/** What never answers is given up after 100 ms instead of 10 s. */
const HASTE = '100';
const MINUTE = 60_000;
/** Between turns: what failed is tried again after 10 s, 40 s, 160 s … */
const PAUSES = [1 / 2, 1, 3, 12, 45, 60].map((minutes) => minutes * MINUTE);

let h: Harness;
beforeAll(async () => {
  h = await startHarness({ vars: { HASTE } });
});
afterAll(async () => {
  await settle(h);
  await h.close();
});

const tormented = new Set<Call>();
/** Not troubled here: calls that only read, and whose job asks again for what it did not hear, and those for saved cards. */
const untroubled = new Set<Call>([
  'refunds.list',
  'refunds.retrieve',
  'charges.list',
  'balanceTransactions.list',
  'disputes.list',
  'customers.create',
  'customers.retrieve',
  'customers.list',
  'setupIntents.create',
  'setupIntents.retrieve',
  'setupIntents.list',
  'paymentMethods.retrieve',
  'paymentMethods.detach',
]);

describe('whatever becomes of each call to Stripe, three times in a row, it is done once and all ends well:', () => {
  test.each([
    { how: 'when a key can be sent again', isSpent: false },
    { how: 'when Stripe keeps a 500 for each key, and what was made has to be looked for', isSpent: true },
  ])(
    '$how',
    async ({ isSpent }) => {
      h.stripe.disrupt(({ method, path }) => (isSpent && makes(method, path) ? 'saved-500-after' : undefined));
      for (const part of partsOf(h, isSpent)) {
        const spared = await play(part);
        expect({ part: part.name, spared, endings: await part.endings() }).toEqual({
          part: part.name,
          spared: [],
          endings: troubles.map(() => part.ending),
        });
      }
      h.stripe.disrupt(undefined);
      await assertConverged(h);
    },
    300_000,
  );

  test('and there is no other call', () => {
    const made = globSync('src/**/*.ts').flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/\bstripe\s*\.(\w+\.\w+)\(/g)].map(([, call]) => call),
    );
    expect(new Set(made)).toEqual(new Set([...Object.keys(calls), 'webhooks.constructEventAsync']));
    expect(new Set([...tormented, ...untroubled])).toEqual(new Set(Object.keys(calls)));
  });
});

/** Whether something is made by this request, under a key. */
function makes(method: string, path: string): boolean {
  return method === 'POST' && /^\/v1\/(payment_intents|accounts|transfers|transfers\/\w+\/reversals)$/.test(path);
}

/** Plays a part with its calls in trouble, then lets the sweep finish it, and says which troubles no call has met. */
async function play(part: Part): Promise<string[]> {
  await part.before?.();
  const { plan, spared } = torment(part.calls);
  for (const call of part.calls) tormented.add(call);
  h.faults.stripe.use(plan);
  await part.act();
  for (const pause of PAUSES) {
    await h.stripe.drain();
    await h.worker.runCron('* * * * *', h.clock.now());
    await h.qstash.drain();
    h.clock.advance(pause);
  }
  h.faults.stripe.reset();
  h.clock.advance(60 * MINUTE);
  await h.drainJobs();
  return spared();
}

import { globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { settle } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { assertConverged } from '../harness/invariants.ts';
import { calls as all, type Call, torment, troubles } from './calls.ts';
import { type Part, partsOf } from './lives.ts';

/** What never answers is given up after 250 ms instead of 10 s. */
const HASTE = '40';
const MINUTE = 60_000;
/** Between turns: what failed is tried again after 10 s, 40 s, 160 s … */
const PAUSES = [1 / 2, 1, 3, 12, 20, 25, 60, 60].map((minutes) => minutes * MINUTE);
/** The queue delivers so many at a time: most of them wait for a Stripe that does not answer. */
const atOnce = Array.from({ length: 4 });

let h: Harness;
beforeAll(async () => {
  h = await startHarness({ vars: { HASTE } });
});
afterAll(async () => {
  await settle(h);
  await h.close();
});

const tormented = new Set<Call>();

describe('whatever becomes of each call to Stripe, three times in a row, it is done once and all ends well:', () => {
  test.each([
    { how: 'when a key can be sent again', isSpent: false },
    { how: 'when Stripe keeps a 500 for each key, and what was made has to be looked for', isSpent: true },
  ])(
    '$how',
    async ({ isSpent }) => {
      h.stripe.disrupt(({ method, path }) => (isSpent && makes(method, path) ? 'saved-500-after' : undefined));
      for (const parts of partsOf(h, isSpent)) {
        expect(await play(parts)).toEqual([]);
        for (const { name, endings, ending } of parts)
          expect([name, await endings()]).toEqual([name, troubles.map(() => ending)]);
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
    expect(new Set(made)).toEqual(new Set([...Object.keys(all), 'webhooks.constructEventAsync']));
    expect(tormented).toEqual(new Set(Object.keys(all)));
  });
});

/** Whether something is made by this request, under a key. */
function makes(method: string, path: string): boolean {
  return (
    method === 'POST' &&
    /^\/v1\/(payment_intents|customers|setup_intents|accounts|transfers|transfers\/\w+\/reversals)$/.test(path)
  );
}

/** Plays parts with their calls in trouble, then lets the sweep finish them, and says which troubles no call has met. */
async function play(parts: readonly Part[]): Promise<string[]> {
  for (const part of parts) await part.before?.();
  const calls = [...new Set(parts.flatMap((part) => part.calls))];
  const { plan, spared } = torment(calls);
  for (const call of calls) tormented.add(call);
  h.faults.stripe.use(plan);
  await Promise.all(parts.map((part) => part.act()));
  for (const pause of PAUSES) {
    await h.stripe.drain();
    await h.worker.runCron('* * * * *', h.clock.now());
    await Promise.all(atOnce.map(() => h.qstash.drain()));
    h.clock.advance(pause);
  }
  h.faults.stripe.reset();
  h.clock.advance(60 * MINUTE);
  await h.drainJobs();
  return spared();
}

import { globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { end } from '../bookings/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { assertConverged } from '../harness/invariants.ts';
import { calls as all, type Call, troubles } from './calls.ts';
import { partsOf } from './lives.ts';
import { makes, play } from './play.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => end(h));

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
        expect(await play(h, parts)).toEqual([]);
        for (const call of parts.flatMap(({ calls }) => calls)) tormented.add(call);
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

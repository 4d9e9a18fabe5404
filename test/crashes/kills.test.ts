import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { cutAt, cutByChance, momentsOf, playCut } from './cut.ts';
import { stories } from './stories.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

describe('whichever request the Worker is killed at, before it is acted on or before its answer, all ends well:', () => {
  const seen = new Set<string>();

  // Each step in the first story that has it; scripts/crash-matrix.ts goes through all of them in all ways.
  test.each(stories)(
    '$name',
    async (story) => {
      const fresh = (await momentsOf(h, story)).filter(({ step }) => !seen.has(step));
      for (const moment of fresh) {
        if (seen.has(moment.step)) continue;
        seen.add(moment.step);
        for (const cut of ['kill-before', 'kill-after'] as const) {
          const { cutter, isDone } = cutAt(moment, cut);
          await playCut(h, story, cutter);
          expect(isDone(), `${cut} at ${moment.step}`).toBe(true);
        }
      }
    },
    120_000,
  );
});

describe('whatever goes wrong, three times in one story, it ends as if nothing had:', () => {
  test.each(stories.map((story, seed) => ({ ...story, seed })))('$name', async ({ seed, ...story }) => {
    await playCut(h, story, cutByChance(seed));
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { cutAt, cutByChance, momentsOf, playCut } from './cut.ts';
import { stories } from './stories.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

describe('between whichever two requests the Worker is killed, when the one has been acted on and its answer is lost, all ends well:', () => {
  const steps = new Set<string>();
  const killed = new Set<string>();

  // Each step in the first story that has it. To be killed before a request is acted on leaves what the request before it
  // has left; scripts/crash-matrix.ts does that as well, at every moment of every story.
  test.each(stories)(
    '$name',
    async (story) => {
      for (const moment of await momentsOf(h, story)) {
        steps.add(moment.step);
        if (killed.has(moment.step) || moment.occurrence > 1) continue;
        const { cutter, isDone } = cutAt(moment, 'kill-after');
        await playCut(h, story, cutter);
        if (isDone()) killed.add(moment.step);
      }
    },
    300_000,
  );

  // What work after answers does together with a sweep varies: such a step may not come again.
  test('and that is nearly every one', () => {
    const missed = [...steps].filter((step) => !killed.has(step));
    expect(missed.length, missed.join('\n')).toBeLessThan(steps.size / 15);
  });
});

describe('whatever goes wrong, three times in one story, it ends as if nothing had:', () => {
  test.each(stories.map((story, seed) => ({ ...story, seed })))('$name', async ({ seed, ...story }) => {
    await playCut(h, story, cutByChance(seed));
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { type Cut, cutAt, cutByChance, type Moment, momentsOf, playCut } from './cut.ts';
import { type Story, stories } from './stories.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

describe('whichever request the Worker is killed at, before it is acted on or before its answer, all ends well:', () => {
  const steps = new Set<string>();
  const killed = new Set<string>();

  // Each step in the first story that has it; scripts/crash-matrix.ts goes through all of them in all ways.
  test.each(stories)(
    '$name',
    async (story) => {
      for (const moment of await momentsOf(h, story)) {
        steps.add(moment.step);
        if (killed.has(moment.step) || moment.occurrence > 1) continue;
        const before = await cameTo(story, moment, 'kill-before');
        const after = await cameTo(story, moment, 'kill-after');
        if (before && after) killed.add(moment.step);
      }
    },
    300_000,
  );

  // What work after answers does together with a sweep varies: such a step may not come again.
  test('and that is nearly every one', () => {
    const missed = [...steps].filter((step) => !killed.has(step));
    expect(missed.length, missed.join('\n')).toBeLessThan(steps.size / 15);
  });

  async function cameTo(story: Story, moment: Moment, cut: Cut): Promise<boolean> {
    const { cutter, isDone } = cutAt(moment, cut);
    await playCut(h, story, cutter);
    return isDone();
  }
});

describe('whatever goes wrong, three times in one story, it ends as if nothing had:', () => {
  test.each(stories.map((story, seed) => ({ ...story, seed })))('$name', async ({ seed, ...story }) => {
    await playCut(h, story, cutByChance(seed));
  });
});

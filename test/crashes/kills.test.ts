import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { cutByChance, playCut } from './cut.ts';
import { createKills } from './kill-each.ts';
import { stories } from './stories.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

describe('between whichever two requests the Worker is killed, when the one has been acted on and its answer is lost, all ends well:', () => {
  const kills = createKills(() => h);

  test.each(stories)('$name', (story) => kills.play(story), 300_000);

  // What work after answers does together with a sweep varies: such a step may not come again.
  test('and that is nearly every one', () => {
    const missed = kills.missed();
    expect(missed.length, missed.join('\n')).toBeLessThan(kills.steps.size / 15);
  });
});

describe('whatever goes wrong, three times in one story, it ends as if nothing had:', () => {
  test.each(stories.map((story, seed) => ({ ...story, seed })))('$name', async ({ seed, ...story }) => {
    await playCut(h, story, cutByChance(seed));
  });
});

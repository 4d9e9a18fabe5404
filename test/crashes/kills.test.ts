import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { cutByChance, cutOnceAt, momentsOf, playCut } from './cut.ts';
import { type Story, stories } from './stories.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

/** How often the Worker is killed in one telling of a story, at steps that lie apart. */
const KILLS_AT_A_TIME = 5;

describe('between whichever two requests the Worker is killed, when the one has been acted on and its answer is lost, all ends well:', () => {
  const steps = new Set<string>();
  const killed = new Set<string>();

  async function killEach(story: Story, among: readonly string[]): Promise<void> {
    const tellings = Math.ceil(among.length / KILLS_AT_A_TIME);
    for (let telling = 0; telling < tellings; telling += 1) {
      const { cutter, done } = cutOnceAt(
        among.filter((_, index) => index % tellings === telling),
        'kill-after',
      );
      await playCut(h, story, cutter);
      for (const step of done) killed.add(step);
    }
  }

  // Each step that changes something, in the first story that has it. To be killed after a request that only reads, or
  // before any is acted on, leaves what the last change has left; scripts/crash-matrix.ts does that as well, and kills
  // once in a telling, at every moment of every story.
  test.each(stories)(
    '$name',
    async (story) => {
      for (const { step, isRead } of await momentsOf(h, story)) if (!isRead) steps.add(step);
      for (let left = unkilled(); left.length > 0; ) {
        await killEach(story, left);
        const still = unkilled();
        if (still.length === left.length) break;
        left = still;
      }
    },
    300_000,
  );

  const unkilled = () => [...steps].filter((step) => !killed.has(step));

  // What work after answers does together with a sweep varies: such a step may not come again.
  test('and that is nearly every one', () => {
    const missed = unkilled();
    expect(missed.length, missed.join('\n')).toBeLessThan(steps.size / 15);
  });
});

describe('whatever goes wrong, three times in one story, it ends as if nothing had:', () => {
  test.each(stories.map((story, seed) => ({ ...story, seed })))('$name', async ({ seed, ...story }) => {
    await playCut(h, story, cutByChance(seed));
  });
});

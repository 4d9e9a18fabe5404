import { afterAll, beforeAll, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { momentsOf } from './cut.ts';
import { stories } from './stories.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

test.each(stories)('$name', async (story) => {
  const t = performance.now();
  const moments = await momentsOf(h, story);
  console.log(
    story.name,
    moments.length,
    Math.round(performance.now() - t),
    moments.map(({ step, occurrence }) => `${step} #${occurrence}`).join('\n'),
  );
});

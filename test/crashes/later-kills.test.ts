import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { createKills } from './kill-each.ts';
import { laterStories } from './later-stories.ts';
import { stories } from './stories.ts';

/** In these, which kills.test.ts tells, is most of what the later ones begin with. */
const KNOWN = [
  'requested and accepted',
  'cancelled by the guest',
  'requested and withdrawn',
  'paid with a card that was saved before and is removed after',
];

let h: Harness;
const kills = createKills(() => h);
beforeAll(async () => {
  h = await startHarness({ vars: { SANDBOX: 'true' } });
  for (const story of stories.filter(({ name }) => KNOWN.includes(name))) await kills.know(story);
});
afterAll(() => h.close());

describe('killed after whichever step that only comes once a booking is confirmed, all ends well:', () => {
  test.each(laterStories)('$name', (story) => kills.play(story), 300_000);

  // What work after answers does together with a sweep varies: such a step may not come again.
  test('and that is nearly every one', () => {
    const missed = kills.missed();
    expect(missed.length, missed.join('\n')).toBeLessThan(kills.steps.size / 10);
  });
});

import { expect, test } from 'vitest';
import { fuzzFeeds } from '../../scripts/fuzz-ical/fuzz.ts';

test('2,000 broken feeds: none throws, none that is cut off frees a night, each twice changes nothing', () => {
  const { failures, cutOff, whole, freeing } = fuzzFeeds({ cases: 2_000, seed: 1 });
  expect(failures).toEqual([]);
  // Or the cases would prove nothing.
  expect(Math.min(cutOff, whole, freeing)).toBeGreaterThan(10);
});

import { expect, test } from 'vitest';
import { createMemory } from '../../src/platform/cache/memory.ts';

test('the copies of an isolate take no more of its memory for names as long as addresses can be', () => {
  const memory = createMemory();
  const copy = { text: '{"data":[],"nextCursor":null}', version: 'v', readAt: 0, decidedAt: 0 };
  // A Worker is asked for addresses of 16 KB.
  const names = Array.from({ length: 2_000 }, (_, n) => `listings_search ${n} ${'wifi,'.repeat(3_000)}`);
  for (const name of names) memory.set(name, copy);
  const kept = names.filter((name) => memory.get(name) !== undefined);
  expect(kept.at(-1)).toBe(names.at(-1));
  expect(kept.join('').length).toBeLessThanOrEqual(4_000_000);
});

import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPlatform } from '../harness/platform.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => h.close());

test('Redis is asked for a copy only of what was asked for here within three seconds', async () => {
  const { runtime, execution, settled } = createPlatform(h);
  const start = Date.now();
  vi.useFakeTimers({ toFake: ['Date'] });
  const commandsOfReadAt = async (ms: number) => {
    vi.setSystemTime(start + ms);
    const before = h.faults.redis.count;
    let reads = 0;
    await runtime.services.copies.read(
      { name: 'seldom', scope: 'search' },
      {
        now: new Date(h.clock.now()),
        admitted: async () => {},
        waitUntil: (work) => execution.waitUntil(work),
        async load() {
          reads += 1;
          return { reads };
        },
      },
    );
    await settled();
    expect(reads).toBe(1);
    return h.faults.redis.count - before;
  };
  expect(await commandsOfReadAt(0)).toBe(0);
  expect(await commandsOfReadAt(2_900)).toBeGreaterThan(0);
  expect(await commandsOfReadAt(6_000)).toBe(0);
});

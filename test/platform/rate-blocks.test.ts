import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';

const LIMIT = 200;

let h: Harness;
beforeAll(async () => {
  h = await startHarness({ vars: { RATE_LIMITS: `read=${LIMIT}` } });
});
afterAll(() => h.close());

const read = (address: string) => h.api('GET', '/v1/amenities', { headers: { 'cf-connecting-ip': address } });
const left = (headers: Headers) => Number(/;r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]);

/** Early in a window, so that it does not turn while a test counts in it: the vendor's windows are of the real clock. */
async function awaitWindow(): Promise<void> {
  const into = Date.now() % 60_000;
  if (into > 45_000) await new Promise((resolve) => setTimeout(resolve, 60_100 - into));
}

test('who asks often is counted in blocks, told what is left each time, and let in as often as the limit says', async () => {
  await awaitWindow();
  const before = h.faults.redis.count;
  let admitted = 0;
  for (let answer = await read('203.0.113.1'); answer.status === 200; answer = await read('203.0.113.1')) {
    admitted += 1;
    expect(left(answer.headers)).toBe(LIMIT - admitted);
  }
  expect(admitted).toBe(LIMIT);
  expect(h.faults.redis.count - before).toBeLessThan(LIMIT / 3);
});

test('who asks for several things at a time is counted in blocks as well', async () => {
  await awaitWindow();
  const before = h.faults.redis.count;
  const answers = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const statuses: number[] = [];
      for (let n = 0; n < LIMIT / 8; n += 1) statuses.push((await read('203.0.113.3')).status);
      return statuses;
    }),
  );
  expect(answers.flat()).toEqual(Array.from({ length: LIMIT / 2 }, () => 200));
  // Were the next block to follow the little ones beside the last, it would take half as many again.
  expect(h.faults.redis.count - before).toBeLessThan(LIMIT / 5);
});

test('many at once are let in no more often, and a twentieth less at most', async () => {
  await awaitWindow();
  const answers = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const statuses: number[] = [];
      for (let n = 0; n < LIMIT / 5; n += 1) statuses.push((await read('203.0.113.2')).status);
      return statuses;
    }),
  );
  const admitted = answers.flat().filter((status) => status === 200).length;
  expect(admitted).toBeLessThanOrEqual(LIMIT);
  expect(admitted).toBeGreaterThanOrEqual(LIMIT * 0.95);
});

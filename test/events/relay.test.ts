import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import { commitOrThrow } from '../../src/platform/commit.ts';
import { emit } from '../../src/platform/events.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPlatform } from '../harness/platform.ts';

const COMMITS = 20;

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => {
  vi.useRealTimers();
  h.faults.db.reset();
});
afterAll(() => h.close());

/** Commits that tell of something, in a service of their own whose relays can be counted and kept. */
function scene() {
  const platform = createPlatform(h);
  return {
    settled: platform.settled,
    commit() {
      const ctx = platform.context();
      return commitOrThrow(ctx, [emit(ctx, { type: 'account.created', subject: newId('person'), data: {} })]);
    },
  };
}

const isRelay = ({ body }: { body: string }) => body.includes('number_events');

async function unnumbered(): Promise<number> {
  const [row] = await h.sql<{ count: number }>('select count(*)::int as count from events where seq is null');
  return row?.count ?? Number.NaN;
}

test(`${COMMITS} commits while a relay runs need one more relay, and all their events are numbered`, async () => {
  const { commit, settled } = scene();
  const kept = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  let relays = 0;
  h.faults.db.use(async (_n, request) => {
    if (!isRelay(request)) return undefined;
    relays += 1;
    if (relays > 1) return undefined;
    await request.act();
    begun.resolve();
    await kept.promise;
    return undefined;
  });
  await commit();
  await begun.promise;
  await Promise.all(Array.from({ length: COMMITS }, commit));
  expect(await unnumbered()).toBe(COMMITS);
  kept.resolve();
  await settled();
  expect(relays).toBe(2);
  expect(await unnumbered()).toBe(0);
});

test('a relay that was lost with its request holds up the next one for fifteen seconds at most', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const { commit, settled } = scene();
  const kept = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  let relays = 0;
  h.faults.db.use(async (_n, request) => {
    if (!isRelay(request)) return undefined;
    relays += 1;
    if (relays > 1) return undefined;
    begun.resolve();
    await kept.promise;
    return 'refuse';
  });
  await commit();
  await begun.promise;
  await commit();
  expect(await unnumbered()).toBe(2);
  vi.advanceTimersByTime(15_000);
  await vi.waitFor(async () => expect(await unnumbered()).toBe(0));
  kept.resolve();
  await settled();
});

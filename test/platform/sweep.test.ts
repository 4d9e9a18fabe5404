import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { handles, type JobKind } from '../../src/platform/jobs/index.ts';
import type { Harness } from '../harness/index.ts';
import { effect, fails, type JobScene, kind, startJobScene, tableOf, works } from './job-scene.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let scene: JobScene;
let h: Harness;
beforeAll(async () => {
  scene = await startJobScene();
  h = scene.h;
});
afterEach(() => scene.clear());
afterAll(() => h.close());

describe('the sweep', () => {
  test('runs what the queue has lost, two minutes after its time', async () => {
    const id = await scene.enqueue('lost');
    await scene.loseMessages();
    // That it was published nobody has noted; the queue takes it for what it was given before.
    expect(await scene.sweep(works)).toEqual({ published: 1, run: 0 });
    expect(h.qstash.pending()).toEqual([]);
    h.clock.advance(2 * MINUTE - 1);
    expect(await scene.sweep(works)).toEqual({ published: 0, run: 0 });
    h.clock.advance(1);
    expect(await scene.sweep(works)).toEqual({ published: 0, run: 1 });
    expect(await scene.job(id)).toMatchObject({ done_at: new Date(h.clock.now()), message_id: null });
  });

  test('runs what is due while the queue refuses, and publishes the rest once it is back', async () => {
    h.qstash.pause();
    const due = await scene.enqueue('due');
    const later = await scene.enqueue('later', h.clock.now() + HOUR);
    expect(await scene.sweep(works)).toEqual({ published: 0, run: 1 });
    expect(await scene.job(due)).toMatchObject({ attempts: 1, done_at: expect.any(Date) });
    h.qstash.resume();
    expect(await scene.sweep(works)).toEqual({ published: 1, run: 0 });
    expect((await scene.job(later)).published_at).not.toBeNull();
  });

  test('publishes once the queue is back what has failed meanwhile, so that it need not wait to be overdue', async () => {
    h.qstash.pause();
    const id = await scene.enqueue('failing');
    expect(await scene.sweep(fails)).toEqual({ published: 0, run: 1 });
    h.qstash.resume();
    expect(await scene.sweep(works)).toEqual({ published: 1, run: 0 });
    const { run_at } = await scene.job(id);
    expect(h.qstash.pending()).toMatchObject([{ notBefore: run_at.getTime() }]);
  });

  test.each(['refuse', 'http-500', 'http-429', 'garbage'] as const)(
    'takes a queue that answers with %s for one that is away',
    async (fault) => {
      h.faults.queue.use(() => fault);
      const [id] = await scene.insert(1);
      expect(await scene.sweep(works)).toEqual({ published: 0, run: 1 });
      expect(id && (await scene.effects(id))).toBe(1);
    },
  );

  test('does not wait for a queue that is silent', async () => {
    h.faults.queue.use(() => 'timeout');
    await scene.insert(1);
    const started = performance.now();
    expect(await scene.sweep(works)).toEqual({ published: 0, run: 1 });
    expect(performance.now() - started).toBeLessThan(8_000);
  });

  test('publishes a job months ahead once its time is near, to be delivered then and not before', async () => {
    const runAt = Math.ceil(h.clock.now() / SECOND) * SECOND + 90 * DAY;
    const id = await scene.enqueue('months ahead', runAt);
    expect(h.qstash.pending()).toEqual([]);
    h.clock.set(new Date(runAt - 6 * DAY - 1).toISOString());
    expect(await scene.sweep(works)).toEqual({ published: 0, run: 0 });
    h.clock.advance(1);
    expect(await scene.sweep(works)).toEqual({ published: 1, run: 0 });
    expect(h.qstash.pending()).toMatchObject([{ notBefore: runAt }]);
    expect((await scene.job(id)).done_at).toBeNull();
  });

  test('catches up with thousands of jobs at once when the queue is back', async () => {
    await scene.insert(3000, { runAt: h.clock.now() + HOUR });
    expect(await scene.sweep(works)).toEqual({ published: 3000, run: 0 });
    expect(h.qstash.pending()).toHaveLength(3000);
  });

  test('runs fifteen hundred that the queue has lost, a few at a time and each once, and the next one goes on', async () => {
    const overdue = { runAt: h.clock.now() - HOUR, publishedAt: h.clock.now() - HOUR };
    const ids = await scene.insert(1600, overdue);
    const seen: string[] = [];
    let now = 0;
    let most = 0;
    const table = tableOf(async (_, subject) => {
      seen.push(subject);
      now += 1;
      most = Math.max(most, now);
      await new Promise(setImmediate);
      now -= 1;
      return [];
    });
    expect(await scene.sweep(table)).toEqual({ published: 0, run: 1500 });
    expect(await scene.sweep(table)).toEqual({ published: 0, run: 100 });
    expect([seen.length, new Set(seen)]).toEqual([1600, new Set(ids)]);
    expect(most).toBeLessThanOrEqual(4);
    expect(await h.sql('select from jobs where done_at is null')).toEqual([]);
  }, 60_000);

  test('runs hundreds that are due while the queue refuses', async () => {
    h.qstash.pause();
    await scene.insert(300);
    await scene.insert(100, { runAt: h.clock.now() + HOUR });
    expect(await scene.sweep(tableOf(async () => []))).toEqual({ published: 0, run: 300 });
    expect(await h.sql('select from jobs where done_at is null')).toHaveLength(100);
  });

  test('goes on to others beside those that hang', async () => {
    const overdue = { runAt: h.clock.now() - HOUR, publishedAt: h.clock.now() - HOUR };
    const hanging = await scene.insert(3, overdue);
    await scene.insert(50, { ...overdue, runAt: overdue.runAt + 1 });
    const answers = Promise.withResolvers<void>();
    let others = 0;
    const table = tableOf(async (_, subject) => {
      if (hanging.some((id) => id === subject)) await answers.promise;
      else others += 1;
      return [];
    });
    const swept = scene.sweep(table);
    await expect.poll(() => others, { timeout: 10_000 }).toBe(50);
    answers.resolve();
    expect(await swept).toEqual({ published: 0, run: 53 });
  });

  test('runs jobs that run alone after all others, one at a time', async () => {
    const overdue = { runAt: h.clock.now() - HOUR, publishedAt: h.clock.now() - HOUR };
    const lone: JobKind<{ subject: string }> = { ...kind, name: 'lone', runsAlone: true };
    await scene.insert(5, { ...overdue, kind: lone.name });
    await scene.insert(20, { ...overdue, runAt: overdue.runAt + 1 });
    const ran: string[] = [];
    let atOnce = 0;
    const table = [
      ...tableOf(async () => {
        ran.push('other');
        return [];
      }),
      handles(lone, async () => {
        atOnce += 1;
        await new Promise(setImmediate);
        ran.push(`lone, of ${atOnce}`);
        atOnce -= 1;
        return [];
      }),
    ];
    expect(await scene.sweep(table)).toEqual({ published: 0, run: 25 });
    expect(ran).toEqual([...Array(20).fill('other'), ...Array(5).fill('lone, of 1')]);
  });

  test('is not held up by jobs that fail: others are run after them', async () => {
    const overdue = { runAt: h.clock.now() - HOUR, publishedAt: h.clock.now() - HOUR };
    await scene.insert(150, { ...overdue, kind: 'unknown' });
    const [good] = await scene.insert(1, { runAt: overdue.runAt + 1, publishedAt: overdue.publishedAt });
    await scene.sweep(works);
    await scene.sweep(works);
    expect(good && (await scene.effects(good))).toBe(1);
    const [open] = await h.sql(
      'select count(*)::int as jobs, min(attempts) as attempts from jobs where done_at is null',
    );
    expect(open).toEqual({ jobs: 150, attempts: 1 });
  });

  test('goes on to the next job when it cannot even note that one failed', async () => {
    const overdue = { runAt: h.clock.now() - HOUR, publishedAt: h.clock.now() - HOUR };
    const [bad] = await scene.insert(1, { ...overdue, kind: 'unknown' });
    const [good] = await scene.insert(1, { runAt: overdue.runAt + 1, publishedAt: overdue.publishedAt });
    h.faults.db.use((_, { body }) =>
      body.includes('last_error') && !body.includes('done_at\\" =') ? 'refuse' : undefined,
    );
    await scene.sweep(works);
    expect(good && (await scene.effects(good))).toBe(1);
    expect(bad && (await scene.job(bad))).toMatchObject({ attempts: 1, last_error: null });
  });

  test('twice at once begins each job once', async () => {
    const overdue = { runAt: h.clock.now() - HOUR, publishedAt: h.clock.now() - HOUR };
    const ids = await scene.insert(40, overdue);
    const begun: string[] = [];
    const table = tableOf(async (ctx, subject) => {
      begun.push(subject);
      return [effect(ctx, subject)];
    });
    await Promise.all([scene.sweep(table), scene.sweep(table), scene.sweep(table)]);
    expect(begun).toHaveLength(ids.length);
    expect(new Set(begun)).toEqual(new Set(ids));
  });

  test('forgets what is done after a week, and an open job never', async () => {
    const done = await scene.enqueue('done');
    await scene.run(works, done);
    const open = await scene.enqueue('open');
    h.clock.advance(7 * DAY);
    await scene.sweep(fails);
    expect(await scene.job(done)).toBeDefined();
    h.clock.advance(1);
    await scene.sweep(fails);
    await expect(scene.job(done)).rejects.toThrow('no such job');
    h.clock.advance(400 * DAY);
    await scene.sweep(fails);
    expect(await scene.job(open)).toMatchObject({ done_at: null });
  });

  test('forgets no more at once than the next one can do as well', async () => {
    await scene.insert(10_050);
    await h.sql('update jobs set done_at = $1', [new Date(h.clock.now() - 8 * DAY)]);
    await scene.sweep(works);
    expect(await h.sql('select 1 from jobs')).toHaveLength(50);
    await scene.sweep(works);
    expect(await h.sql('select 1 from jobs')).toEqual([]);
  });
});

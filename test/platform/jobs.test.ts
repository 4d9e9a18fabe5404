import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Problem } from '../../src/kernel/problem.ts';
import { commitOrThrow } from '../../src/platform/commit.ts';
import { guard, q } from '../../src/platform/db/index.ts';
import { enqueue } from '../../src/platform/jobs/index.ts';
import type { Harness } from '../harness/index.ts';
import { effect, fails, type JobScene, kind, startJobScene, tableOf, works } from './job-scene.ts';

const SECOND = 1000;

let scene: JobScene;
let h: Harness;
beforeAll(async () => {
  scene = await startJobScene();
  h = scene.h;
});
afterEach(() => scene.clear());
afterAll(() => h.close());

describe('a job', () => {
  test('is enqueued if and only if its batch is committed', async () => {
    const ctx = scene.platform.context();
    const refused = commitOrThrow(ctx, [enqueue(ctx, kind, { subject: 'x' }), guard(sql`false`, 'not-found')]);
    await expect(refused).rejects.toMatchObject({ code: 'not-found' });
    expect(await h.sql('select 1 from jobs')).toEqual([]);
    expect(h.qstash.pending()).toEqual([]);
  });

  test('is published whatever number is enqueued with it, with no more in a call than the queue takes', async () => {
    const ctx = scene.platform.context();
    const sizes: number[] = [];
    h.faults.queue.use((_, { body }) => {
      sizes.push(JSON.parse(body).length);
      return undefined;
    });
    await commitOrThrow(
      ctx,
      Array.from({ length: 250 }, (_, n) => enqueue(ctx, kind, { subject: `one of many, ${n}` })),
    );
    await scene.platform.settled();
    h.faults.queue.reset();
    expect(sizes).toEqual([100, 100, 50]);
    expect(h.qstash.pending()).toHaveLength(250);
  });

  test('run twenty times at once has its effect once', async () => {
    const id = await scene.enqueue('twins');
    await Promise.all(Array.from({ length: 20 }, () => scene.run(works, id)));
    expect(await scene.effects('twins')).toBe(1);
    expect(await scene.run(works, id)).toBe(true);
    expect(await scene.effects('twins')).toBe(1);
  });

  test('whose twin passed the start at the same time has its effect once', async () => {
    const id = await scene.enqueue('overtaken');
    const overtaken = tableOf(async (ctx, subject) => {
      h.clock.advance(10 * SECOND);
      expect(await scene.run(works, id)).toBe(true);
      return [effect(ctx, subject)];
    });
    expect(await scene.run(overtaken, id)).toBe(true);
    expect(await scene.effects('overtaken')).toBe(1);
  });

  test('whose decision went stale decides again', async () => {
    const id = await scene.enqueue('stale');
    let runs = 0;
    const table = tableOf(async (ctx, subject) => {
      runs += 1;
      return [guard(runs === 3 ? sql`true` : sql`false`, 'stale'), effect(ctx, subject)];
    });
    expect(await scene.run(table, id)).toBe(true);
    expect([runs, await scene.effects('stale')]).toEqual([3, 1]);
  });

  test('that fails writes nothing, and is kept with the name of what went wrong, never its words', async () => {
    const id = await scene.enqueue('fails');
    expect(await scene.run(fails, id)).toBe(false);
    expect(await scene.job(id)).toMatchObject({ done_at: null, attempts: 1, last_error: 'TypeError' });
    const logged = scene.platform.logs.filter((line) => line.includes(id));
    expect(JSON.parse(logged.at(-1) ?? '')).toMatchObject({ event: 'job.failed', error: 'TypeError', attempts: 1 });
    expect(logged.join()).not.toContain('canary');
  });

  test('that is refused with a problem is kept with its code', async () => {
    const id = await scene.enqueue('refused');
    expect(
      await scene.run(
        tableOf(() => Promise.reject(new Problem('payment-unavailable'))),
        id,
      ),
    ).toBe(false);
    expect(await scene.job(id)).toMatchObject({ done_at: null, last_error: 'payment-unavailable' });
    const byBatch = await scene.enqueue('refused by its batch');
    expect(
      await scene.run(
        tableOf(async () => [guard(sql`false`, 'not-found')]),
        byBatch,
      ),
    ).toBe(false);
    expect(await scene.job(byBatch)).toMatchObject({ done_at: null, last_error: 'not-found' });
  });

  test('of a kind that this release does not know is kept for one that does', async () => {
    const id = await scene.enqueue('later release');
    expect(await scene.run([], id)).toBe(false);
    expect(await scene.job(id)).toMatchObject({ done_at: null, attempts: 1 });
    h.clock.advance(10 * SECOND);
    expect(await scene.run(works, id)).toBe(true);
  });

  test('is never begun before its time', async () => {
    const id = await scene.enqueue('early', h.clock.now() + 1);
    expect(await scene.run(works, id)).toBe(false);
    expect(await scene.job(id)).toMatchObject({ attempts: 0 });
    h.clock.advance(1);
    expect(await scene.run(works, id)).toBe(true);
  });

  test('is tried ever less often, an hour apart at most, and for ever', async () => {
    const id = await scene.enqueue('poison');
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await scene.run(fails, id);
      const { run_at, attempts } = await scene.job(id);
      expect(attempts).toBe(attempt);
      waits.push((run_at.getTime() - h.clock.now()) / SECOND);
      h.clock.set(run_at.toISOString());
    }
    expect(waits).toEqual([10, 40, 160, 640, 2560, 3600, 3600, 3600]);
    expect(await scene.run(works, id)).toBe(true);
  });

  test('whose run died is taken up again', async () => {
    const id = await scene.enqueue('dies');
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: never } = Promise.withResolvers<never>();
    void scene.run(
      tableOf(() => {
        begin();
        return never;
      }),
      id,
    );
    await begun;
    expect(await scene.run(works, id)).toBe(false);
    h.clock.advance(10 * SECOND);
    expect(await scene.run(works, id)).toBe(true);
    expect(await scene.effects('dies')).toBe(1);
  });

  test('whose commit is answered by silence has its effect once', async () => {
    const id = await scene.enqueue('silence');
    h.faults.db.reset();
    h.faults.db.use((n) => (n === 2 ? 'reset-after' : undefined));
    expect(await scene.run(works, id)).toBe(false);
    h.faults.db.reset();
    h.clock.advance(10 * SECOND);
    expect(await scene.run(works, id)).toBe(true);
    expect(await scene.effects('silence')).toBe(1);
  });
});

describe('work after an answer', () => {
  test('that fails is logged, with its request, and breaks nothing', async () => {
    const ctx = scene.platform.context({ requestId: 'request-of-the-work' });
    ctx.after(() => Promise.reject(new TypeError('canary')));
    ctx.after(() => {
      throw new RangeError('canary');
    });
    await scene.platform.settled();
    const logged = scene.platform.logs.filter((line) => line.includes('request-of-the-work'));
    const told = logged.map((line) => JSON.parse(line)).map(({ event, error }) => `${event} ${error}`);
    expect(new Set(told)).toEqual(new Set(['after.failed TypeError', 'after.failed RangeError']));
    expect(logged.join()).not.toContain('canary');
  });

  test('costs the answer nothing', async () => {
    const ctx = scene.platform.context();
    ctx.after(async (later) => {
      await later.db.all(q.selectFrom('jobs').select('id'));
    });
    await scene.platform.settled();
    expect(ctx.db.meter).toEqual({ trips: 0, queries: 0 });
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Feeds, startFeeds } from '../../local/feeds/index.ts';
import { type Receivers, startReceivers } from '../../local/receivers/index.ts';
import { listingWithFeed, MINUTE } from '../channels/scene.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson } from '../harness/people.ts';
import { subscriber } from '../webhooks/scene.ts';

let h: Harness;
let feeds: Feeds;
let receivers: Receivers;
beforeAll(async () => {
  [feeds, receivers] = await Promise.all([startFeeds(), startReceivers()]);
  h = await startHarness({ vars: { TEST_ORIGINS: `${feeds.url},${receivers.url}` } });
});
afterAll(async () => {
  await h.close();
  await Promise.all([feeds.close(), receivers.close()]);
});

const everyMinute = () => h.worker.runCron('* * * * *', h.clock.now());
const fetchesOf = (path: string) => feeds.requests.filter((request) => request.path === path).length;

describe('what a minute brings', () => {
  test('is not kept waiting by a job that hangs', async () => {
    const answers = Promise.withResolvers<void>();
    const slow = await subscriber(h, receivers, { manner: { once: answers.promise, status: 204 } });
    const scene = await listingWithFeed(h, feeds, await createPerson(h), []);
    const before = fetchesOf(scene.path);
    await slow.happen();
    await expect.poll(() => h.qstash.pending().length).toBe(1);
    await everyMinute();
    // The queue has lost the job that sends this: the sweep runs it.
    await fetch(`${h.qstash.url}/v2/messages`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${h.qstash.token}` },
    });
    h.clock.advance(35 * MINUTE);
    const minute = everyMinute();
    await expect.poll(() => slow.messages().length, { timeout: 10_000 }).toBe(1);
    await expect
      .poll(async () => {
        await h.qstash.drain();
        return fetchesOf(scene.path);
      })
      .toBe(before + 1);
    answers.resolve();
    await minute;
  });

  test('is done though the sweep fails, which is said', async () => {
    const scene = await listingWithFeed(h, feeds, await createPerson(h), []);
    const before = fetchesOf(scene.path);
    h.clock.advance(35 * MINUTE);
    h.faults.db.use((_, { body }) =>
      body.includes('rate_counters') && body.includes('select where') ? 'refuse' : undefined,
    );
    await expect(everyMinute()).rejects.toThrow();
    h.faults.db.reset();
    await h.qstash.drain();
    expect(fetchesOf(scene.path)).toBe(before + 1);
  });
});

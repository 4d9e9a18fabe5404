import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, MINUTE, type Scene, SECOND, START, startDestination, startScene } from './qstash-scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await startScene();
});
afterEach(() => scene.close());

describe('a failing delivery', () => {
  test('is tried again after 12 s, 2 min 28 s and 30 min 8 s, then ends in the DLQ', async () => {
    scene.destination.react(() => ({ status: 503, body: 'later' }));
    const { messageId } = await scene.client.publish({ url: scene.destination.url, body: 'x' });
    const waits = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      expect(await scene.qstash.drain()).toBe(1);
      const [waiting] = scene.qstash.pending();
      if (waiting) {
        waits.push((waiting.nextDeliveryTime - scene.now) / SECOND);
        scene.now = waiting.nextDeliveryTime;
      }
    }
    expect(waits).toEqual([12, 148, 1808]);
    expect(scene.destination.deliveries.map(({ headers }) => headers['upstash-retried'])).toEqual(['0', '1', '2', '3']);
    const { messages } = await scene.client.dlq.listMessages();
    expect(messages).toMatchObject([{ messageId, responseStatus: 503, responseBody: 'later', body: 'x' }]);
  });

  test('waits a day at most', async () => {
    scene.destination.react(() => ({ status: 500 }));
    await scene.client.publish({ url: scene.destination.url, retries: 6 });
    for (let attempt = 0; attempt < 6; attempt += 1) {
      scene.now = scene.qstash.pending()[0]?.nextDeliveryTime ?? scene.now;
      await scene.qstash.drain();
    }
    expect((scene.qstash.pending()[0]?.nextDeliveryTime ?? 0) - scene.now).toBe(DAY);
  });

  test.each([
    ['max(1000, pow(2, retried) * 100)', [1000, 1000, 1000, 1000, 1600]],
    ['1000 * (1 + retried)', [1000, 2000, 3000, 4000, 5000]],
    ['-floor(1.5) + round(sqrt(16) / exp(0)) * 1000 - 1', [3998, 3998, 3998, 3998, 3998]],
  ])('waits as its own expression says: %s', async (retryDelay, waits) => {
    scene.destination.react(() => ({ status: 500 }));
    await scene.client.publish({ url: scene.destination.url, retries: 5, retryDelay });
    const seen = [];
    for (const _ of waits) {
      await scene.qstash.drain();
      const next = scene.qstash.pending()[0]?.nextDeliveryTime ?? 0;
      seen.push(next - scene.now);
      scene.now = next;
    }
    expect(seen).toEqual(waits);
  });

  test.each([
    ['90', 90 * SECOND],
    ['6m5s', 365 * SECOND],
    [new Date(START + 5 * MINUTE).toUTCString(), 5 * MINUTE],
    ['90000', 12 * SECOND],
    ['nonsense', 12 * SECOND],
  ])('waits as Retry-After asks, up to a day: %s', async (value, wait) => {
    scene.destination.react(() => ({ status: 429, headers: { 'retry-after': value } }));
    await scene.client.publish({ url: scene.destination.url });
    await scene.qstash.drain();
    expect((scene.qstash.pending()[0]?.nextDeliveryTime ?? 0) - scene.now).toBe(wait);
  });

  test('with 489 and Upstash-NonRetryable-Error goes straight to the DLQ, with 489 alone it does not', async () => {
    scene.destination.react(({ path }) => ({
      status: 489,
      headers: path === '/final' ? { 'upstash-nonretryable-error': 'true' } : {},
    }));
    await scene.client.publish({ url: `${scene.destination.url}/final` });
    await scene.client.publish({ url: `${scene.destination.url}/again` });
    await scene.qstash.drain();
    expect(scene.qstash.dlq().map(({ url }) => url)).toEqual([`${scene.destination.url}/final`]);
    expect(scene.qstash.pending().map(({ url }) => url)).toEqual([`${scene.destination.url}/again`]);
  });

  test('counts when nobody listens, and says so', async () => {
    const gone = await startDestination();
    await gone.close();
    await scene.client.publish({ url: gone.url, retries: 0 });
    await scene.qstash.drain();
    expect(scene.qstash.dlq()).toMatchObject([
      { responseStatus: 0, responseBody: expect.stringContaining('ECONNREFUSED') },
    ]);
  });

  test('in the DLQ can be retried under a new id, or deleted', async () => {
    scene.destination.react(() => ({ status: 500 }));
    const dead = await scene.client.publish({ url: `${scene.destination.url}/a`, body: 'kept', retries: 0 });
    await scene.client.publish({ url: `${scene.destination.url}/b`, retries: 0, label: 'b' });
    await scene.qstash.drain();
    const [first] = (await scene.client.dlq.listMessages({ filter: { url: `${scene.destination.url}/a` } })).messages;

    scene.destination.react(() => ({ status: 200 }));
    const { responses } = await scene.client.dlq.retry(first?.dlqId ?? '');
    expect(responses).toEqual([expect.objectContaining({ messageId: expect.not.stringMatching(dead.messageId) })]);
    await scene.qstash.drain();
    expect(scene.destination.deliveries.at(-1)).toMatchObject({ path: '/a', body: 'kept' });
    expect(await scene.client.dlq.delete({ filter: { label: 'b' } })).toMatchObject({ deleted: 1 });
    expect(scene.qstash.dlq()).toEqual([]);
    await expect(scene.client.dlq.delete('gone')).rejects.toThrow('not found');
  });
});

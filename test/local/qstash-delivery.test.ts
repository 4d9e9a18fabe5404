import { Client, Receiver } from '@upstash/qstash';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startQstash } from '../../local/qstash/index.ts';
import { MINUTE, type Scene, SECOND, START, startDestination, startScene } from './qstash-scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await startScene();
});
afterEach(() => scene.close());

describe('a delivery', () => {
  test('carries body, method, forwarded headers and QStash’s own', async () => {
    const { messageId } = await scene.client.publishJSON({
      url: `${scene.destination.url}/jobs/one?a=1`,
      method: 'PUT',
      body: { hello: 'wörld' },
      headers: { 'X-Trace': 'abc' },
    });
    expect(await scene.qstash.deliverDue()).toBe(1);
    expect(scene.destination.deliveries).toEqual([
      { path: '/jobs/one?a=1', method: 'PUT', body: '{"hello":"wörld"}', headers: expect.anything() },
    ]);
    expect(scene.destination.deliveries[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-trace': 'abc',
      'upstash-message-id': messageId,
      'upstash-retried': '0',
    });
    expect(scene.qstash.pending()).toEqual([]);
  });

  test('is signed so that the vendor’s receiver accepts it, with the current key and after a rotation', async () => {
    const { current, next } = scene.qstash.signingKeys();
    const receiver = new Receiver({ currentSigningKey: current, nextSigningKey: next, devMode: false });
    const url = `${scene.destination.url}/signed`;
    await scene.client.publish({ url, body: 'payload' });
    await scene.qstash.deliverDue();
    expect(await verify(receiver, url)).toBe(true);

    const rotated = await scene.api('POST', '/v2/keys/rotate');
    expect(await rotated.json()).toMatchObject({ current: next });
    await scene.client.publish({ url, body: 'payload' });
    await scene.qstash.deliverDue();
    expect(await verify(receiver, url)).toBe(true);

    await scene.api('POST', '/v2/keys/rotate');
    await scene.client.publish({ url, body: 'payload' });
    await scene.qstash.deliverDue();
    await expect(verify(receiver, url)).rejects.toThrow('signature verification failed');
  });

  test('is refused by the receiver for another URL or another body', async () => {
    const { current, next } = scene.qstash.signingKeys();
    const receiver = new Receiver({ currentSigningKey: current, nextSigningKey: next, devMode: false });
    await scene.client.publish({ url: `${scene.destination.url}/mine`, body: 'payload' });
    await scene.qstash.deliverDue();
    await expect(verify(receiver, `${scene.destination.url}/other`)).rejects.toThrow('invalid subject');
    await expect(verify(receiver, `${scene.destination.url}/mine`, 'forged')).rejects.toThrow(
      'body hash does not match',
    );
  });

  test('waits for its delay or its date, the date going first', async () => {
    await scene.client.publish({ url: `${scene.destination.url}/delay`, delay: '1h30m' as `${bigint}m` });
    await scene.client.publish({ url: `${scene.destination.url}/seconds`, delay: 10 });
    await scene.client.publish({ url: `${scene.destination.url}/date`, delay: 1, notBefore: START / 1000 + 60 });
    expect(await scene.qstash.deliverDue()).toBe(0);
    await scene.advance(10 * SECOND);
    expect(scene.paths()).toEqual(['/seconds']);
    await scene.advance(50 * SECOND);
    expect(scene.paths()).toEqual(['/seconds', '/date']);
    await scene.advance(89 * MINUTE);
    expect(scene.paths()).toEqual(['/seconds', '/date', '/delay']);
  });
});

test('a queue delivers in order, and its next message waits for the retries of the one before', async () => {
  const queue = scene.client.queue({ queueName: 'fifo' });
  await queue.enqueueJSON({ url: `${scene.destination.url}/first`, body: 1 });
  await queue.enqueueJSON({ url: `${scene.destination.url}/second`, body: 2 });
  scene.destination.react(({ headers }) => ({ status: headers['upstash-retried'] === '0' ? 500 : 200 }));
  scene.qstash.disturb({ shuffle: () => Math.random() });
  await scene.qstash.drain();
  expect(scene.paths()).toEqual(['/first']);
  await scene.advance(12 * SECOND);
  await scene.advance(12 * SECOND);
  expect(scene.paths()).toEqual(['/first', '/first', '/second', '/second']);
});

test('flow control begins no more deliveries in a period than its rate', async () => {
  const flowControl = { key: 'slow', rate: 2, period: '1m' } as const;
  for (let n = 0; n < 5; n += 1) await scene.client.publish({ url: scene.destination.url, flowControl });
  const counts = [await scene.qstash.drain()];
  for (let n = 0; n < 3; n += 1) {
    scene.now += MINUTE;
    counts.push(await scene.qstash.drain());
  }
  expect(counts).toEqual([2, 2, 1, 0]);
});

test('disturbed, every message arrives twice under one id, in another order', async () => {
  for (let n = 0; n < 10; n += 1) await scene.client.publish({ url: `${scene.destination.url}/${n}` });
  let seed = 1;
  scene.qstash.disturb({
    duplicates: true,
    shuffle: () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    },
  });
  expect(await scene.qstash.drain()).toBe(20);
  const ids = scene.destination.deliveries.map(({ headers }) => headers['upstash-message-id']);
  expect(new Set(ids).size).toBe(10);
  expect(scene.paths()).not.toEqual(scene.paths().toSorted((a, b) => a.localeCompare(b)));
});

test('during an outage nothing is taken in and nothing delivered, and afterwards what waited is', async () => {
  await scene.client.publish({ url: `${scene.destination.url}/before` });
  scene.qstash.pause();
  await expect(scene.client.publish({ url: `${scene.destination.url}/during` })).rejects.toThrow('fetch failed');
  expect(await scene.qstash.drain()).toBe(0);
  scene.qstash.resume();
  expect(await scene.qstash.drain()).toBe(1);
  expect(scene.paths()).toEqual(['/before']);
});

test('what a delivery publishes is drained too', async () => {
  let left = 3;
  const chain = await startDestination(async () => {
    left -= 1;
    if (left > 0) await scene.client.publish({ url: chain.url });
    return { status: 200 };
  });
  await scene.client.publish({ url: chain.url });
  expect(await scene.qstash.drain()).toBe(3);
  await chain.close();
});

test('on its own, it delivers ten at once, and of one flow no more than its parallelism', async () => {
  const [full, finished] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const running: string[] = [];
  let [most, mostOfFlow, total] = [0, 0, 0];
  const slow = await startDestination(async ({ path }) => {
    running.push(path);
    most = Math.max(most, running.length);
    mostOfFlow = Math.max(mostOfFlow, running.filter((other) => other === '/flow').length);
    if (running.length === 10) full.resolve();
    await full.promise;
    running.splice(running.indexOf(path), 1);
    total += 1;
    if (total === 30) finished.resolve();
    return { status: 200 };
  });
  const auto = await startQstash({ autorun: true });
  await new Client({ baseUrl: auto.url, token: auto.token, devMode: false }).batch([
    ...Array.from({ length: 6 }, () => ({ url: `${slow.url}/flow`, flowControl: { key: 'f', parallelism: 2 } })),
    ...Array.from({ length: 24 }, () => ({ url: `${slow.url}/free` })),
  ]);
  await finished.promise;
  expect([most, mostOfFlow]).toEqual([10, 2]);
  await auto.close();
  await slow.close();
});

test('on its own and disturbed, it delivers a message twice without being asked', async () => {
  const twice = Promise.withResolvers<void>();
  let deliveries = 0;
  const patient = await startDestination(async () => {
    deliveries += 1;
    if (deliveries === 2) twice.resolve();
    return { status: 200 };
  });
  const auto = await startQstash({ autorun: true, duplicates: true });
  await new Client({ baseUrl: auto.url, token: auto.token, devMode: false }).publish({ url: patient.url });
  await twice.promise;
  await auto.close();
  await patient.close();
});

async function verify(receiver: Receiver, url: string, body?: string): Promise<boolean> {
  const last = scene.destination.deliveries.at(-1);
  const signature = last?.headers['upstash-signature'];
  return receiver.verify({ signature: String(signature), body: body ?? last?.body ?? '', url });
}

import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY, type Delivery, MINUTE, type Scene, SECOND, START, startScene } from './qstash-scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await startScene();
});
afterEach(() => scene.close());

test('a deduplication id is remembered for ten minutes, also after the delivery', async () => {
  const publish = () => scene.client.publish({ url: scene.destination.url, deduplicationId: 'once' });
  const { messageId } = await publish();
  await scene.qstash.drain();
  scene.now += 10 * MINUTE - 1;
  expect(await publish()).toMatchObject({ messageId, deduplicated: true });
  scene.now += 1;
  expect(await publish()).not.toHaveProperty('deduplicated');
  expect(await scene.qstash.drain()).toBe(1);
});

test('deduplication by content looks at destination, body and forwarded headers', async () => {
  const publish = (body: string, trace = 'a', path = '/') =>
    scene.client.publish({
      url: scene.destination.url + path,
      body,
      headers: { trace },
      contentBasedDeduplication: true,
    });
  await publish('x');
  expect(await publish('x')).toHaveProperty('deduplicated', true);
  for (const other of [publish('y'), publish('x', 'b'), publish('x', 'a', '/other')]) {
    expect(await other).not.toHaveProperty('deduplicated');
  }
  expect(await scene.qstash.drain()).toBe(4);
});

test('a batch is published whole, in order, or not at all', async () => {
  const published = await scene.client.batchJSON([
    { url: `${scene.destination.url}/1`, body: { n: 1 } },
    { url: `${scene.destination.url}/2`, body: { n: 2 }, delay: 60 },
    { url: `${scene.destination.url}/3`, body: { n: 3 }, deduplicationId: 'three' },
  ]);
  expect(published).toHaveLength(3);
  await expect(scene.client.batch([{ url: `${scene.destination.url}/4` }, { url: 'ftp://nowhere' }])).rejects.toThrow(
    'destination',
  );
  await scene.qstash.drain();
  expect(scene.paths()).toEqual(['/1', '/3']);
});

test('callbacks tell how a message ended, the failure callback of failures only', async () => {
  scene.destination.react(({ path }) =>
    path === '/bad' ? { status: 500, body: 'broken' } : { status: 201, body: 'done' },
  );
  const [callback, failureCallback] = [`${scene.destination.url}/callback`, `${scene.destination.url}/failure`];
  const good = await scene.client.publish({
    url: `${scene.destination.url}/good`,
    callback,
    failureCallback,
    headers: { 'Upstash-Callback-Forward-X-Mine': 'yes' },
  });
  const bad = await scene.client.publish({
    url: `${scene.destination.url}/bad`,
    body: 'src',
    retries: 0,
    callback,
    failureCallback,
  });
  await scene.qstash.drain();

  expect(scene.paths()).toEqual(['/good', '/bad', '/callback', '/callback', '/failure']);
  const [, , ok, notOk, failure] = scene.destination.deliveries;
  expect(ok?.headers['x-mine']).toBe('yes');
  expect(outcomes(ok)).toMatchObject({ status: 201, body: 'done', sourceMessageId: good.messageId });
  expect(outcomes(notOk)).toMatchObject({ status: 500, body: 'broken', sourceMessageId: bad.messageId });
  expect(outcomes(failure)).toMatchObject({
    status: 500,
    sourceBody: 'src',
    retried: 0,
    dlqId: scene.qstash.dlq()[0]?.dlqId,
    sourceMessageId: bad.messageId,
  });
});

test('a message can be looked up and cancelled until it is delivered', async () => {
  const flowControl = { key: 'k', parallelism: 3 };
  const published = await scene.client.publish({
    url: scene.destination.url,
    body: 'x',
    delay: 60,
    label: ['a', 'b'],
    flowControl,
  });
  expect(await scene.client.messages.get(published.messageId)).toMatchObject({
    url: scene.destination.url,
    body: 'x',
    labels: ['a', 'b'],
    maxRetries: 3,
    notBefore: START + MINUTE,
    createdAt: START,
    flowControlKey: 'k',
    parallelism: 3,
  });
  expect(await scene.client.messages.cancel(published.messageId)).toEqual({ cancelled: 1 });
  await expect(scene.client.messages.get(published.messageId)).rejects.toThrow('not found');

  for (const label of ['x', 'x', 'y']) await scene.client.publish({ url: scene.destination.url, label });
  expect(await scene.client.messages.cancel({ filter: { label: 'x' } })).toEqual({ cancelled: 2 });
  expect(await scene.client.messages.cancel({ all: true })).toEqual({ cancelled: 1 });
  expect(await scene.qstash.drain()).toBe(0);
});

test('a schedule publishes at each time that its cron names, in its zone, unless paused or deleted', async () => {
  const { scheduleId } = await scene.client.schedules.create({
    destination: `${scene.destination.url}/tick`,
    cron: 'CRON_TZ=Asia/Kathmandu 0 18 * * *',
    scheduleId: 'daily',
    body: 'ping',
  });
  expect(scheduleId).toBe('daily');
  expect(await scene.client.schedules.list()).toMatchObject([{ scheduleId, isPaused: false, body: 'ping' }]);
  await scene.advance(15 * MINUTE - 1);
  expect(scene.paths()).toEqual([]);
  await scene.advance(1);
  expect(scene.destination.deliveries).toMatchObject([{ body: 'ping', headers: { 'upstash-schedule-id': 'daily' } }]);
  await scene.advance(2 * DAY);
  expect(scene.paths()).toHaveLength(3);

  await scene.client.schedules.pause({ schedule: 'daily' });
  expect(await scene.client.schedules.get('daily')).toMatchObject({ isPaused: true });
  await scene.advance(2 * DAY);
  await scene.client.schedules.resume({ schedule: 'daily' });
  await scene.advance(DAY);
  expect(scene.paths()).toHaveLength(4);
  await scene.client.schedules.delete('daily');
  await scene.advance(DAY);
  expect(scene.paths()).toHaveLength(4);
  await expect(scene.client.schedules.create({ destination: scene.destination.url, cron: 'often' })).rejects.toThrow(
    'Upstash-Cron',
  );
});

test('the log tells a message’s life, newest first, page by page', async () => {
  scene.destination.react(({ headers }) => ({ status: headers['upstash-retried'] === '0' ? 500 : 200 }));
  const { messageId } = await scene.client.publish({ url: scene.destination.url });
  await scene.client.publish({ url: 'http://127.0.0.1:1/', delay: 3600 });
  await scene.qstash.drain();
  await scene.advance(12 * SECOND);
  const { logs } = await scene.client.logs({ messageIds: [messageId] });
  expect(logs.map(({ state }) => state)).toEqual(['DELIVERED', 'ACTIVE', 'RETRY', 'ERROR', 'ACTIVE', 'CREATED']);
  expect((await scene.client.logs({ filter: { state: 'CREATED' } })).logs).toHaveLength(2);

  const states = [];
  let cursor: string | undefined;
  do {
    const page = await scene.client.logs({ count: 3, ...(cursor ? { cursor } : {}) });
    states.push(...page.logs.map(({ state }) => state));
    cursor = page.cursor;
  } while (cursor);
  expect(states).toHaveLength(7);
});

test.each([
  ['without a token', { authorization: '' }, '/v2/publish/http://127.0.0.1:1/', 401],
  ['to no URL', {}, '/v2/publish/nowhere', 400],
  ['with a delay that is none', { 'upstash-delay': 'soon' }, '/v2/publish/http://127.0.0.1:1/', 400],
  ['with a delay of more than a year', { 'upstash-delay': '366d' }, '/v2/publish/http://127.0.0.1:1/', 400],
  ['with retries that are no number', { 'upstash-retries': '-1' }, '/v2/publish/http://127.0.0.1:1/', 400],
  ['with an expression that is none', { 'upstash-retry-delay': 'pow(2' }, '/v2/publish/http://127.0.0.1:1/', 400],
  ['with flow control by half', { 'upstash-flow-control-key': 'k' }, '/v2/publish/http://127.0.0.1:1/', 400],
  ['to a path that is not there', {}, '/v2/topics', 404],
])('a publication %s is refused with its reason', async (_name, headers, path, status) => {
  const answer = await scene.api('POST', path, headers);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toEqual({ error: expect.any(String) });
  expect(scene.qstash.pending()).toEqual([]);
});

test('the page for developers shows what waits, escaped', async () => {
  await scene.client.publish({ url: scene.destination.url, body: '<script>alert("x")</script>', delay: 60 });
  const html = await (await fetch(`${scene.qstash.url}/`)).text();
  expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
  expect(html).not.toContain('<script');
});

/** A callback's body with its base64 read. */
function outcomes(delivery: Delivery | undefined): Record<string, unknown> {
  const outcome: Record<string, unknown> = JSON.parse(delivery?.body ?? '{}');
  const decoded = (name: string) => Buffer.from(String(outcome[name]), 'base64').toString();
  return { ...outcome, body: decoded('body'), sourceBody: decoded('sourceBody') };
}

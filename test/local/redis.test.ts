import { Ratelimit } from '@upstash/ratelimit';
import { Redis } from '@upstash/redis';
import fc from 'fast-check';
import { Redis as Direct } from 'ioredis';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { Faults } from '../../local/faults.ts';
import { freePort } from '../../local/free-port.ts';
import { type RunningRedis, startRedis } from '../../local/redis/index.ts';
import { spawnTied } from '../../local/tied-process.ts';

const memory = await startRedis({ mode: 'memory' });
const other = await startRedis();
const installed = other.mode === 'redis';
afterAll(async () => {
  await memory.close();
  await other.close();
});

test('without a mode, a redis-server is used where one is installed, and the mode says which it is', () => {
  expect(memory.mode).toBe('memory');
  expect(['redis', 'memory']).toContain(other.mode);
});

describe.each([memory, other].slice(0, installed ? 2 : 1))('the vendor’s SDK against $mode', (running) => {
  const redis = clientOf(running, 'sdk');

  test('reads back what it wrote, whatever the text', async () => {
    const value = { name: 'Größe 🏡', quote: '"\\\n', nested: [1, null, 'OK'] };
    await redis.set('value', value, { ex: 60 });
    expect(await redis.get('value')).toEqual(value);
    expect(await redis.ttl('value')).toBe(60);
    expect(await redis.set('status', 'OK')).toBe('OK');
    expect(await redis.get('status')).toBe('OK');
    expect(await redis.mget('value', 'missing', 'status')).toEqual([value, null, 'OK']);
  });

  test('sees hashes, sets and counters as Redis keeps them', async () => {
    expect(await redis.hset('hash', { a: 1, b: 'two' })).toBe(2);
    expect(await redis.hgetall('hash')).toEqual({ a: 1, b: 'two' });
    expect(await redis.sadd('set', 'x', 'y', 'x')).toBe(2);
    expect((await redis.smembers('set')).sort()).toEqual(['x', 'y']);
    expect(await redis.incrby('counter', 41)).toBe(41);
    expect(await redis.incr('counter')).toBe(42);
    await expect(redis.incr('hash')).rejects.toThrow('WRONGTYPE');
  });

  test('gets an error for one command of a pipeline and answers for the others', async () => {
    await redis.set('text', 'abc');
    const results = await redis
      .pipeline()
      .set('p', 1)
      .incr('text')
      .get('p')
      .exec<[string, number, number]>({ keepErrors: true });
    expect(results.map(({ result, error }) => error ?? result)).toEqual([
      'OK',
      expect.stringContaining('not an integer'),
      1,
    ]);
  });

  test('runs a transaction whole, or not at all when a command is malformed', async () => {
    expect(await redis.multi().set('m', 1).incr('m').get('m').exec()).toEqual(['OK', 2, 2]);
    const answer = await post(running, '/multi-exec', [['SET', 'm', '9'], ['GET']]);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error: expect.stringContaining('EXECABORT') });
    expect(await redis.get('m')).toBe(2);
  });

  test('keeps namespaces apart, for listing and flushing too', async () => {
    const [left, right] = [clientOf(running, 'left'), clientOf(running, 'right')];
    await left.set('shared', 'left');
    await right.set('shared', 'right');
    expect(await left.get('shared')).toBe('left');
    expect(await left.keys('*')).toEqual(['shared']);
    expect(await right.scan(0, { match: 'sh*', count: 10_000 })).toEqual(['0', ['shared']]);
    expect(await left.dbsize()).toBe(1);
    await left.flushdb();
    expect(await left.exists('shared')).toBe(0);
    expect(await right.get('shared')).toBe('right');
  });

  test('runs a script by its hash after it was sent once, with Upstash’s flag and without', async () => {
    for (const head of ['', '#!lua flags=allow-key-locking\n']) {
      const script = redis.createScript<[number, string]>(
        `${head}redis.call('SET', KEYS[1], ARGV[1]) return {tonumber(redis.call('GET', KEYS[1])), ARGV[2]}`,
      );
      expect(await script.exec(['scripted'], ['7', 'x'])).toEqual([7, 'x']);
      expect(await script.evalsha(['scripted'], ['8', 'y'])).toEqual([8, 'y']);
    }
    await expect(redis.evalsha('f'.repeat(40), [], [])).rejects.toThrow('NOSCRIPT');
    await expect(redis.eval('return redis.call("INCR", KEYS[1])', ['hash'], [])).rejects.toThrow('WRONGTYPE');
  });

  test.each([
    ['a fixed window', Ratelimit.fixedWindow(3, '1 h')],
    ['a sliding window', Ratelimit.slidingWindow(3, '1 h')],
    ['a token bucket', Ratelimit.tokenBucket(3, '1 h', 3)],
  ])('%s of three lets three through, and starts anew after a reset', async (name, limiter) => {
    const limit = new Ratelimit({ redis, limiter, prefix: name, ephemeralCache: false, timeout: 0 });
    const answers = [];
    for (let n = 0; n < 5; n += 1) answers.push(await limit.limit('guest'));
    expect(answers.map(({ success }) => success)).toEqual([true, true, true, false, false]);
    expect(answers.map(({ remaining }) => remaining)).toEqual([2, 1, 0, 0, 0]);
    expect((await limit.getRemaining('guest')).remaining).toBe(0);
    await limit.resetUsedTokens('guest');
    expect((await limit.limit('guest')).success).toBe(true);
  });

  test('twenty requests at once pass a limit of five exactly five times', async () => {
    const limit = new Ratelimit({ redis, limiter: Ratelimit.slidingWindow(5, '1 h'), ephemeralCache: false });
    const answers = await Promise.all(Array.from({ length: 20 }, () => limit.limit('crowd')));
    expect(answers.filter(({ success }) => success)).toHaveLength(5);
  });

  test('commands go by path as well, with the body as their value', async () => {
    const headers = { authorization: `Bearer ${running.token}:paths` };
    const call = async (path: string, init: RequestInit = {}) =>
      (await fetch(running.url + path, { ...init, headers })).json();
    expect(await call('/set/a%2Fb/x%20y?EX=100')).toEqual({ result: 'OK' });
    expect(await call('/get/a%2Fb')).toEqual({ result: 'x y' });
    expect(await call('/set/long?EX=100', { method: 'POST', body: 'from the body' })).toEqual({ result: 'OK' });
    expect(await call('/get/long')).toEqual({ result: 'from the body' });
    expect(await call('/ttl/long')).toEqual({ result: 100 });
  });

  test('a wrong token is a 401, a wrong command a 400, each with its error', async () => {
    const stranger = await fetch(`${running.url}/get/a`, { headers: { authorization: 'Bearer wrong' } });
    expect([stranger.status, await stranger.json()]).toEqual([
      401,
      { error: 'WRONGPASS invalid or missing auth token' },
    ]);
    for (const body of ['{', '[]', '[["GET","a"]]', '["NOSUCH"]', '["GET"]', '["SUBSCRIBE","a"]', '["GET",null]']) {
      const answer = await fetch(running.url, {
        method: 'POST',
        body,
        headers: { authorization: `Bearer ${running.token}` },
      });
      expect([body, answer.status, await answer.json()]).toEqual([
        body,
        400,
        { error: expect.stringMatching(/^ERR /) },
      ]);
    }
  });

  test('the sync token comes back, so that a client reads its own writes', async () => {
    const answer = await post(running, '/', ['PING'], { 'upstash-sync-token': 'abc' });
    expect(answer.headers.get('upstash-sync-token')).toBe('abc');
  });
});

test('in memory, keys expire by the clock that was given', async () => {
  let now = 1_000_000;
  await using running = disposable(await startRedis({ mode: 'memory', clock: () => now }));
  const redis = clientOf(running, 'clock');
  await redis.set('soon', 'gone', { px: 500 });
  now += 499;
  expect(await redis.pttl('soon')).toBe(1);
  now += 1;
  expect(await redis.get('soon')).toBeNull();
  expect(await redis.keys('*')).toEqual([]);
});

test('a fault after the act loses the answer and keeps the effect', async () => {
  const faults = new Faults();
  await using running = disposable(await startRedis({ mode: 'memory', faults }));
  const redis = clientOf(running, 'faults');
  faults.use((n) => (n === 1 ? 'reset-after' : undefined));
  await expect(redis.incr('n')).rejects.toThrow();
  expect(await redis.get('n')).toBe(1);
});

test('a Redis that does not answer is an error that names it, not memory in disguise', async () => {
  await expect(startRedis({ redisUrl: 'redis://user:secret@127.0.0.1:1' })).rejects.toThrow(
    'Redis at 127.0.0.1:1 does not answer.',
  );
});

// Only where a redis-server is installed is there anything to compare with.
if (installed) {
  test('a Redis that runs already keeps what others put there, and is found again after a restart', async () => {
    const port = await freePort();
    const start = () => spawnTied('redis-server', ['--port', String(port), '--save', ''], { stopSignal: 'TERM' });
    let server = start();
    const redisUrl = `redis://127.0.0.1:${port}`;
    const direct = new Direct(redisUrl, { retryStrategy: () => 10 });
    direct.on('error', () => {});
    await direct.set('precious', 'theirs');
    await using running = disposable(await startRedis({ redisUrl, mode: 'redis' }));
    const redis = clientOf(running, 'guest');
    await redis.set('own', 1);
    expect((await direct.keys('*')).sort()).toEqual(['guest:own', 'precious']);
    await redis.flushall();
    expect(await direct.keys('*')).toEqual(['precious']);

    await server.kill('SIGKILL');
    server = start();
    await vi.waitFor(() => redis.set('own', 2));
    expect(await redis.get('own')).toBe(2);
    direct.disconnect();
    await server.kill('SIGTERM');
  });

  test('memory answers as Redis does, over random commands', { timeout: 60_000 }, async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(command(), { minLength: 1, maxLength: 40 }), async (commands) => {
        run += 1;
        const answers = [];
        for (const running of [memory, other]) {
          const answer = await post(running, '/pipeline', [...commands, ['FLUSHDB']], {
            authorization: `Bearer ${running.token}:random-${run}`,
          });
          answers.push(sorted(await answer.json()));
        }
        expect(answers[0]).toEqual(answers[1]);
      }),
      { numRuns: 300 },
    );
  });
}

function clientOf({ url, token }: RunningRedis, namespace: string): Redis {
  return new Redis({ url, token: `${token}:${namespace}`, retry: { retries: 0 }, enableTelemetry: false });
}

function post({ url, token }: RunningRedis, path: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(url + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${token}:sdk`, ...headers },
  });
}

function disposable(running: RunningRedis): RunningRedis & AsyncDisposable {
  return { ...running, [Symbol.asyncDispose]: () => running.close() };
}

/** Redis lists sets, hashes and keys in an order of its own, and words its errors at greater length. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  if (typeof value !== 'object' || value === null) return value;
  if ('error' in value) return String(value.error).split(' ').slice(0, 3).join(' ');
  return Object.values(value).map(sorted);
}

function command(): fc.Arbitrary<string[]> {
  const key = fc.constantFrom('a', 'b', 'c', 'a*b', 'h[1]');
  const value = fc.constantFrom('', '0', '1', '-7', '007', 'x', 'ü', '1000000000000');
  const glob = fc.constantFrom('*', '?', 'a*', '[a-b]', '[^a]', 'h\\[1\\]', 'a\\*b', '*]');
  const ttl = fc.constantFrom('0', '100', '-1', 'x', '1000000');
  const of = (name: string, ...args: fc.Arbitrary<string>[]) => fc.tuple(fc.constant(name), ...args);
  const literal = (text: string) => fc.constant(text);
  return fc.oneof(
    of('SET', key, value),
    of('SET', key, value, fc.constantFrom('NX', 'XX', 'GET', 'KEEPTTL', 'EX', 'bad')),
    of('SET', key, value, fc.constantFrom('EX', 'PX', 'nx'), ttl),
    of('SET', key, value, literal('XX'), literal('GET')),
    ...['GET', 'DEL', 'EXISTS', 'TYPE', 'INCR', 'DECR', 'STRLEN', 'GETDEL', 'TTL', 'PERSIST'].map((name) =>
      of(name, key),
    ),
    ...['HGETALL', 'HLEN', 'HKEYS', 'HVALS', 'SMEMBERS', 'SCARD'].map((name) => of(name, key)),
    ...['SETNX', 'GETSET', 'APPEND', 'INCRBY', 'DECRBY', 'HGET', 'HDEL', 'HEXISTS', 'SADD'].map((name) =>
      of(name, key, value),
    ),
    ...['SREM', 'SISMEMBER', 'HMGET', 'SMISMEMBER'].map((name) => of(name, key, value)),
    ...['HSET', 'HSETNX', 'HINCRBY'].map((name) => of(name, key, value, value)),
    of('SETEX', key, ttl, value),
    of('GETEX', key, fc.constantFrom('PERSIST', 'EX')),
    of('GETEX', key, literal('EX'), ttl),
    of('EXPIRE', key, ttl),
    of('EXPIRE', key, literal('500'), fc.constantFrom('NX', 'XX', 'GT', 'LT', 'bad')),
    of('MGET', key, key),
    of('MSET', key, value, key, value),
    of('KEYS', glob),
    of('SCAN', literal('0'), literal('MATCH'), glob, literal('COUNT'), literal('10000')),
    of('DBSIZE'),
    of('GET'),
  );
}

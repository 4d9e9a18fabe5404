import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listen } from '../../local/listen.ts';
import { spawnTied, type TiedProcess } from '../../local/tied-process.ts';
import { buildNode, copyAssets } from '../../scripts/build.ts';
import { parseConfig } from '../../src/config.ts';
import { createCache } from '../../src/platform/cache/index.ts';
import { createNodeCache } from '../../src/platform/cache/node.ts';
import { freshEmail, mailedToken, openAccount, PASSWORD, signIn } from '../accounts/account.ts';
import { type Api, createApi } from '../harness/api.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson } from '../harness/people.ts';

let h: Harness;
let node: RunningNode;
let api: Api;
beforeAll(async () => {
  await Promise.all([buildNode(), copyAssets('dist/assets')]);
  // A process has no clock but the real one.
  h = await startHarness({ start: new Date().toISOString(), vars: { RATE_LIMITS: 'sign-in=3' } });
  node = await startNode(h.vars);
  api = createApi(node.url);
});
afterAll(async () => {
  await node.process.kill('SIGKILL');
  await h.close();
});

interface RunningNode {
  url: string;
  process: TiedProcess;
}

/** The service in a process of Node, on a world's stand-ins and database. */
async function startNode(vars: Record<string, string>, PORT = '0'): Promise<RunningNode> {
  const service = spawnTied(process.execPath, ['dist/node/server.js'], {
    stopSignal: 'TERM',
    env: { ...vars, PORT },
  });
  const port = await new Promise<number>((resolve, reject) => {
    const lines: string[] = [];
    service.onLine((line) => {
      lines.push(line);
      const { event, port } = line.startsWith('{') ? JSON.parse(line) : {};
      if (event === 'listening') resolve(port);
    });
    void service.exited.then(() => reject(new Error(`Node did not start.\n${lines.join('\n')}`)));
  });
  return { url: `http://127.0.0.1:${port}`, process: service };
}

describe('under Node', () => {
  test('a read takes one round trip and a write two, as in the Worker', async () => {
    const { token } = await createPerson(h);
    expect(await api('GET', '/v1/me', { token })).toMatchObject({ status: 200, trips: 1 });
    expect(await api('PATCH', '/v1/me', { token, body: { name: 'Ada' } })).toMatchObject({ status: 200, trips: 2 });
  });

  test('what an hour brings is done when the process starts, which may be replaced before an hour is over', async () => {
    await expect.poll(() => h.sql('select from reconciliations'), { timeout: 10_000 }).not.toEqual([]);
  });

  test('a write twenty times at once under one key is done once', async () => {
    const { token } = await createPerson(h);
    const key = randomUUID();
    const rename = () => api('PATCH', '/v1/me', { token, key, body: { name: 'Ada' } });
    const answers = await Promise.all(Array.from({ length: 20 }, rename));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers.filter(({ headers }) => !headers.has('idempotent-replayed'))).toHaveLength(1);
  });

  test('who signed up at the Worker signs in, and a password is hashed alike', async () => {
    const { email } = await openAccount(h);
    expect((await api('POST', '/v1/sessions', { body: { email, password: PASSWORD } })).status).toBe(201);
  });

  test('jobs of a request reach the queue', async () => {
    await api('POST', '/v1/password-resets', { body: { email: freshEmail() } });
    const [job] = await h.sql<{ id: string }>('select id from jobs order by id desc limit 1');
    await expect.poll(() => h.qstash.pending().map(({ body }) => String(body))).toContain(`{"jobId":"${job?.id}"}`);
  });

  test.each(['refuse', 'reset-after', 'timeout', 'http-500', 'garbage'] as const)(
    'while Redis is away (%s) it answers, without a promise of what is left, and with one again once it is back',
    async (fault) => {
      const { token } = await createPerson(h);
      h.faults.redis.use(() => fault);
      const started = performance.now();
      const without = await api('GET', '/v1/me', { token });
      expect(without).toMatchObject({ status: 200, trips: 1 });
      expect(without.headers.get('ratelimit')).toBeNull();
      expect(performance.now() - started).toBeLessThan(1_500);
      h.faults.redis.reset();
      expect((await api('GET', '/v1/me', { token })).headers.get('ratelimit')).toMatch(/^"read";r=\d+;t=\d+$/);
    },
  );

  test('it asks Redis for what is no older than its last answer, and takes nothing from one that failed or broke off', async () => {
    const tokens: unknown[] = [];
    const answers = [
      { status: 200, token: 'first' },
      { status: 429, token: '' },
      { status: 200, token: 'half' },
      { status: 200, token: 'last' },
    ];
    const server = createServer((request, response) => {
      tokens.push(request.headers['upstash-sync-token']);
      const { status, token } = answers[tokens.length - 1] ?? { status: 500, token: '' };
      response.writeHead(status, { ...(token && { 'upstash-sync-token': token }), 'content-length': 15 });
      if (token === 'half') response.write('{"result"', () => response.destroy());
      else response.end(status === 200 ? '{"result":"OK"}' : '{"error":"slow"}'.slice(0, 15));
    });
    const { url, close } = await listen(server);
    const cache = createNodeCache({ ...parseConfig(h.vars), redis: { url, token: 'secret' } });
    expect(await cache.set('a', 'b')).toBe('OK');
    await expect(cache.pipeline().get('a').get('b').exec()).rejects.toThrow('429');
    await expect(cache.set('a', 'b')).rejects.toThrow();
    expect(await cache.set('a', 'b')).toBe('OK');
    expect(tokens).toEqual(['', 'first', 'first', 'first']);
    await close();
  });

  test('it speaks to Redis as the client for Workers does: in any letters, in a pipeline, and told of errors', async () => {
    const config = parseConfig(h.vars);
    const [cache, other] = [createNodeCache(config), createCache(config)];
    const copy = { text: 'Ferienhäuser am See 🏡' };
    expect(await cache.set('copy', JSON.stringify(copy))).toBe('OK');
    expect([await cache.get('copy'), await other.get('copy')]).toEqual([copy, copy]);
    expect(await cache.mget('copy', 'none')).toEqual([copy, null]);
    expect(await cache.pipeline().set('revision', 'r1').get('revision').exec()).toEqual(['OK', 'r1']);
    await expect(cache.evalsha('0'.repeat(40), [], [])).rejects.toThrow('NOSCRIPT');
  });

  test('a client cannot give itself an address that limits count by', async () => {
    const statuses: number[] = [];
    for (let n = 1; n <= 8; n += 1) {
      const answer = await api('POST', '/v1/sessions', {
        body: { email: freshEmail(), password: PASSWORD },
        headers: { 'cf-connecting-ip': `203.0.113.${n}`, 'x-forwarded-for': `203.0.113.${n}` },
      });
      statuses.push(answer.status);
    }
    expect(statuses).toContain(429);
  });

  test('the reference and its script are served', async () => {
    expect((await api('GET', '/docs')).status).toBe(200);
    expect((await api('GET', '/docs/scalar.js')).status).toBe(200);
    expect((await api('GET', '/docs/..%2f..%2fpackage.json')).status).toBe(404);
  });

  test('it lives, and is ready while its database answers', async () => {
    expect(await api('GET', '/health')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await api('GET', '/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
  });
});

test('behind a proxy the last address that it tells counts, whatever port of it', async () => {
  const other = await startNode({ ...h.vars, CLIENT_ADDRESS_HEADER: 'X-Forwarded-For' });
  const tries = async (forwarded: (n: number) => string) => {
    const statuses: number[] = [];
    for (let n = 1; n <= 8; n += 1) {
      const headers = { 'x-forwarded-for': forwarded(n) };
      const body = { email: freshEmail(), password: PASSWORD };
      statuses.push((await createApi(other.url)('POST', '/v1/sessions', { body, headers })).status);
    }
    return statuses;
  };
  expect(await tries((n) => `203.0.113.1, 198.51.100.${n}`)).not.toContain(429);
  expect(await tries((n) => `203.0.113.${n}, 192.0.2.7`)).toContain(429);
  expect(await tries((n) => `192.0.2.8:${50_000 + n}`)).toContain(429);
  await other.process.kill('SIGTERM');
});

test('another REFRESH_TOKEN_SECRET ends what was mailed, and no session: what ends all of them is docs/deploy.md’s statement', async () => {
  const vars = { ...h.vars, RATE_LIMITS: 'sign-in=1000' };
  const [first, other] = await Promise.all([
    startNode(vars),
    startNode({ ...vars, REFRESH_TOKEN_SECRET: 'another secret, of whoever read the first' }),
  ]);
  const here = { ...h, api: createApi(first.url) };
  // What they enqueue is due by the real clock, and brought by the world's.
  h.clock.set(new Date(Date.now() + 60_000).toISOString());
  const account = await openAccount(here);
  const { refreshToken } = await signIn(here, account);
  await here.api('POST', '/v1/password-resets', { body: { email: account.email } });
  const token = await mailedToken(here, account.email);
  const there = createApi(other.url);
  const reset = await there('POST', '/v1/password-resets/complete', {
    body: { token, newPassword: 'eight herons at dusk' },
  });
  expect(reset.body.code).toBe('invalid-token');
  const next = await there('POST', '/v1/sessions/refresh', { body: { refreshToken } });
  expect(next.status).toBe(200);
  const deploy = await readFile('docs/deploy.md', 'utf8');
  await h.sql(/`(update sessions [^`]+)`/.exec(deploy)?.[1] ?? '');
  expect((await there('GET', '/v1/me', { token: next.body.accessToken })).body.code).toBe('session-ended');
  const after = await there('POST', '/v1/sessions/refresh', { body: { refreshToken: next.body.refreshToken } });
  expect(after.body.code).toBe('session-ended');
  await Promise.all([first.process.kill('SIGTERM'), other.process.kill('SIGTERM')]);
});

test('a process holds no more connections to the database than it is told', async () => {
  const people = await Promise.all([1, 2, 3, 4].map(() => createPerson(h)));
  const other = await startNode({ ...h.vars, DATABASE_CONNECTIONS: '3' });
  const rival = new pg.Client({ connectionString: h.vars.DATABASE_URL });
  await rival.connect();
  await rival.query('begin');
  await rival.query('lock table people');

  const reads = people.map(({ token }) => createApi(other.url)('GET', '/v1/me', { token }));
  const waiting = () =>
    h.sql<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
  await expect.poll(waiting).toHaveLength(3);
  // Time enough for a fourth to come.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await waiting()).toHaveLength(3);
  await rival.query('commit');
  await rival.end();
  expect((await Promise.all(reads)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  await other.process.kill('SIGTERM');
});

describe('a process that is told to stop', () => {
  test('finishes what it has begun, with what follows it, and ends by itself', async () => {
    const person = await createPerson(h);
    const other = await startNode(h.vars);
    const rival = new pg.Client({ connectionString: h.vars.DATABASE_URL });
    await rival.connect();
    await rival.query('begin');
    await rival.query('select from people where id = $1 for update', [person.id]);

    const write = createApi(other.url)('PATCH', '/v1/me', { token: person.token, body: { name: 'Grace' } });
    await expect
      .poll(() =>
        h.sql(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%people%'`,
        ),
      )
      .not.toEqual([]);
    const ended = other.process.kill('SIGTERM');
    await expect.poll(() => fetch(`${other.url}/health`).catch(() => 'refused')).toBe('refused');
    // npm and Deno's tasks hand on what all of them were sent already.
    void other.process.kill('SIGTERM');
    await rival.query('commit');
    await rival.end();

    expect(await write).toMatchObject({ status: 200, body: { name: 'Grace' } });
    await ended;
    expect(await other.process.exited).toMatchObject({ code: 0 });
  });

  test('that lacks settings says which at once, and does not start', async () => {
    const { STRIPE_SECRET_KEY: _missing, ...vars } = h.vars;
    await expect(startNode(vars)).rejects.toThrow(/STRIPE_SECRET_KEY: is missing/);
  });

  test('or has malformed ones of a process alone, names these beside all others', async () => {
    const { STRIPE_SECRET_KEY: _missing, ...vars } = h.vars;
    const malformed = { ...vars, DATABASE_CONNECTIONS: '0', CLIENT_ADDRESS_HEADER: 'X-Forwarded-For:' };
    await expect(startNode(malformed)).rejects.toThrow(
      /\n {2}CLIENT_ADDRESS_HEADER: is not the name of a header\n {2}DATABASE_CONNECTIONS: is less than 1\n(.*\n)*? {2}STRIPE_SECRET_KEY: is missing/,
    );
    for (const PORT of ['', 'http', '65536']) await expect(startNode(h.vars, PORT)).rejects.toThrow(/\n {2}PORT: is /);
  });
});

import { Hono } from 'hono';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readInput, readText } from '../../src/platform/http/input.ts';
import { ok, route } from '../../src/platform/http/route.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';

const WEB = 'https://stays.example';

let h: Harness;
let person: Person;
beforeAll(async () => {
  h = await startHarness();
  person = await createPerson(h);
});
afterEach(() => h.faults.db.reset());
afterAll(() => h.close());

const readMe = (headers: Record<string, string> = {}) => h.api('GET', '/v1/me', { token: person.token, headers });

describe('what no route answers', () => {
  test('an unknown path is a 404 problem with a request id', async () => {
    const answer = await h.api('GET', '/v1/nothing-here');
    expect(answer).toMatchObject({ status: 404, body: { code: 'not-found', status: 404 } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('x-request-id')).toBe(answer.body.requestId);
  });

  test('a known path with another method is a 405 that names those it has', async () => {
    const answer = await h.api('PUT', '/v1/me');
    expect(answer).toMatchObject({ status: 405, body: { code: 'method-not-allowed' } });
    expect(answer.headers.get('allow')).toBe('GET, PATCH');
  });

  test.each(['/v1/me/', '/v1//me', '/V1/me', '/v1/me/%2e%2e/me%00', '/v1/people/%E0%A4%A'])(
    '%s is no other way to a route',
    async (path) => {
      expect((await h.api('GET', path, { token: person.token })).status).toBe(404);
    },
  );
});

describe('an answer', () => {
  test('names its request, what it cost, and that nobody may store it', async () => {
    const { headers, trips } = await readMe();
    expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    expect(headers.get('server-timing')).toMatch(/^db;desc="1", total;dur=\d+$/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(trips).toBe(1);
  });

  test('counts each round trip once, whatever runs after it', async () => {
    expect((await h.api('PATCH', '/v1/me', { token: person.token, body: { name: 'Ada' } })).trips).toBe(2);
    expect((await h.api('POST', '/v1/password-resets', { body: { email: 'x@stays.example' } })).trips).toBe(1);
    expect((await h.api('GET', '/v1/me')).trips).toBe(0);
  });

  test('to HEAD is that to GET without its body', async () => {
    const answer = await h.api('HEAD', '/v1/me', { token: person.token });
    expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([200, '', 'application/json']);
  });

  test('carries what keeps browsers from guessing, framing and leaking', async () => {
    for (const { headers } of [await readMe(), await h.api('GET', '/v1/nothing-here')]) {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{7,}/);
    }
  });

  test('that is a refusal may not be stored either', async () => {
    const answer = await h.api('GET', '/v1/people/per_01kav0h2e6f8w9x3m5n7p9q1r3');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, 'no-store']);
  });
});

describe('from a browser', () => {
  test('the web site may ask, and read every header of ours', async () => {
    const { headers } = await readMe({ origin: WEB });
    expect(headers.get('access-control-allow-origin')).toBe(WEB);
    expect(headers.get('vary')).toContain('Origin');
    const exposed = headers.get('access-control-expose-headers')?.split(',');
    expect(exposed).toEqual(
      expect.arrayContaining([
        'idempotent-replayed',
        'ratelimit',
        'ratelimit-policy',
        'retry-after',
        'server-timing',
        'x-request-id',
      ]),
    );
  });

  test('it may read refusals, too', async () => {
    const { status, headers } = await h.api('GET', '/v1/me', { headers: { origin: WEB } });
    expect([status, headers.get('access-control-allow-origin')]).toEqual([401, WEB]);
  });

  test('any other site may not', async () => {
    for (const origin of [
      'https://evil.example',
      'https://stays.example.evil.example',
      'null',
      'http://stays.example',
    ]) {
      expect((await readMe({ origin })).headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  test('a preflight is answered without asking anything: every method, and the headers that clients send', async () => {
    h.faults.db.reset();
    const answer = await h.api('OPTIONS', '/v1/me', {
      key: null,
      headers: {
        origin: WEB,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization,content-type,idempotency-key',
      },
    });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(answer.headers.get('access-control-allow-origin')).toBe(WEB);
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(answer.headers.get('access-control-allow-methods')).toContain(method);
    }
    for (const header of ['authorization', 'content-type', 'idempotency-key']) {
      expect(answer.headers.get('access-control-allow-headers')).toContain(header);
    }
    expect(h.faults.db.count).toBe(0);
  });
});

test('thirty thousand parameters that no operation has are refused within a second', async () => {
  const { spec } = route(
    {
      ...{
        operationId: 'tests_get',
        method: 'get',
        path: '/',
        tag: 'Listings',
        summary: '',
        auth: 'public',
        limit: 'read',
      },
      ...{ reply: { status: 200, description: '' }, problems: [] },
    },
    async () => ok(null),
  );
  const app = new Hono();
  app.get('/', async (c) => c.json(await readInput(c, spec)));
  app.onError((error, c) => c.text(error.message));
  const names = Array.from({ length: 30_000 }, (_, number) => `n${number}`);
  const started = performance.now();
  expect(await (await app.request(`/?${names.join('&')}`)).text()).toBe('invalid-input');
  expect(performance.now() - started).toBeLessThan(1_000);
});

describe('a body', () => {
  const oversized = `{"name":"${'x'.repeat(2 * 1024 * 1024)}"}`;

  test('beyond a mebibyte is refused, also when it does not say how long it is', async () => {
    const stream = new Blob([oversized]).stream();
    for (const raw of [oversized, stream]) {
      const answer = await h.api('PATCH', '/v1/me', { token: person.token, raw });
      expect(answer).toMatchObject({ status: 413, body: { code: 'body-too-large' } });
    }
  });

  // The servers that are in the tests refuse such heads themselves.
  test.each([
    { 'content-length': '5', 'transfer-encoding': 'chunked' },
    { 'content-length': '-1' },
    { 'content-length': '' },
  ])(
    'is bounded, though its head says that it is short and the server in front lets that pass: %j',
    async (headers) => {
      const request = new Request(h.url, { method: 'POST', headers, body: oversized });
      await expect(readText(request)).rejects.toMatchObject({ code: 'body-too-large' });
    },
  );

  test('that does not say how long it is is read as well', async () => {
    const body = JSON.stringify({ name: 'Ada in Parts' });
    const raw = new ReadableStream({
      start(controller) {
        for (const part of [body.slice(0, 5), body.slice(5)]) controller.enqueue(new TextEncoder().encode(part));
        controller.close();
      },
    });
    const answer = await h.api('PATCH', '/v1/me', { token: person.token, raw });
    expect(answer).toMatchObject({ status: 200, body: { name: 'Ada in Parts' } });
  });

  test('with many mistakes under one long name is not answered with that name for each', async () => {
    const wrong = Array.from({ length: 2_000 }, () => '\0');
    const body = { ['n'.repeat(200_000)]: wrong, ['~/'.repeat(200)]: [[wrong]] };
    const answer = await h.api('POST', '/v1/accounts', { body });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-input' } });
    expect(answer.text.length).toBeLessThan(50_000);
  });

  test('of a message from the queue or from Stripe is bounded as well', async () => {
    for (const path of ['/internal/jobs', '/webhooks/stripe']) {
      expect((await h.api('POST', path, { raw: oversized })).status).toBe(413);
    }
  });
});

describe('while Postgres is away', () => {
  test.each(['refuse', 'http-500', 'http-429', 'garbage'] as const)(
    '(%s) a read is a 503 with a time to retry, and a problem like any other',
    async (fault) => {
      h.faults.db.use(() => fault);
      const answer = await readMe();
      expect(answer).toMatchObject({ status: 503, body: { code: 'database-unavailable' } });
      expect(answer.headers.get('retry-after')).toBe('1');
    },
  );

  test('what needs none of it is answered', async () => {
    h.faults.db.use(() => 'refuse');
    for (const path of ['/health', '/openapi.json', '/.well-known/jwks.json', '/docs']) {
      expect((await h.api('GET', path)).status).toBe(200);
    }
    expect((await h.api('GET', '/v1/me')).status).toBe(401);
  });
});

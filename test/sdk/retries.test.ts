import { describe, expect, test } from 'vitest';
import { createClient, isProblem, NoAnswerError, unwrap } from '../../sdk/src/index.ts';

type Answer = () => Response | Promise<Response>;

/** A service that gives these answers in turn, and keeps what it was asked. */
function scripted(...answers: Answer[]) {
  const asked: { method: string; path: string; key: string | null; body: string; token: string | null }[] = [];
  const send = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const { headers, method } = request;
    asked.push({
      method,
      path: new URL(request.url).pathname,
      key: headers.get('idempotency-key'),
      body: await request.text(),
      token: headers.get('authorization'),
    });
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    if (answer === undefined) throw new Error('no answer is scripted');
    return answer();
  };
  return { asked, send };
}

const done = () => Response.json({ id: 'bkg_1' }, { status: 201 });
const lost = () => Promise.reject(new TypeError('connection reset'));
const brokenOff = () => {
  const pull = (body: ReadableStreamDefaultController<Uint8Array>) => body.error(new TypeError('terminated'));
  const start = (body: ReadableStreamDefaultController<Uint8Array>) => body.enqueue(new TextEncoder().encode('{"id":'));
  const headers = { 'content-type': 'application/json' };
  return new Response(new ReadableStream({ start, pull }, { highWaterMark: 0 }), { status: 201, headers });
};
const problem = (status: number, code: string, headers = {}) =>
  Response.json({ type: 'about:blank', title: code, status, code, requestId: 'r1' }, { status, headers });
const away = () => problem(503, 'database-unavailable');

const clientOf = (send: typeof fetch, retries = {}) =>
  createClient({ baseUrl: 'https://api.example', fetch: send, retries: { firstDelay: 1, ...retries } });
const book = (client: ReturnType<typeof clientOf>) => unwrap(client.bookings.create({ body: { quote: 'q' } }));

describe('a write through the client', () => {
  test.each([
    ['an answer that was lost', lost],
    ['an answer that broke off', brokenOff],
    ['a database that was away', away],
    ['something in between that answered', () => new Response('<html>', { status: 502 })],
    ['a first sending that still runs', () => problem(409, 'request-in-progress', { 'retry-after': '0' })],
    ['a lost race', () => problem(409, 'conflict')],
    ['a limit', () => problem(429, 'rate-limited', { 'retry-after': '0' })],
  ])('after %s is sent again under the same key with the same body', async (_what, answer) => {
    const { asked, send } = scripted(answer, answer, done);
    expect(await book(clientOf(send))).toEqual({ id: 'bkg_1' });
    expect(asked).toHaveLength(3);
    expect(new Set(asked.map(({ key, body }) => `${key} ${body}`)).size).toBe(1);
    expect(asked[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('that is refused for good is sent once', async () => {
    const { asked, send } = scripted(() => problem(409, 'nights-unavailable'));
    await expect(book(clientOf(send))).rejects.toMatchObject({ code: 'nights-unavailable', status: 409 });
    expect(asked).toHaveLength(1);
  });

  test('is given up after as many sendings as were allowed, told as what came last', async () => {
    const unreachable = scripted(lost);
    await expect(book(clientOf(unreachable.send, { attempts: 3 }))).rejects.toBeInstanceOf(NoAnswerError);
    expect(unreachable.asked).toHaveLength(3);
    const refusing = scripted(away);
    const error = await book(clientOf(refusing.send, { attempts: 2 })).catch((thrown: unknown) => thrown);
    expect(isProblem(error, 'database-unavailable')).toBe(true);
    expect(isProblem(error, 'nights-unavailable')).toBe(false);
    expect(refusing.asked).toHaveLength(2);
  });

  test('that would have to wait longer than allowed is told so at once', async () => {
    const { asked, send } = scripted(() => problem(429, 'rate-limited', { 'retry-after': '600' }));
    await expect(book(clientOf(send))).rejects.toMatchObject({ code: 'rate-limited', retryAfter: 600 });
    expect(asked).toHaveLength(1);
  });

  test('that takes no key is never sent twice after an answer was lost', async () => {
    const { asked, send } = scripted(lost);
    const signIn = clientOf(send).sessions.signIn({ body: { email: 'ada@stays.example', password: 'x' } });
    await expect(unwrap(signIn)).rejects.toBeInstanceOf(NoAnswerError);
    expect(asked).toMatchObject([{ key: null }]);
  });

  test('that only reads is sent again, without a key', async () => {
    const { asked, send } = scripted(lost, away, done);
    const ask = { checkIn: '2027-06-12', checkOut: '2027-06-15', party: { adults: 2 } };
    const quote = clientOf(send).quotes.create({ path: { id: 'lst_1' }, body: ask });
    expect(await unwrap(quote)).toEqual({ id: 'bkg_1' });
    expect(asked).toHaveLength(3);
    expect(asked[2]).toMatchObject({ method: 'POST', key: null, body: JSON.stringify(ask) });
  });

  test('ends when its caller gives up, and is not sent again', async () => {
    const stop = new AbortController();
    const { asked, send } = scripted(() => {
      stop.abort();
      return away();
    });
    const call = clientOf(send).bookings.create({ body: { quote: 'q' }, signal: stop.signal });
    await expect(unwrap(call)).rejects.toBeInstanceOf(NoAnswerError);
    expect(asked).toHaveLength(1);
  });

  test('that hangs is ended and sent again', async () => {
    const hung = () => new Promise<Response>(() => {});
    let first = true;
    const client = createClient({
      baseUrl: 'https://api.example',
      retries: { firstDelay: 1, timeout: 20 },
      fetch: (input, init) => {
        if (!first) return Promise.resolve(done());
        first = false;
        const { signal } = new Request(input, init);
        return Promise.race([hung(), new Promise<never>((_, no) => signal.addEventListener('abort', no))]);
      },
    });
    expect(await book(client)).toEqual({ id: 'bkg_1' });
  });
});

test('a client asks for its token once for each call that needs one, and not for others', async () => {
  const { asked, send } = scripted(done);
  let times = 0;
  const token = async () => {
    times += 1;
    return `token ${times}`;
  };
  const client = createClient({ baseUrl: 'https://api.example', fetch: send, token });
  await client.bookings.create({ body: { quote: 'q' } });
  await client.accounts.get();
  await client.accounts.get({ headers: { authorization: 'Bearer another' } });
  await client.sessions.signIn({ body: { email: 'ada@stays.example', password: 'x' } });
  expect(asked.map(({ token: sent }) => sent)).toEqual(['Bearer token 1', 'Bearer token 2', 'Bearer another', null]);
  expect(times).toBe(2);
});

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail } from '../accounts/account.ts';
import type { Answer } from '../harness/api.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, tokenFor } from '../harness/people.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness({ vars: { RATE_LIMITS: 'read=5,write=5,sign-in=5,payment=5,subject=3,guesses=3' } });
});
afterEach(() => {
  h.faults.redis.reset();
  h.faults.db.reset();
});
afterAll(() => h.close());

let addresses = 0;
const freshAddress = () => {
  addresses += 1;
  return `203.0.113.${addresses}`;
};
const signIn = (address: string, email = freshEmail()) =>
  h.api('POST', '/v1/sessions', {
    body: { email, password: 'wrong but long enough' },
    headers: { 'cf-connecting-ip': address },
  });
const readMe = ({ token }: { token: string }) => h.api('GET', '/v1/me', { token });
const rename = ({ token }: { token: string }) => h.api('PATCH', '/v1/me', { token, body: { name: 'Ada' } });

/** Asks until refused: how many were let in, and the refusal. The limiter's real windows may turn meanwhile. */
async function untilLimited(ask: () => Promise<Answer>): Promise<{ admitted: number; refusal: Answer }> {
  for (let admitted = 0; admitted < 15; admitted += 1) {
    const answer = await ask();
    if (answer.status === 429) return { admitted, refusal: answer };
  }
  throw new Error('never limited');
}

describe('a rate limit', () => {
  test('tells in every answer what is left of how many, and until when', async () => {
    const answer = await readMe(await createPerson(h));
    expect(answer.headers.get('ratelimit-policy')).toBe('"read";q=5;w=60');
    expect(answer.headers.get('ratelimit')).toMatch(/^"read";r=4;t=([1-9]|[1-5]\d|60)$/);
  });

  test('refuses what is too much with 429 and the seconds to wait', async () => {
    const person = await createPerson(h);
    const { admitted, refusal } = await untilLimited(() => readMe(person));
    expect(admitted).toBeGreaterThanOrEqual(5);
    expect(refusal.body.code).toBe('rate-limited');
    expect(Number(refusal.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refusal.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(refusal.headers.get('ratelimit')).toMatch(/^"read";r=0;t=\d+$/);
  });

  test('counts each person alone, whatever the address, and each policy alone', async () => {
    const [busy, calm] = [await createPerson(h), await createPerson(h)];
    await untilLimited(() => readMe(busy));
    expect((await readMe(calm)).status).toBe(200);
    expect((await rename(busy)).status).toBe(200);
  });

  test('counts callers whom nobody knows by their address', async () => {
    const address = freshAddress();
    const { refusal } = await untilLimited(() => signIn(address));
    expect(refusal.headers.get('ratelimit-policy')).toBe(
      '"sign-in";q=5;w=60, "subject";q=3;w=600, "guesses";q=3;w=600',
    );
    expect((await signIn(freshAddress())).status).toBe(401);
  });

  test('takes all addresses of an IPv6 customer for one', async () => {
    let host = 0;
    const ask = () => {
      host += 1;
      return signIn(`2001:db8:7:1::${host.toString(16)}`);
    };
    await untilLimited(ask);
    expect((await signIn('2001:db8:7:2::1')).status).toBe(401);
  });

  test('counts sign-ins by e-mail address as well, from wherever they come', async () => {
    const email = freshEmail();
    const { admitted } = await untilLimited(() => signIn(freshAddress(), email));
    expect(admitted).toBeLessThanOrEqual(4);
  });

  test('writes nothing of what it refuses', async () => {
    const person = await createPerson(h);
    const before = () => h.sql<{ version: number }>('select version from people where id = $1', [person.id]);
    const { admitted } = await untilLimited(() => rename(person));
    expect(await before()).toEqual([{ version: 1 + admitted }]);
  });

  test('comes before any other refusal, so that nothing can be found out by trying', async () => {
    const person = await createPerson(h);
    const missing = () => h.api('DELETE', '/v1/me/sessions/ses_01kav0h2e6f8w9x3m5n7p9q1r3', { token: person.token });
    const { admitted } = await untilLimited(missing);
    expect(admitted).toBeGreaterThanOrEqual(5);
    const invalid = await h.api('PATCH', '/v1/me', { token: person.token, body: { name: 7 } });
    expect(invalid.status).toBe(429);
  });

  test('does not answer a replay either', async () => {
    const person = await createPerson(h);
    const listing = await createListing(h, person);
    const body = { start: '2027-06-01', end: '2027-06-02' };
    const close = () =>
      h.api('POST', `/v1/listings/${listing}/closures`, { token: person.token, key: 'the-same', body });
    expect((await close()).status).toBe(201);
    const { refusal } = await untilLimited(close);
    expect(refusal.body.code).toBe('rate-limited');
  });
});

describe('while Redis is away', () => {
  test.each(['refuse', 'http-500', 'garbage'] as const)(
    '(%s) reads and writes go on, without a promise of what is left',
    async (fault) => {
      h.faults.redis.use(() => fault);
      const person = await createPerson(h);
      for (let n = 0; n < 7; n += 1) expect((await readMe(person)).status).toBe(200);
      const write = await rename(person);
      expect(write).toMatchObject({ status: 200, trips: 2 });
      expect(write.headers.get('ratelimit')).toBeNull();
      expect(write.headers.get('ratelimit-policy')).toBe('"write";q=5;w=60');
    },
  );

  test('a silent one costs an answer half a second, no more', async () => {
    h.faults.redis.use(() => 'timeout');
    const person = await createPerson(h);
    const started = performance.now();
    expect((await readMe(person)).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  test('sign-ins are counted in Postgres, by address and by account, until the window has passed', async () => {
    h.faults.redis.use(() => 'refuse');
    const address = freshAddress();
    const answers: number[] = [];
    for (let n = 0; n < 6; n += 1) answers.push((await signIn(address)).status);
    expect(answers).toEqual([401, 401, 401, 401, 401, 429]);

    const email = freshEmail();
    const byEmail: number[] = [];
    for (let n = 0; n < 4; n += 1) byEmail.push((await signIn(freshAddress(), email)).status);
    expect(byEmail).toEqual([401, 401, 401, 429]);

    h.clock.advance(60_000);
    expect((await signIn(address)).status).toBe(401);
    expect((await signIn(freshAddress(), email)).status).toBe(429);
    h.clock.advance(600_000);
    expect((await signIn(freshAddress(), email)).status).toBe(401);
  });

  test('twenty sign-ins at once are not let in by their number', async () => {
    h.faults.redis.use(() => 'refuse');
    const address = freshAddress();
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(address)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
  });

  test('the counting shows among the round trips', async () => {
    h.faults.redis.use(() => 'refuse');
    const counted = await signIn(freshAddress());
    // The load, and a count each by address, by account of this address, and by account.
    expect(counted.trips).toBe(4);
    expect(counted.headers.get('ratelimit')).toMatch(/^"sign-in";r=4;t=\d+, "subject";r=2;t=\d+, "guesses";r=2;t=\d+$/);
  });

  test('and Postgres as well, a sign-in is a 503, never let in uncounted', async () => {
    h.faults.redis.use(() => 'refuse');
    h.faults.db.use(() => 'refuse');
    expect(await signIn(freshAddress())).toMatchObject({ status: 503, body: { code: 'database-unavailable' } });
    h.faults.db.use((_, { body }) => (body.includes('rate_counters') ? 'refuse' : undefined));
    expect(await signIn(freshAddress())).toMatchObject({ status: 503, body: { code: 'database-unavailable' } });
  });

  test('old counts are forgotten', async () => {
    h.faults.redis.use(() => 'refuse');
    await signIn(freshAddress());
    expect(await h.sql('select 1 from rate_counters')).not.toEqual([]);
    h.clock.advance(2 * 3_600_000);
    await h.drainJobs();
    expect(await h.sql('select 1 from rate_counters')).toEqual([]);
  });
});

test('a fresh token of the same person does not begin a new count', async () => {
  const person = await createPerson(h);
  await untilLimited(() => readMe(person));
  expect((await readMe({ token: await tokenFor(h, person) })).status).toBe(429);
});

test('what may be tried with cards is counted for the person, whichever keys they make', async () => {
  const person = await createPerson(h);
  const keys = await Promise.all(
    ['one', 'other'].map(async (name) => {
      const body = { name, scopes: ['bookings:write', 'profile:read'] };
      return (await h.api('POST', '/v1/me/api-keys', { token: person.token, body })).body.key;
    }),
  );
  await untilLimited(() => h.api('POST', '/v1/bookings', { token: keys[0], body: { quote: 'x' } }));
  expect((await h.api('POST', '/v1/bookings', { token: keys[1], body: { quote: 'x' } })).status).toBe(429);
  expect((await readMe({ token: keys[1] })).status).toBe(200);
});

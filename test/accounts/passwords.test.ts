import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../harness/api.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson } from '../harness/people.ts';
import {
  type Account,
  freshEmail,
  mailedToken,
  openAccount,
  PASSWORD,
  readMe,
  refresh,
  signIn,
  signUp,
  type Tokens,
  trySignIn,
  verify,
} from './account.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

const MINUTE = 60_000;
const NEW_PASSWORD = 'eight herons at dusk';

function requestReset(email: string): Promise<Answer> {
  return h.api('POST', '/v1/password-resets', { body: { email } });
}

function completeReset(token: string, newPassword = NEW_PASSWORD): Promise<Answer> {
  return h.api('POST', '/v1/password-resets/complete', { body: { token, newPassword } });
}

function change(tokens: Tokens, currentPassword: string, newPassword: string): Promise<Answer> {
  return h.api('PUT', '/v1/me/password', { token: tokens.accessToken, body: { currentPassword, newPassword } });
}

async function resetToken(account: Account): Promise<string> {
  await requestReset(account.email);
  return mailedToken(h, account.email);
}

describe('resetting a password', () => {
  test('by the mailed link sets it, ends every session, and leaves the old one useless', async () => {
    const account = await openAccount(h);
    const sessions = [await signIn(h, account), await signIn(h, account)];
    expect(await completeReset(await resetToken(account))).toMatchObject({ status: 204, trips: 2 });
    for (const tokens of sessions) {
      expect((await readMe(h, tokens)).body.code).toBe('session-ended');
      expect((await refresh(h, tokens.refreshToken)).body.code).toBe('session-ended');
    }
    expect((await trySignIn(h, account)).body.code).toBe('invalid-credentials');
    await signIn(h, { ...account, password: NEW_PASSWORD });
  });

  test('revokes the API keys that whoever had the password may have made, and their changing it does not', async () => {
    const account = await openAccount(h);
    const tokens = await signIn(h, account);
    const body = { name: 'Sync', scopes: ['profile:read'] };
    const { key } = (await h.api('POST', '/v1/me/api-keys', { token: tokens.accessToken, body })).body;
    expect((await change(tokens, account.password, 'nine herons at noon')).status).toBe(204);
    expect((await readMe(h, { accessToken: key })).status).toBe(200);
    expect(await completeReset(await resetToken(account))).toMatchObject({ status: 204, trips: 2 });
    expect((await readMe(h, { accessToken: key })).body.code).toBe('session-ended');
    const { accessToken } = await signIn(h, { ...account, password: NEW_PASSWORD });
    expect((await h.api('GET', '/v1/me/api-keys', { token: accessToken })).body.data).toEqual([]);
  });

  test('leaves no API key that was asked for in the same moment', async () => {
    const account = await openAccount(h);
    const { accessToken } = await signIn(h, account);
    const link = await resetToken(account);
    const other = await h.connect();
    const waiting = (statements: number) =>
      expect
        .poll(() =>
          h.sql(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`),
        )
        .toHaveLength(statements);
    await other.query('begin');
    await other.query('select from people where email = $1 for update', [account.email]);
    const reset = completeReset(link);
    await waiting(1);
    const body = { name: 'Sync', scopes: ['profile:read'] };
    const made = h.api('POST', '/v1/me/api-keys', { token: accessToken, body });
    await waiting(2);
    await other.query('commit');
    await other.end();
    expect((await reset).status).toBe(204);
    expect((await made).body.code).toBe('session-ended');
  });

  test('asked for with an unknown address answers and writes alike, and mails nothing', async () => {
    const { email } = await openAccount(h);
    const unknown = freshEmail();
    const count = () => h.sql('select count(*)::int as n from email_links');
    const answers: Answer[] = [];
    for (const address of [email, unknown]) {
      const [before] = await count();
      answers.push(await requestReset(address));
      expect(await count()).toEqual([{ n: before?.n + 1 }]);
    }
    expect(answers[0]).toMatchObject({ status: 202, trips: 1, text: answers[1]?.text });
    expect(answers[1]).toMatchObject({ status: 202, trips: 1 });
    await h.drainJobs();
    expect(h.mailbox.lastTo(unknown)).toBeUndefined();
    expect(await h.sql('select 1 from email_links where email = $1', [unknown])).toEqual([]);
  });

  test('is possible once with a link, for an hour, and only with the newest', async () => {
    const account = await openAccount(h);
    const first = await resetToken(account);
    const second = await resetToken(account);
    expect((await completeReset(first)).body.code).toBe('invalid-token');
    h.clock.advance(60 * MINUTE - 1);
    expect((await completeReset(second)).status).toBe(204);
    expect((await completeReset(second)).body.code).toBe('invalid-token');
    const third = await resetToken(account);
    h.clock.advance(60 * MINUTE);
    expect((await completeReset(third)).body.code).toBe('invalid-token');
  });

  test('ten times at once with one link works once', async () => {
    const token = await resetToken(await openAccount(h));
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => completeReset(token, `a long password, number ${n}`)),
    );
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([204, ...Array(9).fill(401)]);
  });

  test('with a bad password says why and leaves the link good', async () => {
    const account = await openAccount(h);
    const token = await resetToken(account);
    for (const bad of ['short', 'qwertyuiop', account.email]) {
      const answer = await completeReset(token, bad);
      expect(answer.body).toMatchObject({ code: 'invalid-input', errors: [{ pointer: '/newPassword' }] });
    }
    expect((await completeReset(token)).status).toBe(204);
  });

  test('proves the address too: an account that was never verified can be signed in to', async () => {
    const email = freshEmail();
    await signUp(h, email);
    const verification = await mailedToken(h, email);
    expect((await completeReset(await resetToken({ email, password: PASSWORD }))).status).toBe(204);
    await signIn(h, { email, password: NEW_PASSWORD });
    expect((await verify(h, verification, NEW_PASSWORD)).status).toBe(204);
    expect(
      await h.sql(`select count(*)::int as n from events where subject = (select id from people where email = $1)`, [
        email,
      ]),
    ).toEqual([{ n: 1 }]);
  });

  test('racing with sign-ins by the old password leaves no session behind', async () => {
    const account = await openAccount(h);
    const token = await resetToken(account);
    const [reset, ...signedIn] = await Promise.all([
      completeReset(token),
      ...Array.from({ length: 10 }, () => trySignIn(h, account)),
    ]);
    expect(reset.status).toBe(204);
    for (const answer of signedIn) {
      if (answer.status === 201) expect((await readMe(h, answer.body)).body.code).toBe('session-ended');
      else expect(answer.body.code).toBe('invalid-credentials');
    }
  });
});

describe('changing a password', () => {
  test('takes the current one, ends all other sessions and keeps this one', async () => {
    const account = await openAccount(h);
    const [here, there] = [await signIn(h, account), await signIn(h, account)];
    expect(await change(here, PASSWORD, NEW_PASSWORD)).toMatchObject({ status: 204, trips: 2 });
    expect((await readMe(h, here)).status).toBe(200);
    expect((await refresh(h, here.refreshToken)).status).toBe(200);
    expect((await readMe(h, there)).body.code).toBe('session-ended');
    expect((await trySignIn(h, account)).status).toBe(401);
    await signIn(h, { ...account, password: NEW_PASSWORD });
  });

  test('with a wrong current one, or to a bad one, changes nothing and says where', async () => {
    const account = await openAccount(h);
    const tokens = await signIn(h, account);
    const wrong = await change(tokens, 'not my password', NEW_PASSWORD);
    expect(wrong.body).toMatchObject({ code: 'invalid-input', errors: [{ pointer: '/currentPassword' }] });
    const bad = await change(tokens, PASSWORD, account.email.toUpperCase());
    expect(bad.body).toMatchObject({ code: 'invalid-input', errors: [{ pointer: '/newPassword' }] });
    await signIn(h, account);
  });

  test('makes a reset link that was mailed before useless', async () => {
    const account = await openAccount(h);
    const token = await resetToken(account);
    expect((await change(await signIn(h, account), PASSWORD, NEW_PASSWORD)).status).toBe(204);
    expect((await completeReset(token)).body.code).toBe('invalid-token');
  });
});

describe('signing in', () => {
  test('answers an unknown address, and an account without a password, like a wrong password, with the same work', async () => {
    const { email } = await openAccount(h);
    const given = await createPerson(h);
    const took = { unknown: [] as number[], without: [] as number[], wrong: [] as number[] };
    for (let round = 0; round < 9; round += 1) {
      const timed = async (address: string, times: number[]) => {
        const started = performance.now();
        const answer = await trySignIn(h, { email: address, password: 'a wrong password' });
        times.push(performance.now() - started);
        return answer;
      };
      const wrong = await timed(email, took.wrong);
      for (const other of [await timed(freshEmail(), took.unknown), await timed(given.email, took.without)]) {
        expect(other).toMatchObject({ status: 401, trips: wrong.trips });
        expect({ ...other.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
      }
    }
    // Without the work of hashing the others would be answered several times as fast.
    for (const times of [took.unknown, took.without]) {
      const ratio = median(times) / median(took.wrong);
      expect(ratio).toBeGreaterThan(0.6);
      expect(ratio).toBeLessThan(1.7);
    }
  });

  test.each([
    ['合言葉はとても長いです', '合言葉は違っていたのか'],
    ['éàüöîçñåøæãõ', 'éàüöîçabcdef'],
    ['пароль на рассвете', 'пароль на закате!!'],
  ])('with %s takes all of its letters, whatever alphabet they are of', async (password, other) => {
    const { email } = await openAccount(h);
    await completeReset(await resetToken({ email, password: PASSWORD }), password);
    expect((await trySignIn(h, { email, password: other })).body.code).toBe('invalid-credentials');
    await signIn(h, { email, password });
  });

  test('stores passwords as Argon2id with 19 MiB, two passes and one lane', async () => {
    const { email } = await openAccount(h);
    const [row] = await h.sql('select password_hash from people where email = $1', [email]);
    expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test('with one address is limited whoever tries, also while Redis is away, and says the same for unknown ones', async () => {
    const limited = await startHarness({ vars: { RATE_LIMITS: 'sign-in=100000,subject=3' } });
    const attempt = (email: string) => trySignIn(limited, { email, password: 'a wrong password' });
    for (const down of [false, true]) {
      limited.faults.redis.use(down ? () => 'http-500' : undefined);
      const [email, other] = [freshEmail(), freshEmail()];
      const statuses: number[] = [];
      for (const address of [email, email.toUpperCase(), email, email, other]) {
        statuses.push((await attempt(address)).status);
      }
      expect(statuses).toEqual([401, 401, 401, 429, 401]);
    }
    await limited.close();
  });

  test('is not kept from who has reset the password by what they tried before, and still limited from elsewhere', async () => {
    const limited = await startHarness({ vars: { RATE_LIMITS: 'sign-in=100000,subject=3' } });
    const { email } = await openAccount(limited);
    const at = (place: string, tried: string) =>
      trySignIn(limited, { email: email.toUpperCase(), password: tried }, place);
    const [home, elsewhere] = ['203.0.113.1', '203.0.113.2'];
    for (const place of [home, elsewhere]) {
      for (let times = 0; times < 4; times += 1) await at(place, 'a wrong password');
      expect((await at(place, PASSWORD)).status).toBe(429);
    }
    await limited.api('POST', '/v1/password-resets', { body: { email } });
    const body = { token: await mailedToken(limited, email), newPassword: NEW_PASSWORD };
    const headers = { 'cf-connecting-ip': home };
    expect((await limited.api('POST', '/v1/password-resets/complete', { body, headers })).status).toBe(204);
    expect((await at(home, NEW_PASSWORD)).status).toBe(201);
    expect((await at(elsewhere, NEW_PASSWORD)).status).toBe(429);
    await limited.close();
  });

  test('is not kept from who knows the password by wrong tries of another place, only by those of many places', async () => {
    const limited = await startHarness({ vars: { RATE_LIMITS: 'sign-in=100000,subject=3,guesses=6' } });
    const { email, password } = await openAccount(limited);
    const from = async (place: number, tried: string) =>
      (await trySignIn(limited, { email, password: tried }, `203.0.113.${place}`)).status;
    const statuses: number[] = [];
    for (let times = 0; times < 8; times += 1) statuses.push(await from(1, 'a wrong password'));
    expect(statuses.slice(-4)).toEqual([429, 429, 429, 429]);
    expect(await from(2, password)).toBe(201);
    for (let place = 3; place < 12; place += 1) await from(place, 'a wrong password');
    expect(await from(2, password)).toBe(429);
    await limited.close();
  });
});

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

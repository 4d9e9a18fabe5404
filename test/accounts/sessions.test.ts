import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import { type Account, openAccount, readMe, refresh, signIn, trySignIn } from './account.ts';

let h: Harness;
let account: Account;
beforeAll(async () => {
  h = await startHarness();
  account = await openAccount(h);
});
afterAll(() => h.close());

const SECOND = 1000;
const DAY = 86_400_000;

async function personId(): Promise<string> {
  const [row] = await h.sql<{ id: string }>('select id from people where email = $1', [account.email]);
  return row?.id ?? '';
}

describe('refreshing', () => {
  test('brings the next tokens in two round trips, and the session goes on', async () => {
    const first = await signIn(h, account);
    const second = await refresh(h, first.refreshToken);
    expect(second).toMatchObject({ status: 200, trips: 2, body: { tokenType: 'Bearer', expiresIn: 900 } });
    expect(second.body.refreshToken).not.toBe(first.refreshToken);
    expect((await readMe(h, second.body)).status).toBe(200);
    expect((await refresh(h, second.body.refreshToken)).status).toBe(200);
  });

  test('again within 10 seconds brings the same successor: the first answer may have been lost', async () => {
    const { refreshToken } = await signIn(h, account);
    const first = await refresh(h, refreshToken);
    h.clock.advance(10 * SECOND);
    const again = await refresh(h, refreshToken);
    expect(again.body.refreshToken).toBe(first.body.refreshToken);
    expect((await refresh(h, again.body.refreshToken)).status).toBe(200);
  });

  test('fifty times at once with one token: all get the same successor, and one is stored', async () => {
    const { refreshToken } = await signIn(h, account);
    const count = () => h.sql<{ n: number }>('select count(*)::int as n from refresh_tokens');
    const [before] = await count();
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(h, refreshToken)));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    expect(new Set(answers.map((answer) => answer.body.refreshToken)).size).toBe(1);
    expect(await count()).toEqual([{ n: (before?.n ?? 0) + 1 }]);
  });

  test('with a token used more than 10 seconds ago ends the session at once, whoever holds its tokens', async () => {
    const stolen = await signIn(h, account);
    const elsewhere = await signIn(h, account);
    const next = await refresh(h, stolen.refreshToken);
    h.clock.advance(10 * SECOND + 1);
    expect((await refresh(h, stolen.refreshToken)).body.code).toBe('session-ended');
    expect((await refresh(h, next.body.refreshToken)).body.code).toBe('session-ended');
    expect((await readMe(h, next.body)).body.code).toBe('session-ended');
    expect((await readMe(h, elsewhere)).status).toBe(200);
    const audit = await h.sql('select 1 from audit where action = $1', ['session.refresh-token-reused']);
    expect(audit).toHaveLength(1);
  });

  test('is possible for 30 days since the last time, and no longer', async () => {
    const { refreshToken } = await signIn(h, account);
    h.clock.advance(30 * DAY - SECOND);
    const second = await refresh(h, refreshToken);
    h.clock.advance(30 * DAY - SECOND);
    const third = await refresh(h, second.body.refreshToken);
    expect(third.status).toBe(200);
    h.clock.advance(30 * DAY);
    expect((await refresh(h, third.body.refreshToken)).body.code).toBe('session-ended');
  });

  test('for years leaves no more tokens in the database than those of a month', async () => {
    const first = await signIn(h, account);
    let { refreshToken } = first;
    const counts: number[] = [];
    for (let week = 0; week < 20; week += 1) {
      h.clock.advance(7 * DAY);
      ({ refreshToken } = (await refresh(h, refreshToken)).body);
      const [row] = await h.sql<{ n: number }>(
        `select count(*)::int as n from refresh_tokens
         where session_id = (select session_id from refresh_tokens order by used_at desc nulls last limit 1)`,
      );
      counts.push(row?.n ?? 0);
    }
    expect(Math.max(...counts)).toBeLessThanOrEqual(6);
    expect((await refresh(h, first.refreshToken)).body.code).toBe('invalid-token');
    expect((await refresh(h, refreshToken)).status).toBe(200);
  });

  test('with what was never a token is refused, and so is an access token', async () => {
    const { accessToken } = await signIn(h, account);
    expect((await refresh(h, 'A'.repeat(43))).body.code).toBe('invalid-token');
    expect((await refresh(h, accessToken.slice(0, 200))).body.code).toBe('invalid-token');
  });

  test('leaves no token in the database', async () => {
    const { refreshToken } = await signIn(h, account);
    const next = await refresh(h, refreshToken);
    const stored = JSON.stringify(await h.sql('select * from refresh_tokens, sessions'));
    expect(stored).not.toContain(refreshToken);
    expect(stored).not.toContain(next.body.refreshToken);
  });
});

describe('an access token', () => {
  test('is good for 15 minutes', async () => {
    const tokens = await signIn(h, account);
    h.clock.advance(15 * 60 * SECOND - SECOND);
    expect((await readMe(h, tokens)).status).toBe(200);
    h.clock.advance(SECOND);
    expect((await readMe(h, tokens)).body.code).toBe('unauthenticated');
  });

  test('that is altered, unsigned or no token is refused', async () => {
    const { accessToken } = await signIn(h, account);
    const [header = '', payload = '', signature = ''] = accessToken.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const altered = Buffer.from(JSON.stringify({ ...claims, exp: claims.exp + 1 })).toString('base64url');
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
    for (const forged of [`${header}.${altered}.${signature}`, `${unsigned}.${payload}.`, 'nonsense', 'a.b.c']) {
      expect((await readMe(h, { accessToken: forged })).body.code).toBe('unauthenticated');
    }
  });

  test('of a person who is suspended counts no more, at once, and neither does a password or a refresh token', async () => {
    const tokens = await signIn(h, account);
    await h.sql('update people set suspended_at = $1 where email = $2', [new Date(h.clock.now()), account.email]);
    expect((await readMe(h, tokens)).body.code).toBe('session-ended');
    expect((await h.api('PATCH', '/v1/me', { token: tokens.accessToken, body: { name: 'Eve' } })).body.code).toBe(
      'session-ended',
    );
    expect((await refresh(h, tokens.refreshToken)).body.code).toBe('session-ended');
    expect((await trySignIn(h, account)).body.code).toBe('invalid-credentials');
    expect((await h.api('GET', `/v1/people/${await personId()}`)).status).toBe(404);
    await h.sql('update people set suspended_at = null where email = $1', [account.email]);
    expect((await readMe(h, tokens)).status).toBe(200);
  });

  test('is verified by the published keys, of which two are live and none is private', async () => {
    const response = await fetch(new URL('/.well-known/jwks.json', h.url));
    expect(response.headers.get('cache-control')).toBe('public, max-age=3600');
    const { keys } = JSON.parse(await response.text());
    expect(keys).toEqual(
      [1, 2].map(() => ({
        kty: 'OKP',
        crv: 'Ed25519',
        x: expect.any(String),
        kid: expect.any(String),
        use: 'sig',
        alg: 'EdDSA',
      })),
    );
  });
});

describe('signing out', () => {
  test('ends the session for reads, writes and refreshing', async () => {
    const tokens = await signIn(h, account);
    const elsewhere = await signIn(h, account);
    const answer = await h.api('DELETE', '/v1/sessions/current', { token: tokens.accessToken });
    expect(answer).toMatchObject({ status: 204, trips: 1 });
    expect((await readMe(h, tokens)).body.code).toBe('session-ended');
    expect((await refresh(h, tokens.refreshToken)).body.code).toBe('session-ended');
    expect((await readMe(h, elsewhere)).status).toBe(200);
  });

  test('twice at the same moment ends it once, and neither is told that there is no such thing', async () => {
    const { accessToken: token } = await signIn(h, account);
    const rival = await h.connect();
    await rival.query('begin');
    await rival.query('select from sessions for update');
    const both = [1, 2].map(() => h.api('DELETE', '/v1/sessions/current', { token }));
    const waiting = () =>
      h.sql(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    await expect.poll(async () => (await waiting()).length, { timeout: 10_000 }).toBe(2);
    await rival.query('commit');
    await rival.end();
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([204, 204]);
  });

  test('everywhere ends all sessions', async () => {
    const [here, there] = [await signIn(h, account), await signIn(h, account)];
    expect((await h.api('DELETE', '/v1/me/sessions', { token: here.accessToken })).status).toBe(204);
    expect((await readMe(h, here)).body.code).toBe('session-ended');
    expect((await refresh(h, there.refreshToken)).body.code).toBe('session-ended');
  });

  test('elsewhere ends the session that is named, and no other', async () => {
    const [here, there] = [await signIn(h, account), await signIn(h, account)];
    const list = await h.api('GET', '/v1/me/sessions', { token: here.accessToken });
    expect(list).toMatchObject({ status: 200, trips: 1 });
    const sessions: { id: string; current: boolean }[] = list.body.data;
    expect(sessions.map((session) => session.current)).toEqual([false, true]);
    const path = `/v1/me/sessions/${sessions[0]?.id}`;
    expect((await h.api('DELETE', path, { token: here.accessToken })).status).toBe(204);
    expect((await h.api('DELETE', path, { token: here.accessToken })).status).toBe(404);
    expect((await readMe(h, there)).body.code).toBe('session-ended');
    expect((await readMe(h, here)).status).toBe(200);
  });

  test('cannot end the session of another person, nor tell that it exists', async () => {
    const mine = await signIn(h, account);
    const stranger = await signIn(h, await openAccount(h));
    const list = await h.api('GET', '/v1/me/sessions', { token: mine.accessToken });
    const theirs = await h.api('DELETE', `/v1/me/sessions/${list.body.data[0].id}`, { token: stranger.accessToken });
    const nobodys = await h.api('DELETE', '/v1/me/sessions/ses_01kav0h2e6f8w9x3m5n7p9q1r3', {
      token: stranger.accessToken,
    });
    expect(theirs.status).toBe(404);
    expect({ ...theirs.body, requestId: '' }).toEqual({ ...nobodys.body, requestId: '' });
    expect((await readMe(h, mine)).status).toBe(200);
  });

  test('of the fifty that can live at a time is ended by a sign-in where it was not used for longest', async () => {
    const first = await signIn(h, account);
    const live = async (): Promise<{ id: string; expiresAt: string }[]> =>
      (await h.api('GET', '/v1/me/sessions', { token: first.accessToken })).body.data;
    const others = 50 - (await live()).length;
    await h.sql(
      `insert into sessions (id, person_id, created_at, expires_at)
       select type_id('ses', gen_random_uuid()), $1, $2, $2::timestamptz + n * interval '1 minute' from generate_series(1, $3::int) as n`,
      [await personId(), new Date(h.clock.now()), others],
    );
    const [unused] = (await live()).toSorted((a, b) => a.expiresAt.localeCompare(b.expiresAt));
    const second = await signIn(h, account);
    const left = await live();
    expect(left).toHaveLength(50);
    expect(left.map(({ id }) => id)).not.toContain(unused?.id);
    for (const tokens of [first, second]) expect((await readMe(h, tokens)).status).toBe(200);
  });

  test('is remembered for 30 days and then forgotten with the next sign-in', async () => {
    const tokens = await signIn(h, account);
    await h.api('DELETE', '/v1/sessions/current', { token: tokens.accessToken });
    h.clock.advance(31 * DAY);
    await signIn(h, account);
    const ended = await h.sql('select 1 from sessions where person_id = $1 and revoked_at is not null', [
      await personId(),
    ]);
    expect(ended).toEqual([]);
  });
});

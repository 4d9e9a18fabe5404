import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  changeEmail,
  completeEmailChange,
  freshEmail,
  mailedToken,
  openAccount,
  PASSWORD,
  readMe,
  refresh,
  requestEmailChange,
  signIn,
  signUp,
  trySignIn,
  verify,
} from '../accounts/account.ts';
import type { Answer } from '../harness/api.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person, tokenFor } from '../harness/people.ts';

let h: Harness;
let support: Person;
beforeAll(async () => {
  h = await startHarness();
  support = await createPerson(h, { roles: ['support'] });
});
afterAll(() => h.close());

const DAY = 24 * 3_600_000;
const NEW_PASSWORD = 'eight herons at dusk';

async function restore(id: string, email: string): Promise<Answer> {
  const body = { email, reason: 'Case 4711' };
  const token = await tokenFor(h, support);
  return h.api('POST', `/v1/admin/people/${id}/restore-email`, { token, body });
}

/** The account that support finds by an address. */
async function find(email: string): Promise<string> {
  const token = await tokenFor(h, support);
  return (await h.api('GET', '/v1/admin/people', { token, query: { email } })).body.id;
}

/** An account whose address a thief of the password has changed, with what the thief has by then. */
async function taken() {
  const account = await openAccount(h);
  const tokens = await signIn(h, account);
  const body = { name: 'Sync', scopes: ['profile:read'] };
  const { key } = (await h.api('POST', '/v1/me/api-keys', { token: tokens.accessToken, body })).body;
  const { id } = (await readMe(h, tokens)).body;
  const theirs = freshEmail();
  await changeEmail(h, tokens, theirs);
  return { account, id, tokens, key, theirs };
}

describe('giving an address back', () => {
  test('puts out whoever has the account, and lets its owner in by the link that is mailed', async () => {
    const { account, id, tokens, key, theirs } = await taken();
    await h.api('POST', '/v1/password-resets', { body: { email: theirs } });
    const stolen = await mailedToken(h, theirs);
    const pending = freshEmail();
    await requestEmailChange(h, tokens, pending);
    const waiting = await mailedToken(h, pending);
    expect(await restore(id, account.email.toUpperCase())).toMatchObject({
      status: 200,
      trips: 2,
      body: { id, email: account.email, emailVerified: true },
    });
    expect((await readMe(h, tokens)).body.code).toBe('session-ended');
    expect((await readMe(h, { accessToken: key })).body.code).toBe('session-ended');
    expect((await refresh(h, tokens.refreshToken)).body.code).toBe('session-ended');
    for (const email of [account.email, theirs]) {
      expect((await trySignIn(h, { email, password: PASSWORD })).body.code).toBe('invalid-credentials');
    }
    const reset = (token: string) =>
      h.api('POST', '/v1/password-resets/complete', { body: { token, newPassword: NEW_PASSWORD } });
    expect((await reset(stolen)).body.code).toBe('invalid-token');
    expect((await reset(await mailedToken(h, account.email))).status).toBe(204);
    const again = await signIn(h, { email: account.email, password: NEW_PASSWORD });
    expect((await readMe(h, again)).body).toMatchObject({ id, email: account.email });
    const confirmed = { token: waiting, password: NEW_PASSWORD };
    expect((await h.api('POST', '/v1/email-changes/complete', { body: confirmed })).body.code).toBe('invalid-token');
  });

  test('tells the address that is left, and is kept with its reason', async () => {
    const { account, id, theirs } = await taken();
    await h.drainJobs();
    const before = h.mailbox.mails().length;
    await restore(id, account.email);
    await h.drainJobs();
    const letters = h.mailbox.mails().slice(before);
    expect(new Set(letters.map(({ to, subject }) => `${to}: ${subject}`))).toEqual(
      new Set([
        `${account.email}: Your account is yours again: choose a password`,
        `${theirs}: The account was given back`,
      ]),
    );
    expect(
      await h.sql(
        `select actor, data ->> 'reason' as reason from audit where action = 'people.restore-email' and subject = $1`,
        [id],
      ),
    ).toEqual([{ actor: support.id, reason: 'Case 4711' }]);
    expect(await h.sql('select type from events where subject = $1 order by id', [id])).toEqual([
      { type: 'account.created' },
      { type: 'account.email-changed' },
      { type: 'account.email-changed' },
    ]);
  });

  test('tells its owner what is so: nobody has asked for a link, and no password is left as it was', async () => {
    const { account, id, tokens } = await taken();
    const endpoint = { url: 'https://hooks.example.com/innkeep', types: null };
    await h.api('POST', '/v1/webhook-endpoints', { token: tokens.accessToken, body: endpoint });
    await h.drainJobs();
    const { length } = h.mailbox.mails();
    await restore(id, account.email);
    await h.drainJobs();
    const letters = h.mailbox
      .mails()
      .slice(length)
      .filter(({ to }) => to.includes(account.email));
    expect(new Set(letters.map(({ subject }) => subject))).toEqual(
      new Set(['Your account is yours again: choose a password', 'Your webhook endpoints are disabled']),
    );
    for (const { text } of letters) {
      expect(text).toContain('is good no more');
      expect(text).not.toMatch(/asked for|stays as it is|was reset/);
    }
    expect(letters.map(({ text }) => text).join('\n')).toMatch(
      /^https:\/\/stays\.example\/reset-password#token=eml_\S+$/m,
    );
  });

  test('is done once, asked for again or twice at once, and never turned round by that', async () => {
    const { account, id } = await taken();
    const answers = await Promise.all(Array.from({ length: 5 }, () => restore(id, account.email)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409]);
    expect((await restore(id, account.email)).body.code).toBe('invalid-transition');
    expect(await h.sql('select email from people where id = $1', [id])).toEqual([{ email: account.email }]);
  });

  test('is not turned round by any address that was come by since, and none of them finds the account', async () => {
    const { account, id, tokens, theirs } = await taken();
    const last = freshEmail();
    await changeEmail(h, tokens, last);
    expect((await restore(id, account.email)).status).toBe(200);
    const { length } = h.mailbox.mails();
    await h.drainJobs();
    for (const email of [theirs, last]) {
      const token = await tokenFor(h, support);
      expect((await h.api('GET', '/v1/admin/people', { token, query: { email } })).body.code).toBe('not-found');
      expect((await restore(id, email)).body.code).toBe('invalid-transition');
    }
    const letters = h.mailbox.mails().slice(length);
    expect(letters.filter(({ to }) => to.includes(theirs))).toEqual([]);
    const [letter, ...more] = letters.filter(({ to }) => to.includes(last));
    expect([letter?.subject, more]).toEqual(['The account was given back', []]);
    expect(letter?.text).not.toMatch(/write to|password/);
    expect(JSON.stringify(letter)).not.toContain(account.email);
    h.clock.advance(9 * DAY);
    await h.worker.runCron('17 * * * *', h.clock.now());
    expect(await h.sql('select from email_changes where person_id = $1', [id])).toEqual([]);
  });

  test('is done again for an address that was taken again, or that its owner had before', async () => {
    const [before, account] = [await openAccount(h), { email: freshEmail(), password: PASSWORD }];
    const tokens = await signIn(h, before);
    const { id } = (await readMe(h, tokens)).body;
    await changeEmail(h, tokens, account.email);
    const theirs = freshEmail();
    await changeEmail(h, tokens, theirs);
    expect((await restore(id, account.email)).status).toBe(200);
    const newPassword = NEW_PASSWORD;
    const body = { token: await mailedToken(h, account.email), newPassword };
    expect((await h.api('POST', '/v1/password-resets/complete', { body })).status).toBe(204);
    const again = await signIn(h, { email: account.email, password: newPassword });
    await requestEmailChange(h, again, theirs, newPassword);
    expect((await completeEmailChange(h, await mailedToken(h, theirs), newPassword)).status).toBe(204);
    expect((await restore(id, account.email)).status).toBe(200);
    expect((await restore(id, theirs)).body.code).toBe('invalid-transition');
    expect((await restore(id, before.email)).status).toBe(200);
    for (const email of [account.email, theirs]) {
      expect((await restore(id, email)).body.code).toBe('invalid-transition');
    }
  });

  test('goes as far as 30 days back, and not to an address that the account never had', async () => {
    const [late, early, other] = [await taken(), await taken(), await taken()];
    expect((await restore(late.id, other.account.email)).body.code).toBe('invalid-transition');
    expect((await restore(late.id, late.theirs)).body.code).toBe('invalid-transition');
    h.clock.advance(30 * DAY - 1000);
    expect((await restore(early.id, early.account.email)).status).toBe(200);
    h.clock.advance(2000);
    expect((await restore(late.id, late.account.email)).body.code).toBe('invalid-transition');
  });

  test('takes it from a sign-up that was not verified, and from no account that was, at once as well', async () => {
    const [first, second, third] = [await taken(), await taken(), await taken()];
    await signUp(h, first.account.email, 'another long password');
    const verification = await mailedToken(h, first.account.email);
    expect((await restore(first.id, first.account.email)).status).toBe(200);
    expect((await verify(h, verification, 'another long password')).body.code).toBe('invalid-token');
    await openAccount(h, second.account.email);
    expect((await restore(second.id, second.account.email)).body.code).toBe('invalid-transition');
    await signUp(h, third.account.email);
    const link = await mailedToken(h, third.account.email);
    const [restored, verified] = await Promise.all([restore(third.id, third.account.email), verify(h, link)]);
    expect([restored.status, verified.status]).toEqual(restored.status === 200 ? [200, 401] : [409, 204]);
    expect(await h.sql('select from people where email = $1', [third.account.email])).toHaveLength(1);
  });

  test('finds the account by it also where somebody has signed up with it since, and not verified that', async () => {
    const { account, id, theirs } = await taken();
    await signUp(h, account.email, 'another long password');
    expect(await find(account.email)).toBe(id);
    expect((await restore(id, account.email)).status).toBe(200);
    await signUp(h, theirs);
    const unverified = await h.sql<{ id: string }>('select id from people where email = $1', [theirs]);
    expect(await find(theirs)).toBe(unverified[0]?.id);
  });

  test('is done for who had signed up anew with it, once the new account is closed or has another address', async () => {
    for (const leave of ['close', 'change'] as const) {
      const { account, id } = await taken();
      const anew = await signIn(h, await openAccount(h, account.email));
      const { id: newId } = (await readMe(h, anew)).body;
      expect(await find(account.email)).toBe(newId);
      expect((await restore(id, account.email)).body.detail).toContain('Another account has the address');
      if (leave === 'change') await changeEmail(h, anew, freshEmail());
      else {
        const body = { currentPassword: PASSWORD };
        await h.api('POST', '/v1/me/close', { token: anew.accessToken, key: null, body });
      }
      expect(await find(account.email)).toBe(leave === 'close' ? id : newId);
      expect((await restore(id, account.email)).status).toBe(200);
    }
  });

  test('is for operators, of operators for an admin, and not of oneself', async () => {
    const { account, id, tokens } = await taken();
    const body = { email: account.email, reason: 'It is mine' };
    const path = `/v1/admin/people/${id}/restore-email`;
    expect((await h.api('POST', path, { token: tokens.accessToken, body })).body.code).toBe('forbidden');
    await h.sql(`update people set roles = '{support}' where id = $1`, [id]);
    expect((await h.api('POST', path, { token: tokens.accessToken, body })).body.code).toBe('forbidden');
    expect((await restore(id, account.email)).body.code).toBe('forbidden');
    const admin = await createPerson(h, { roles: ['admin'] });
    expect((await h.api('POST', path, { token: admin.token, body })).status).toBe(200);
  });

  test('of a suspended person leaves them suspended', async () => {
    const { account, id } = await taken();
    await h.api('POST', `/v1/admin/people/${id}/suspend`, {
      token: await tokenFor(h, support),
      body: { reason: 'Case 4711' },
    });
    const restored = await restore(id, account.email);
    expect(restored.body).toMatchObject({ email: account.email, suspendedAt: expect.any(String) });
    expect(await mailedToken(h, account.email)).toMatch(/^eml_/);
  });
});

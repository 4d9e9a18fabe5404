import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/index.ts';
import {
  freshEmail,
  mailedToken,
  openAccount,
  PASSWORD,
  readMe,
  signIn,
  signUp,
  trySignIn,
  verify,
} from './account.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

const HOUR = 3_600_000;

function resend(email: string) {
  return h.api('POST', '/v1/accounts/resend-verification', { body: { email } });
}

function mailsTo(email: string) {
  return h.mailbox.mails().filter((mail) => mail.to.some((to) => to.includes(email)));
}

async function rowCounts() {
  const [row] = await h.sql(
    `select (select count(*) from people) as people, (select count(*) from email_links) as links,
            (select count(*) from jobs) as jobs, (select count(*) from events) as events`,
  );
  return row;
}

describe('opening an account', () => {
  test('signing up, opening the mailed link and signing in leads to the own account', async () => {
    const email = freshEmail();
    const signedUp = await signUp(h, email);
    expect(signedUp).toMatchObject({ status: 202, trips: 1 });
    const verified = await verify(h, await mailedToken(h, email));
    expect(verified).toMatchObject({ status: 204, trips: 2 });
    const signedIn = await trySignIn(h, { email, password: PASSWORD });
    expect(signedIn).toMatchObject({ status: 201, trips: 2, body: { tokenType: 'Bearer', expiresIn: 900 } });
    const me = await readMe(h, signedIn.body);
    expect(me).toMatchObject({ status: 200, trips: 1, body: { email, name: 'Ada', emailVerified: true, roles: [] } });
    expect(await h.sql('select type from events where subject = $1', [me.body.id])).toEqual([
      { type: 'account.created' },
    ]);
  });

  test('the mail leads to the web front end and carries the token in the fragment, which no server sees', async () => {
    const email = freshEmail();
    await signUp(h, email);
    await h.drainJobs();
    const mail = h.mailbox.lastTo(email);
    expect(mail?.text).toMatch(/^https:\/\/stays\.example\/verify-email#token=eml_\S+$/m);
    expect(mail?.html).toContain('<a href="https://stays.example/verify-email#token=eml_');
  });

  test('whoever says in which language they read is mailed in it from the first letter on', async () => {
    const email = freshEmail();
    const body = { email, password: PASSWORD, name: 'Ada' };
    const letter = async () => {
      await h.drainJobs();
      return h.mailbox.lastTo(email)?.subject;
    };
    await h.api('POST', '/v1/accounts', { body });
    expect(await letter()).toBe('Confirm your e-mail address');
    await h.api('POST', '/v1/accounts', { body: { ...body, locale: 'fr-CH' } });
    expect(await letter()).toBe('Confirmez votre adresse e-mail');
    await verify(h, await mailedToken(h, email));
    expect((await readMe(h, await signIn(h, { email, password: PASSWORD }))).body.locale).toBe('fr-CH');
    await h.api('POST', '/v1/accounts', { body: { ...body, locale: 'de' } });
    expect(await letter()).toBe('Vous avez déjà un compte');
  });

  test('an account whose address is not verified answers a sign-in as if it were not there', async () => {
    const email = freshEmail();
    await signUp(h, email);
    const pending = await trySignIn(h, { email, password: PASSWORD });
    const unknown = await trySignIn(h, { email: freshEmail(), password: PASSWORD });
    expect(pending.status).toBe(401);
    expect({ ...pending.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
  });

  test('an address is the same account however it is capitalised', async () => {
    const account = await openAccount(h);
    await signIn(h, { ...account, email: account.email.toUpperCase() });
    await signUp(h, account.email.toUpperCase());
    await h.drainJobs();
    expect(h.mailbox.lastTo(account.email)?.subject).toBe('You already have an account');
  });

  test('a password is the same however its characters were composed', async () => {
    const email = freshEmail();
    await signUp(h, email, 'caf\u00e9 on the corner');
    await verify(h, await mailedToken(h, email), 'caf\u00e9 on the corner');
    await signIn(h, { email, password: 'cafe\u0301 on the corner' });
  });
});

describe('an address that has an account', () => {
  test('signing up with it answers and writes like any other, and mails that there is one', async () => {
    const { email } = await openAccount(h);
    const before = await rowCounts();
    const known = await signUp(h, email, 'another long password');
    const between = await rowCounts();
    const unknown = await signUp(h, freshEmail(), 'another long password');
    const after = await rowCounts();
    expect([known.status, known.text, known.trips]).toEqual([unknown.status, unknown.text, unknown.trips]);
    expect(between).toMatchObject({ links: String(Number(before?.links) + 1), jobs: String(Number(before?.jobs) + 1) });
    expect(after).toMatchObject({ links: String(Number(before?.links) + 2), jobs: String(Number(before?.jobs) + 2) });
    await h.drainJobs();
    expect(h.mailbox.lastTo(email)?.subject).toBe('You already have an account');
    expect(h.mailbox.lastTo(email)?.text).not.toContain('token');
  });

  test('signing up with it again changes neither its name nor its password', async () => {
    const account = await openAccount(h);
    await h.api('POST', '/v1/accounts', {
      body: { email: account.email, password: 'another long password', name: 'Mallory' },
    });
    const tokens = await signIn(h, account);
    expect((await readMe(h, tokens)).body.name).toBe('Ada');
    expect((await trySignIn(h, { ...account, password: 'another long password' })).status).toBe(401);
  });

  test('who occupied an address without verifying it loses it to its owner', async () => {
    const email = freshEmail();
    await signUp(h, email, 'password of an intruder');
    const occupied = await mailedToken(h, email);
    await signUp(h, email);
    expect((await verify(h, occupied)).body.code).toBe('invalid-token');
    await verify(h, await mailedToken(h, email));
    await signIn(h, { email, password: PASSWORD });
    expect((await trySignIn(h, { email, password: 'password of an intruder' })).status).toBe(401);
  });

  test('twenty sign-ups at once with one address make one account', async () => {
    const email = freshEmail();
    const answers = await Promise.all(Array.from({ length: 20 }, () => signUp(h, email)));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([202]));
    expect(await h.sql('select count(*)::int as n from people where email = $1', [email])).toEqual([{ n: 1 }]);
  });
});

describe('a link', () => {
  test('is good once', async () => {
    const email = freshEmail();
    await signUp(h, email);
    const token = await mailedToken(h, email);
    expect((await verify(h, token)).status).toBe(204);
    expect((await verify(h, token)).body.code).toBe('invalid-token');
  });

  test('verifies nothing for whoever follows it without having chosen the password', async () => {
    const email = freshEmail();
    await signUp(h, email, 'what the thief has chosen');
    const token = await mailedToken(h, email);
    expect((await verify(h, token)).body.code).toBe('invalid-token');
    expect((await trySignIn(h, { email, password: 'what the thief has chosen' })).status).toBe(401);
  });

  test('to verify an address is good for 24 hours', async () => {
    const [early, late] = [freshEmail(), freshEmail()];
    await signUp(h, early);
    await signUp(h, late);
    const tokens = [await mailedToken(h, early), await mailedToken(h, late)] as const;
    h.clock.advance(24 * HOUR - 1000);
    expect((await verify(h, tokens[0])).status).toBe(204);
    h.clock.advance(1000);
    expect((await verify(h, tokens[1])).body.code).toBe('invalid-token');
  });

  test('that was mailed again makes the earlier one useless', async () => {
    const email = freshEmail();
    await signUp(h, email);
    const first = await mailedToken(h, email);
    expect((await resend(email)).status).toBe(202);
    const second = await mailedToken(h, email);
    expect(second).not.toBe(first);
    expect((await verify(h, first)).body.code).toBe('invalid-token');
    expect((await verify(h, second)).status).toBe(204);
  });

  test('that is forged, cut, empty or for another purpose is refused', async () => {
    const email = freshEmail();
    await signUp(h, email);
    const token = await mailedToken(h, email);
    const [id, mac = ''] = token.split('.');
    await h.api('POST', '/v1/password-resets', { body: { email } });
    const reset = await mailedToken(h, email);
    for (const forged of [`${id}`, `${id}.`, `${id}.${'A'.repeat(43)}`, token.slice(0, -1), `${token}A`, mac, reset]) {
      expect((await verify(h, forged)).body.code).toBe('invalid-token');
    }
    expect((await verify(h, token)).status).toBe(204);
  });

  test('cannot be used by who reads the database and all its jobs', async () => {
    const email = freshEmail();
    await signUp(h, email);
    const [, mac = 'none'] = (await mailedToken(h, email)).split('.');
    const tables = await h.sql<{ text: string }>(
      `select (select string_agg(j::text, '') from jobs j) || (select string_agg(l::text, '') from email_links l)
         || (select string_agg(p::text, '') from people p) as text`,
    );
    expect(tables[0]?.text).not.toContain(mac);
    expect(tables[0]?.text).not.toContain(PASSWORD);
  });

  test('asked for by a stranger or by who is verified already is not mailed, and answers alike', async () => {
    const unknown = freshEmail();
    const { email } = await openAccount(h);
    const answers = [await resend(unknown), await resend(email)];
    expect(answers[0]).toMatchObject({ status: 202, trips: 1, text: answers[1]?.text });
    expect(answers[1]).toMatchObject({ status: 202, trips: 1 });
    await h.drainJobs();
    expect(mailsTo(unknown)).toEqual([]);
    expect(h.mailbox.lastTo(email)?.subject).toBe('You already have an account');
    expect(await h.sql('select 1 from email_links where email in ($1, $2)', [unknown, email])).toEqual([]);
  });

  test('is mailed once, also when the mail provider fails, answers rubbish, or its answer is lost', async () => {
    const email = freshEmail();
    const faults = ['http-500', 'garbage', 'reset-after'] as const;
    h.faults.mail.reset();
    h.faults.mail.use((n) => faults[n - 1]);
    await signUp(h, email);
    for (let round = 0; h.faults.mail.count <= faults.length && round < 10; round += 1) {
      await h.worker.runCron('* * * * *', h.clock.now());
      await h.qstash.drain();
      h.clock.advance(5 * 60_000);
    }
    await h.drainJobs();
    expect(h.faults.mail.count).toBeGreaterThan(faults.length);
    expect(mailsTo(email)).toHaveLength(1);
    h.faults.mail.reset();
  });
});

describe('what cannot be signed up with', () => {
  const refused: [string, unknown, string[]][] = [
    ['no language', { email: 'a@b.example', password: PASSWORD, name: 'Ada', locale: 'en français' }, ['/locale']],
    ['a short password', { email: 'a@b.example', password: 'too short', name: 'Ada' }, ['/password']],
    ['one of the commonest passwords', { email: 'a@b.example', password: 'Password123', name: 'Ada' }, ['/password']],
    ['the address as password', { email: 'ada.l@b.example', password: 'ADA.L@b.example', name: 'Ada' }, ['/password']],
    ['the name as password', { email: 'a@b.example', password: 'ada lovelace', name: 'Ada Lovelace' }, ['/password']],
    ['an address that is none', { email: 'ada', password: PASSWORD, name: 'Ada' }, ['/email']],
    ['a very long address', { email: `${'a'.repeat(250)}@b.example`, password: PASSWORD, name: 'Ada' }, ['/email']],
    ['an empty name', { email: 'a@b.example', password: PASSWORD, name: ' ' }, ['/name']],
    ['a role', { email: 'a@b.example', password: PASSWORD, name: 'Ada', roles: ['admin'] }, ['/roles']],
    ['three mistakes at once', { email: 'ada', password: 'x', name: '' }, ['/email', '/password', '/name']],
  ];
  test.each(refused)('%s', async (_case, body, pointers) => {
    const answer = await h.api('POST', '/v1/accounts', { body });
    expect(answer.body).toMatchObject({ status: 422, code: 'invalid-input' });
    const found: { pointer: string }[] = answer.body.errors;
    expect([...new Set(found.map((error) => error.pointer))]).toEqual(pointers);
  });
});

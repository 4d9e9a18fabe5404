import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { traces } from '../closings/scene.ts';
import type { Answer } from '../harness/api.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';
import {
  type Account,
  completeEmailChange,
  freshEmail,
  mailedToken,
  openAccount,
  PASSWORD,
  readMe,
  requestEmailChange,
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

const HOUR = 3_600_000;
const ASKED = 'Another e-mail address was asked for';
const CHANGED = 'Your account has another e-mail address';

const request = (tokens: { accessToken: string }, email: string, password = PASSWORD) =>
  requestEmailChange(h, tokens, email, password);
const complete = (token: string, password = PASSWORD) => completeEmailChange(h, token, password);

async function resetToken(email: string): Promise<string> {
  await h.api('POST', '/v1/password-resets', { body: { email } });
  return mailedToken(h, email);
}

const RESET_TO = 'nine herons at noon';
const reset = (token: string) =>
  h.api('POST', '/v1/password-resets/complete', { body: { token, newPassword: RESET_TO } });

const subjectsTo = (email: string) =>
  h.mailbox
    .mails()
    .filter(({ to }) => to.includes(email))
    .map(({ subject }) => subject);

/** Somebody signed in, who has asked for a new address, with the token that was mailed there. */
async function asked(): Promise<{ account: Account; tokens: Tokens; email: string; token: string }> {
  const account = await openAccount(h);
  const tokens = await signIn(h, account);
  const email = freshEmail();
  expect(await request(tokens, email)).toMatchObject({ status: 202, trips: 2 });
  return { account, tokens, email, token: await mailedToken(h, email) };
}

async function change(token: string): Promise<void> {
  expect(await complete(token)).toMatchObject({ status: 204, trips: 2 });
}

describe('changing the address', () => {
  test('asked for with the password, and confirmed by the mailed link, leads to the same account under the new one', async () => {
    const { account, tokens, email, token } = await asked();
    const before = (await readMe(h, tokens)).body;
    expect(before.email).toBe(account.email);
    await change(token);
    expect((await readMe(h, tokens)).body).toEqual({ ...before, email });
    expect((await trySignIn(h, account)).body.code).toBe('invalid-credentials');
    await signIn(h, { ...account, email });
    expect(await h.sql('select type, data from events where subject = $1 order by id', [before.id])).toEqual([
      { type: 'account.created', data: {} },
      { type: 'account.email-changed', data: {} },
    ]);
    const trail = await h.sql('select action, actor from audit where subject = $1 order by id', [before.id]);
    expect(trail).toEqual([
      { action: 'account.email-change-requested', actor: before.id },
      { action: 'account.email-changed', actor: 'anonymous' },
    ]);
  });

  test('is told to the old address at once and when it is made, in its language, without the new one or a token', async () => {
    const account = await openAccount(h);
    const tokens = await signIn(h, account);
    await h.api('PATCH', '/v1/me', { token: tokens.accessToken, body: { locale: 'de' } });
    const email = freshEmail();
    await request(tokens, email);
    const [row] = await h.sql<{ id: string }>('select id from email_changes where new_email = $1', [email]);
    await change(await mailedToken(h, email));
    await h.drainJobs();
    const letters = h.mailbox.mails().filter(({ to }) => to.includes(account.email));
    expect(letters.slice(-2).map(({ subject }) => subject)).toEqual([
      'Eine andere E-Mail-Adresse wurde angegeben',
      'Ihr Konto hat eine andere E-Mail-Adresse',
    ]);
    for (const letter of letters.slice(-2)) {
      expect(JSON.stringify(letter)).not.toContain(email);
      expect(JSON.stringify(letter)).not.toContain(row?.id);
      expect(letter.text).not.toContain('#');
    }
    expect(subjectsTo(email)).toEqual(['Bestätigen Sie Ihre neue E-Mail-Adresse']);
    const link = h.mailbox.lastTo(email)?.text;
    expect(link).toMatch(/^https:\/\/stays\.example\/change-email#token=eml_\S+$/m);
  });

  test('is not told as asked for once it was made, replaced or ended: it would not be so', async () => {
    const replaced = async (_: string, tokens: Tokens) => {
      await request(tokens, freshEmail());
    };
    const ended = async (_: string, { accessToken }: Tokens) => {
      const body = { currentPassword: PASSWORD, newPassword: 'nine herons at noon' };
      expect((await h.api('PUT', '/v1/me/password', { token: accessToken, body })).status).toBe(204);
    };
    const told: string[][] = [];
    for (const moveOn of [change, replaced, ended]) {
      const account = await openAccount(h);
      const tokens = await signIn(h, account);
      const email = freshEmail();
      h.faults.mail.use((_, { body }) => (body.includes(account.email) ? 'http-500' : undefined));
      await request(tokens, email);
      await moveOn(await mailedToken(h, email), tokens);
      h.faults.mail.reset();
      h.clock.advance(HOUR);
      await h.drainJobs();
      told.push(subjectsTo(account.email).slice(1));
    }
    // Of the second of two the letter is true.
    expect(told).toEqual([[CHANGED], [ASKED], []]);
  });

  test('has letters that wait already go to the address that the person has by then', async () => {
    const { account, tokens, email, token } = await asked();
    const me = (await readMe(h, tokens)).body;
    const host: Person = { ...(await createPerson(h)), id: me.id };
    const listing = await createListing(h, host);
    const guest = await createPerson(h);
    const path = `/v1/listings/${listing}/inquiries`;
    const sent = await h.api('POST', path, { token: guest.token, body: { text: 'Is there a cot?' } });
    expect(sent.status).toBe(201);
    await change(token);
    await h.drainJobs();
    expect(subjectsTo(email)).toContainEqual(expect.stringContaining('Person'));
    expect(subjectsTo(account.email).at(-1)).toBe(CHANGED);
  });

  test('keeps the sessions: nothing that opens the account has changed, and its owner can undo it from there', async () => {
    const { account, tokens, token } = await asked();
    await change(token);
    expect((await request(tokens, account.email)).status).toBe(202);
    await change(await mailedToken(h, account.email));
    await signIn(h, account);
  });

  test('makes the links useless that were mailed before, to the old address and to the new one', async () => {
    const { account, email, token } = await asked();
    await signUp(h, email, 'another long password');
    const [old, verification] = [await resetToken(account.email), await mailedToken(h, email)];
    const other = await resetToken(email);
    await change(token);
    for (const link of [old, other]) expect((await reset(link)).body.code).toBe('invalid-token');
    expect((await verify(h, verification, 'another long password')).body.code).toBe('invalid-token');
    await signIn(h, { ...account, email });
  });

  test('leaves the old address to whoever signs up with it, and support finds the account by it until then', async () => {
    const { account, tokens, email, token } = await asked();
    await change(token);
    const support = await createPerson(h, { roles: ['support'] });
    const find = async (address: string) =>
      (await h.api('GET', '/v1/admin/people', { token: support.token, query: { email: address } })).body;
    const { id } = (await readMe(h, tokens)).body;
    expect(await find(account.email.toUpperCase())).toMatchObject({ id, email });
    expect(await find(email)).toMatchObject({ id, email });
    await openAccount(h, account.email);
    const taken = await find(account.email);
    expect(taken.email).toBe(account.email);
    expect(taken.id).not.toBe(id);
  });
});

describe('what is refused', () => {
  test('a wrong password, and the address that the account has: each says where, and writes nothing', async () => {
    const account = await openAccount(h);
    const tokens = await signIn(h, account);
    const wrong = await request(tokens, freshEmail(), 'not my password');
    expect(wrong.body).toMatchObject({ code: 'invalid-input', errors: [{ pointer: '/currentPassword' }] });
    const same = await request(tokens, account.email.toUpperCase());
    expect(same.body).toMatchObject({ status: 422, code: 'invalid-input', errors: [{ pointer: '/email' }] });
    expect(await h.sql('select from email_changes where old_email = $1', [account.email])).toEqual([]);
  });

  test('an API key, whatever its scopes', async () => {
    const { accessToken } = await signIn(h, await openAccount(h));
    const body = { name: 'Sync', scopes: ['profile:read', 'profile:write'] };
    const { key } = (await h.api('POST', '/v1/me/api-keys', { token: accessToken, body })).body;
    expect((await request({ accessToken: key }, freshEmail())).body.code).toBe('scope-missing');
  });

  test('the link to who does not know the password: its address is bound to no account of another by following it', async () => {
    const { account, email, token } = await asked();
    expect((await complete(token, 'a guess of a stranger')).body.code).toBe('invalid-token');
    expect((await trySignIn(h, { ...account, email })).status).toBe(401);
    await change(token);
  });

  test('a link of another purpose, a forged one, and this one where another is asked for', async () => {
    const { account, email, token } = await asked();
    const other = await resetToken(account.email);
    const [id] = token.split('.');
    for (const forged of [other, `${id}.`, token.slice(0, -1), `${token}A`]) {
      expect((await complete(forged)).body.code).toBe('invalid-token');
    }
    expect((await reset(token)).body.code).toBe('invalid-token');
    expect((await verify(h, token)).body.code).toBe('invalid-token');
    expect((await readMe(h, await signIn(h, account))).body.email).not.toBe(email);
  });

  test('a link that is used, or older than 24 hours, or not the newest', async () => {
    const { tokens, token } = await asked();
    const again = freshEmail();
    await request(tokens, again);
    const newest = await mailedToken(h, again);
    expect((await complete(token)).body.code).toBe('invalid-token');
    await change(newest);
    for (const used of [newest, token]) expect((await complete(used)).body.code).toBe('invalid-token');
    const late = await asked();
    h.clock.advance(24 * HOUR);
    expect((await complete(late.token)).body.code).toBe('invalid-token');
  });

  test('a change after the password was reset from the old address, or changed', async () => {
    const stolen = await asked();
    expect((await reset(await resetToken(stolen.account.email))).status).toBe(204);
    expect((await complete(stolen.token, RESET_TO)).body.code).toBe('invalid-token');
    const own = await asked();
    const body = { currentPassword: PASSWORD, newPassword: 'nine herons at noon' };
    await h.api('PUT', '/v1/me/password', { token: own.tokens.accessToken, body });
    expect((await complete(own.token, 'nine herons at noon')).body.code).toBe('invalid-token');
  });

  test('a suspended person, also with a link from before, until they are reinstated', async () => {
    const { account, tokens, token } = await asked();
    const suspend = (at: Date | null) =>
      h.sql('update people set suspended_at = $2, version = version + 1 where email = $1', [account.email, at]);
    await suspend(new Date(h.clock.now()));
    expect((await complete(token)).body.code).toBe('invalid-token');
    expect((await request(tokens, freshEmail())).body.code).toBe('session-ended');
    await suspend(null);
    await change(token);
  });
});

describe('an address that is somebody’s', () => {
  test('is answered and written like any other; only its owner is told, and gets no link', async () => {
    const owner = await openAccount(h);
    const tokens = await signIn(h, await openAccount(h));
    const counts = async () => {
      const [row] = await h.sql<{ jobs: number; links: number; changes: number; trail: number }>(
        `select (select count(*)::int from jobs) as jobs, (select count(*)::int from email_links) as links,
           (select count(*)::int from email_changes) as changes, (select count(*)::int from audit) as trail`,
      );
      return row ?? { jobs: 0, links: 0, changes: 0, trail: 0 };
    };
    const answers: Answer[] = [];
    const written: number[][] = [];
    for (const email of [owner.email, freshEmail()]) {
      const before = await counts();
      answers.push(await request(tokens, email));
      const after = await counts();
      written.push([after.jobs - before.jobs, after.links - before.links, after.changes - before.changes]);
    }
    expect(answers[0]).toMatchObject({ status: 202, trips: 2, text: answers[1]?.text });
    expect(answers[1]).toMatchObject({ status: 202, trips: 2 });
    expect(written).toEqual([
      [1, 0, 1],
      [1, 0, 1],
    ]);
    await request(tokens, owner.email);
    await h.drainJobs();
    expect(h.mailbox.lastTo(owner.email)?.subject).toBe('You already have an account');
    expect(h.mailbox.lastTo(owner.email)?.text).not.toContain('token');
  });

  test('verified after the change was asked for, stays theirs', async () => {
    const { account, email, token } = await asked();
    const owner = await openAccount(h, email);
    expect((await complete(token)).body.code).toBe('invalid-token');
    await signIn(h, owner);
    await signIn(h, account);
  });

  test('by a sign-up that was never verified, goes to who has proven it; that sign-up can be done anew', async () => {
    const { account, email, token } = await asked();
    await signUp(h, email, 'another long password');
    const verification = await mailedToken(h, email);
    await change(token);
    expect((await verify(h, verification, 'another long password')).body.code).toBe('invalid-token');
    await signUp(h, email, 'another long password');
    await h.drainJobs();
    expect(h.mailbox.lastTo(email)?.subject).toBe('You already have an account');
    await signIn(h, { ...account, email });
  });

  test('by a sign-up that was never verified, leaves nothing of it: nobody could ever use or close that', async () => {
    const { email, token } = await asked();
    const body = { email, password: 'another long password', name: 'Grazyna Quux' };
    await h.api('POST', '/v1/accounts', { body });
    const [row] = await h.sql<{ id: string; hash: string }>(
      'select id, password_hash as hash from people where email = $1',
      [email],
    );
    await change(token);
    for (const text of ['Quux', row?.hash ?? '']) expect([text, await traces(h, text)]).toEqual([text, []]);
    expect(await h.sql('select email from people where id = $1', [row?.id])).toEqual([{ email: row?.id }]);
  });

  test('whoever mistyped it at sign-up signs up with the right one, and has lost nothing', async () => {
    const [mistyped, right] = [freshEmail(), freshEmail()];
    await signUp(h, mistyped);
    await h.drainJobs();
    await openAccount(h, right);
    await signIn(h, { email: right, password: PASSWORD });
  });
});

describe('at once', () => {
  const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status).toSorted();

  test('twenty times with one link: it is made once, and told once', async () => {
    const { account, token } = await asked();
    const answers = await Promise.all(Array.from({ length: 20 }, () => complete(token)));
    expect(statuses(answers)).toEqual([204, ...Array(19).fill(401)]);
    await h.drainJobs();
    expect(subjectsTo(account.email).filter((subject) => subject === CHANGED)).toHaveLength(1);
    expect(subjectsTo(account.email).filter((subject) => subject === ASKED)).toHaveLength(1);
  });

  test('five people to one address: exactly one has it, and the others keep theirs', async () => {
    const email = freshEmail();
    const rivals: Account[] = [];
    const links: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const rival = await openAccount(h);
      rivals.push(rival);
      await request(await signIn(h, rival), email);
      links.push(await mailedToken(h, email));
    }
    expect(new Set(links).size).toBe(5);
    const answers = await Promise.all(links.map((link) => complete(link)));
    expect(statuses(answers)).toEqual([204, 401, 401, 401, 401]);
    const left = await Promise.all(rivals.map((rival) => trySignIn(h, rival)));
    expect(statuses(left)).toEqual([201, 201, 201, 201, 401]);
    expect(left.findIndex(({ status }) => status === 401)).toBe(answers.findIndex(({ status }) => status === 204));
  });

  test('with sign-ups for the address: it is one account’s, the one that was changed', async () => {
    const { account, email, token } = await asked();
    const [made, ...signedUp] = await Promise.all([
      complete(token),
      ...Array.from({ length: 10 }, () => signUp(h, email, 'another long password')),
    ]);
    expect(new Set(signedUp.map(({ status }) => status))).toEqual(new Set([202]));
    expect(made.status).toBe(204);
    expect(await h.sql('select count(*)::int as n from people where email = $1', [email])).toEqual([{ n: 1 }]);
    await signIn(h, { ...account, email });
  });

  test('with the verification of a sign-up for it: one of the two has it', async () => {
    const { account, email, token } = await asked();
    await signUp(h, email, 'another long password');
    const verification = await mailedToken(h, email);
    const [made, verified] = await Promise.all([complete(token), verify(h, verification, 'another long password')]);
    expect(statuses([made, verified])).toEqual([204, 401]);
    const owner = made.status === 204 ? account.password : 'another long password';
    await signIn(h, { email, password: owner });
  });

  test('asked for ten times: one link is good', async () => {
    const account = await openAccount(h);
    const tokens = await signIn(h, account);
    const emails = Array.from({ length: 10 }, () => freshEmail());
    const answers = await Promise.all(emails.map((email) => request(tokens, email)));
    expect(new Set(statuses(answers))).toEqual(new Set([202]));
    await h.drainJobs();
    const links = emails.flatMap((email) => /#token=(\S+)/.exec(h.mailbox.lastTo(email)?.text ?? '')?.[1] ?? []);
    expect(links.length).toBeGreaterThan(0);
    expect(statuses(await Promise.all(links.map((link) => complete(link)))).filter((status) => status === 204)).toEqual(
      [204],
    );
  });

  test('with a reset of the password from the old address: a change is made before it or not at all', async () => {
    const { account, email, token } = await asked();
    const link = await resetToken(account.email);
    const [made, set] = await Promise.all([complete(token), reset(link)]);
    // Where the change was first, the link is of an address that is nobody's any more.
    expect(statuses([made, set])).toEqual([204, 401]);
    const owner = made.status === 204 ? { ...account, email } : { ...account, password: RESET_TO };
    await signIn(h, owner);
  });
});

test('the address is in no job, no event and no audit entry', async () => {
  const { account, email, token } = await asked();
  await change(token);
  await h.drainJobs();
  const [row] = await h.sql<{ text: string }>(
    `select (select string_agg(j::text, '') from jobs j) || (select string_agg(e::text, '') from events e)
       || (select string_agg(a::text, '') from audit a) || (select string_agg(n::text, '') from notifications n) as text`,
  );
  expect(row?.text).not.toContain(email);
  expect(row?.text).not.toContain(account.email);
  expect(row?.text).not.toContain(token.split('.')[1]);
});

test('an address that was never confirmed is forgotten a week after its link, and one that was left finds the account still', async () => {
  const { account, tokens, token } = await asked();
  await change(token);
  const strange = freshEmail();
  await request(tokens, strange);
  await h.drainJobs();
  const kept = async (email: string) => (await h.sql('select from email_changes where new_email = $1', [email])).length;
  const hourly = () => h.worker.runCron('17 * * * *', h.clock.now());
  h.clock.advance(8 * 24 * HOUR);
  await hourly();
  expect(await kept(strange)).toBe(1);
  h.clock.advance(HOUR);
  await hourly();
  expect(await kept(strange)).toBe(0);
  const { token: support } = await createPerson(h, { roles: ['support'] });
  const found = await h.api('GET', '/v1/admin/people', { token: support, query: { email: account.email } });
  expect(found).toMatchObject({ status: 200 });
});

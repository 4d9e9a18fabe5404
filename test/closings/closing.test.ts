import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Receivers, startReceivers } from '../../local/receivers/index.ts';
import {
  changeEmail,
  freshEmail,
  mailedToken,
  openAccount,
  PASSWORD,
  readMe,
  refresh,
  requestEmailChange,
  signIn,
  trySignIn,
  verify,
} from '../accounts/account.ts';
import { settle } from '../bookings/scene.ts';
import { cardsOf, savedCard } from '../cards/scene.ts';
import { ask } from '../graphql/ask.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson } from '../harness/people.ts';
import { samples } from '../platform/image-samples.ts';
import { createSearchable, found, placeApart } from '../search/searchable.ts';
import { change } from '../suspensions/scene.ts';
import { close, leave, traces } from './scene.ts';

let h: Harness;
let receivers: Receivers;
beforeAll(async () => {
  receivers = await startReceivers();
  h = await startHarness({ vars: { TEST_ORIGINS: receivers.url } });
});
afterEach(() => {
  h.faults.mail.reset();
  h.faults.stripe.reset();
});
afterAll(async () => {
  await settle(h);
  await h.close();
  await receivers.close();
});

const closeWith = (token: string) =>
  h.api('POST', '/v1/me/close', { token, key: null, body: { currentPassword: PASSWORD } });

describe('who closes their account', () => {
  test('is let in no more, at once, by whatever they had, and whom they were is not to be found', async () => {
    const account = await openAccount(h);
    const tokens = await signIn(h, account);
    const elsewhere = await signIn(h, account);
    const { body: me } = await readMe(h, tokens);
    const made = { name: 'Sync', scopes: ['profile:read', 'profile:write'] };
    const { key } = (await h.api('POST', '/v1/me/api-keys', { token: tokens.accessToken, body: made })).body;
    await h.api('POST', '/v1/password-resets', { body: { email: account.email } });
    const token = await mailedToken(h, account.email);

    expect(await closeWith(tokens.accessToken)).toMatchObject({ status: 204, trips: 2 });
    for (const held of [tokens.accessToken, elsewhere.accessToken, key]) {
      expect((await h.api('GET', '/v1/me', { token: held })).body.code).toBe('session-ended');
      expect((await h.api('PATCH', '/v1/me', { token: held, body: { name: 'Eve' } })).body.code).toBe('session-ended');
      expect((await ask(h, '{ account { name } }', { token: held })).codes).toEqual(['session-ended']);
    }
    expect((await closeWith(tokens.accessToken)).body.code).toBe('session-ended');
    for (const { refreshToken } of [tokens, elsewhere]) expect((await refresh(h, refreshToken)).status).toBe(401);
    const reset = await h.api('POST', '/v1/password-resets/complete', {
      body: { token, newPassword: 'nine geese at dusk' },
    });
    expect(reset.body.code).toBe('invalid-token');
    const [former, unknown] = await Promise.all([
      trySignIn(h, account),
      trySignIn(h, { ...account, email: freshEmail() }),
    ]);
    expect({ ...former.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    expect([former.status, former.trips]).toEqual([unknown.status, unknown.trips]);
    expect((await h.api('GET', `/v1/people/${me.id}`)).status).toBe(404);
    await h.drainJobs();
    const { length } = h.mailbox.mails();
    await h.api('POST', '/v1/password-resets', { body: { email: account.email } });
    await h.drainJobs();
    expect(h.mailbox.mails()).toHaveLength(length);
  });

  test('is told so once, in their language, at the address that they had, which is nowhere afterwards', async () => {
    const email = freshEmail();
    await h.api('POST', '/v1/accounts', { body: { email, password: PASSWORD, name: 'Grazyna Quux', locale: 'de-AT' } });
    await verify(h, await mailedToken(h, email));
    const { accessToken } = await signIn(h, { email, password: PASSWORD });
    const profile = { about: 'Keeper of zorkbees', languages: ['de'], avatarUrl: 'https://images.example/quux.jpg' };
    await h.api('PATCH', '/v1/me', { token: accessToken, body: { ...profile, timeZone: 'Europe/Vienna' } });
    // Asked for again with a mail server that is away, it waits with the address, and no longer.
    h.faults.mail.use(() => 'http-500');
    await closeWith(accessToken);
    await h.drainJobs();
    expect(await traces(h, email)).toEqual(['notifications.addressee']);
    h.faults.mail.reset();
    h.clock.advance(3_600_000);
    await h.drainJobs();
    const letters = h.mailbox.mails().filter(({ to }) => to.includes(email));
    expect(letters.map(({ subject }) => subject)).toEqual([expect.any(String), 'Ihr Konto ist geschlossen']);
    for (const text of [email, 'Quux', 'zorkbee', 'Vienna']) expect([text, await traces(h, text)]).toEqual([text, []]);
  });

  test('is told so at an address that was left lately, too: somebody else may have changed it', async () => {
    const [email, next, last] = [freshEmail(), freshEmail(), freshEmail()];
    const account = await openAccount(h, email);
    const tokens = await signIn(h, account);
    await changeEmail(h, tokens, next);
    await requestEmailChange(h, tokens, last);
    const { body: me } = await readMe(h, tokens);
    await closeWith(tokens.accessToken);
    await h.drainJobs();
    const subjects = (address: string) =>
      h.mailbox.mails().flatMap(({ to, subject }) => (to.includes(address) ? [subject] : []));
    expect(subjects(email)).toContain('Your account is closed');
    expect(subjects(next).at(-1)).toBe('Your account is closed');
    // Receipts and invoices stay as they were issued.
    expect(h.mailbox.lastTo(email)?.text).toContain('without your name but in documents that were issued with it');
    expect(subjects(last)).toEqual([]);
    for (const address of [email, next, last]) expect([address, await traces(h, address)]).toEqual([address, []]);
    const support = await createPerson(h, { roles: ['support'] });
    const restored = await h.api('POST', `/v1/admin/people/${me.id}/restore-email`, {
      token: support.token,
      body: { email, reason: 'Taken over' },
    });
    expect(restored.body.code).toBe('invalid-transition');
  });

  test('is not told where a thief had it, from whom support has taken it', async () => {
    const account = await openAccount(h);
    const tokens = await signIn(h, account);
    const { body: me } = await readMe(h, tokens);
    const theirs = freshEmail();
    await changeEmail(h, tokens, theirs);
    const { token } = await createPerson(h, { roles: ['support'] });
    const body = { email: account.email, reason: 'Taken over' };
    expect((await h.api('POST', `/v1/admin/people/${me.id}/restore-email`, { token, body })).status).toBe(200);
    const reset = { token: await mailedToken(h, account.email), newPassword: PASSWORD };
    expect((await h.api('POST', '/v1/password-resets/complete', { body: reset })).status).toBe(204);
    await closeWith((await signIn(h, account)).accessToken);
    await h.drainJobs();
    expect(h.mailbox.lastTo(account.email)?.subject).toBe('Your account is closed');
    expect(h.mailbox.lastTo(theirs)?.subject).toBe('The account was given back');
  });

  test('frees the address: who signs up with it is somebody else', async () => {
    const account = await openAccount(h);
    const { body: former } = await readMe(h, await signIn(h, account));
    await closeWith((await signIn(h, account)).accessToken);
    await openAccount(h, account.email);
    const { body: me } = await readMe(h, await signIn(h, account));
    expect(me).toMatchObject({ email: account.email, name: 'Ada' });
    expect(me.id).not.toBe(former.id);
    const support = await createPerson(h, { roles: ['support'] });
    const found = await h.api('GET', '/v1/admin/people', { token: support.token, query: { email: account.email } });
    expect(found.body.id).toBe(me.id);
  });

  test('has to know the password, and guesses are counted', async () => {
    const limited = await startHarness({ vars: { RATE_LIMITS: 'sign-in=10' } });
    const account = await openAccount(limited);
    const { accessToken: token } = await signIn(limited, account);
    const tries = [];
    for (let n = 0; n < 12; n += 1) {
      const body = { currentPassword: 'nine geese at dusk' };
      tries.push(await limited.api('POST', '/v1/me/close', { token, key: null, body }));
    }
    expect(tries[0]).toMatchObject({
      status: 422,
      body: { code: 'invalid-input', errors: [{ pointer: '/currentPassword', code: 'wrong' }] },
    });
    expect(tries.at(-1)?.status).toBe(429);
    expect(await limited.sql('select from people where left_at is not null')).toEqual([]);
    await limited.close();
  });

  test('cannot do so by a key, nor be suspended or reinstated afterwards', async () => {
    const person = await createPerson(h);
    const made = { name: 'Sync', scopes: ['profile:read', 'profile:write'] };
    const { key } = (await h.api('POST', '/v1/me/api-keys', { token: person.token, body: made })).body;
    expect((await closeWith(key)).body.code).toBe('scope-missing');
    await leave(h, person);
    const admin = await createPerson(h, { roles: ['admin'] });
    for (const verb of ['suspend', 'reinstate'] as const) {
      expect((await change(h, admin, verb, person)).body.code).toBe('invalid-transition');
    }
    await h.drainJobs();
    const { data } = (await h.api('GET', '/v1/events', { token: admin.token, query: { limit: '100' } })).body;
    const told = data.filter(({ subject }: { subject: string }) => subject === person.id);
    expect(told).toMatchObject([{ type: 'person.closed', data: {} }]);
    expect(await h.sql('select actor, action, data from audit where subject = $1', [person.id])).toEqual([
      { actor: person.id, action: 'account.closed', data: {} },
    ]);
  });

  test('twice at once has closed it once', async () => {
    const person = await createPerson(h);
    await leave(h, await createPerson(h));
    await h.sql(
      `update people set password_hash = (
      select password_hash from people where password_hash like '$argon2%' limit 1) where id = $1`,
      [person.id],
    );
    const answers = await Promise.all(Array.from({ length: 4 }, () => close(h, person)));
    const codes = answers.map(({ status, body }) => body?.code ?? status);
    expect(codes.filter((code) => code === 204)).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set([204, 'session-ended']));
    expect(await h.sql(`select from events where subject = $1`, [person.id])).toHaveLength(1);
  });
});

describe('of a host who closes their account', () => {
  test('the listings are closed and found no more, and their photos, texts, feeds and addresses are gone', async () => {
    const host = await createPerson(h);
    const { point, box } = placeApart();
    const id = await createSearchable(h, host, point);
    const draft = await createListing(h, host, { state: 'draft', published_at: null, description: 'My zorkhouse' });
    const { token } = host;
    const asked = await h.api('POST', `/v1/listings/${id}/photos`, {
      token,
      body: { contentType: 'image/jpeg', byteSize: samples.jpeg.byteLength },
    });
    const { photo, upload } = asked.body;
    await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: new Uint8Array(samples.jpeg) });
    const { body: shown } = await h.api('POST', `/v1/listings/${id}/photos/${photo.id}/complete`, { token });
    expect((await fetch(shown.url)).status).toBe(200);
    const url = receivers.receive('/secret-feed', { status: 503 });
    await h.api('POST', `/v1/listings/${id}/feeds`, { token, body: { channel: 'airbnb', url } });
    const { body: out } = await h.api('PUT', `/v1/listings/${id}/exports/airbnb`, { token });
    await h.api('POST', '/v1/webhook-endpoints', { token, body: { url: receivers.receive('/hook'), types: null } });
    await h.api('PUT', '/v1/me/notification-preferences', { token, body: { message: false } });
    await h.drainJobs();
    expect(await found(h, { box })).toContain(id);

    await leave(h, host);
    expect(await found(h, { box })).not.toContain(id);
    expect((await h.api('GET', `/v1/listings/${id}`)).status).toBe(404);
    expect((await fetch(out.url)).status).toBe(404);
    h.clock.advance(24 * 3_600_000);
    await h.drainJobs();
    expect((await fetch(shown.url)).status).toBe(404);
    expect(await h.sql('select state, description, house_rules from listings where host_id = $1', [host.id])).toEqual([
      { state: 'closed', description: '', house_rules: '' },
      { state: 'closed', description: '', house_rules: '' },
    ]);
    for (const text of ['secret-feed', 'zorkhouse', '/hook']) expect([text, await traces(h, text)]).toEqual([text, []]);
    for (const table of [
      'webhook_endpoints where owner_id',
      'unwanted_notifications where person_id',
      'sessions where person_id',
    ]) {
      expect([table, await h.sql(`select from ${table} = $1`, [host.id])]).toEqual([table, []]);
    }
    const told = await h.sql(`select subject, type from events where host_id = $1 and type = 'listing.closed'`, [
      host.id,
    ]);
    expect(told).toHaveLength(2);
    expect(told).toContainEqual({ subject: draft, type: 'listing.closed' });
    expect(await h.sql('select * from mistaken_search_rows($1)', [[id, draft]])).toEqual([]);
  });
});

describe('the saved cards of who closes their account', () => {
  const customerOf = async ({ id }: { id: string }) =>
    (await h.sql<{ customer_id: string }>('select customer_id from stripe_customers where person_id = $1', [id]))[0]
      ?.customer_id ?? '';
  const isAtStripe = (customerId: string) =>
    h.stripe.api.state().customers.some((customer) => customer.id === customerId);

  test('go with their customer at Stripe, once it answers, however often it is tried', async () => {
    const person = await createPerson(h);
    await savedCard(h, person);
    const customer = await customerOf(person);
    expect([isAtStripe(customer), (await cardsOf(h, person)).length]).toEqual([true, 1]);
    h.faults.stripe.use(() => 'http-500');
    await leave(h, person);
    await h.drainJobs();
    expect(isAtStripe(customer)).toBe(true);
    h.faults.stripe.reset();
    h.clock.advance(3_600_000);
    await h.drainJobs();
    expect(isAtStripe(customer)).toBe(false);
    const kept = 'select last4, exp_year, removed_at is not null as is_removed from saved_cards where person_id = $1';
    expect(await h.sql(kept, [person.id])).toEqual([{ last4: '', exp_year: 0, is_removed: true }]);
    expect(await customerOf(person)).toBe('');
    await h.sql(`update jobs set done_at = null, run_at = created_at where kind = 'forget-customer'`);
    h.clock.advance(3_600_000);
    await h.drainJobs();
    expect(await h.sql(`select last_error from jobs where kind = 'forget-customer' and done_at is null`)).toEqual([]);
  });

  test('are gone where somebody has deleted the customer before', async () => {
    const person = await createPerson(h);
    await savedCard(h, person);
    h.stripe.deleteCustomer(await customerOf(person));
    await leave(h, person);
    await h.drainJobs();
    expect(await h.sql(`select from jobs where done_at is null and kind = 'forget-customer'`)).toEqual([]);
    expect(await customerOf(person)).toBe('');
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import { mailedToken, openAccount, readMe, refresh, signIn, trySignIn } from '../accounts/account.ts';
import { ask } from '../graphql/ask.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson } from '../harness/people.ts';
import { change, done } from './scene.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

const operator = (role: 'support' | 'admin' = 'support') => createPerson(h, { roles: [role] });

describe('a person who is suspended', () => {
  test('is let in no more, at once, by whatever they have, until they are reinstated', async () => {
    const support = await operator();
    const account = await openAccount(h);
    const tokens = await signIn(h, account);
    const { body: me } = await readMe(h, tokens);
    const made = { name: 'Sync', scopes: ['profile:read', 'profile:write'] };
    const { key } = (await h.api('POST', '/v1/me/api-keys', { token: tokens.accessToken, body: made })).body;

    const suspended = await change(h, support, 'suspend', me);
    expect(suspended).toMatchObject({ status: 200, trips: 2 });
    expect(suspended.body).toEqual({
      ...{ id: me.id, email: account.email, emailVerified: true, name: 'Ada', roles: [] },
      ...{ createdAt: me.createdAt, suspendedAt: new Date(h.clock.now()).toISOString() },
    });
    for (const token of [tokens.accessToken, key]) {
      expect((await h.api('GET', '/v1/me', { token })).body.code).toBe('session-ended');
      expect((await h.api('PATCH', '/v1/me', { token, body: { name: 'Eve' } })).body.code).toBe('session-ended');
      expect((await ask(h, '{ account { name } }', { token })).codes).toEqual(['session-ended']);
    }
    expect((await refresh(h, tokens.refreshToken)).body.code).toBe('session-ended');
    expect((await trySignIn(h, account)).body.code).toBe('invalid-credentials');
    expect((await h.api('GET', `/v1/people/${me.id}`)).status).toBe(404);

    const reinstated = await change(h, support, 'reinstate', me);
    expect(reinstated).toMatchObject({ status: 200, trips: 2, body: { suspendedAt: null } });
    expect((await readMe(h, tokens)).body).toEqual(me);
    expect((await h.api('GET', '/v1/me', { token: key })).status).toBe(200);
    expect((await refresh(h, tokens.refreshToken)).status).toBe(200);
    expect((await trySignIn(h, account)).status).toBe(201);
  });

  test('is so with a new password, too', async () => {
    const account = await openAccount(h);
    const { body: me } = await readMe(h, await signIn(h, account));
    await done(h, 'suspend', me);
    await h.api('POST', '/v1/password-resets', { body: { email: account.email } });
    const token = await mailedToken(h, account.email);
    const password = 'nine geese at dusk';
    const reset = await h.api('POST', '/v1/password-resets/complete', { body: { token, newPassword: password } });
    expect(reset.status).toBe(204);
    expect((await trySignIn(h, { ...account, password })).body.code).toBe('invalid-credentials');
    await h.api('POST', '/v1/accounts', { body: { email: account.email, password, name: 'Ada' } });
    expect((await trySignIn(h, { ...account, password })).body.code).toBe('invalid-credentials');
    await done(h, 'reinstate', me);
    expect((await trySignIn(h, { ...account, password })).status).toBe(201);
  });
});

describe('suspending', () => {
  test('is told to admins and kept with its reason, by whom and whom; the person hears nothing of it', async () => {
    const [support, admin, person] = [await operator(), await operator('admin'), await createPerson(h)];
    await change(h, support, 'suspend', person);
    await change(h, support, 'reinstate', person);
    await h.drainJobs();
    const told = async (token: string) =>
      (await h.api('GET', '/v1/events', { token, query: { limit: '100' } })).body.data
        .filter((event: { subject: string }) => event.subject === person.id)
        .map(({ type, data }: { type: string; data: unknown }) => [type, data]);
    expect(await told(admin.token)).toEqual([
      ['person.suspended', {}],
      ['person.reinstated', {}],
    ]);
    expect(await told(person.token)).toEqual([]);
    expect(await h.sql('select actor, action, data from audit where subject = $1 order by id', [person.id])).toEqual([
      { actor: support.id, action: 'people.suspend', data: { reason: 'Case 4711' } },
      { actor: support.id, action: 'people.reinstate', data: { reason: 'Case 4711' } },
    ]);
  });

  test('is for operators only, of operators for an admin only, and of oneself for nobody', async () => {
    const [support, admin, person] = [await operator(), await operator('admin'), await createPerson(h)];
    const refusals = [
      [person, await createPerson(h)],
      [support, support],
      [admin, admin],
      [support, admin],
      [support, await operator()],
    ] as const;
    for (const [by, whom] of refusals) {
      expect(await change(h, by, 'suspend', whom)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
    expect(await change(h, admin, 'suspend', support)).toMatchObject({ status: 200 });
    expect((await change(h, support, 'suspend', person)).body.code).toBe('session-ended');
    expect((await change(h, await operator(), 'reinstate', support)).body.code).toBe('forbidden');
    expect(await change(h, admin, 'reinstate', support)).toMatchObject({ status: 200 });
    const { id } = await createPerson(h);
    const unknown = `${id.slice(0, -4)}0000`;
    expect(await change(h, admin, 'suspend', { ...person, id: unknown as typeof id })).toMatchObject({ status: 404 });
  });

  test('twice is refused, at once as well; the same request again is answered alike', async () => {
    const [support, person] = [await operator(), await createPerson(h)];
    for (const verb of ['suspend', 'reinstate'] as const) {
      const answers = await Promise.all(Array.from({ length: 6 }, () => change(h, support, verb, person)));
      expect(answers.map(({ body }) => body.code).filter((code) => code !== undefined)).toEqual(
        Array.from({ length: 5 }, () => 'invalid-transition'),
      );
      expect((await change(h, support, verb, person)).body.code).toBe('invalid-transition');
    }
    const key = crypto.randomUUID();
    const first = await change(h, support, 'suspend', person, { key });
    const again = await change(h, support, 'suspend', person, { key });
    expect([first.status, again.text]).toEqual([200, first.text]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await h.sql(`select from events where subject = $1`, [person.id])).toHaveLength(3);
  });

  test('by GraphQL is the same', async () => {
    const [support, person] = [await operator(), await createPerson(h)];
    const mutation = (verb: string) =>
      `mutation { ${verb}(id: "${person.id}", idempotencyKey: "${crypto.randomUUID()}", input: { reason: "Case 4711" }) { suspendedAt } }`;
    const suspended = await ask(h, mutation('supportSuspendPerson'), { token: support.token });
    expect(suspended.data.supportSuspendPerson).toEqual({ suspendedAt: new Date(h.clock.now()).toISOString() });
    expect((await ask(h, mutation('supportSuspendPerson'), { token: support.token })).codes).toEqual([
      'invalid-transition',
    ]);
    const reinstated = await ask(h, mutation('supportReinstatePerson'), { token: support.token });
    expect(reinstated.data.supportReinstatePerson).toEqual({ suspendedAt: null });
  });
});

test('an operator finds an account by its address, whatever its case', async () => {
  const [support, person] = [await operator(), await createPerson(h)];
  const find = (email: string) => h.api('GET', '/v1/admin/people', { token: support.token, query: { email } });
  expect(await find(person.email.toUpperCase())).toMatchObject({
    status: 200,
    trips: 1,
    body: { id: person.id, email: person.email, suspendedAt: null },
  });
  expect((await find('nobody@stays.example')).body.code).toBe('not-found');
  expect((await find('nobody')).body.code).toBe('invalid-input');
});

test('an operator looks at the account of whom a booking names, by its id, and not at one that was closed', async () => {
  const [support, person] = [await operator(), await createPerson(h)];
  const look = (query: Record<string, string>) => h.api('GET', '/v1/admin/people', { token: support.token, query });
  const { id, email } = person;
  expect(await look({ id })).toMatchObject({ status: 200, trips: 1, body: { id, email, suspendedAt: null } });
  expect((await look({ id: newId('person') })).body.code).toBe('not-found');
  for (const query of [{}, { id, email }]) {
    expect((await look(query)).body).toMatchObject({ status: 422, errors: [{ parameter: 'email' }] });
  }
  expect((await h.api('GET', '/v1/admin/people', { token: person.token, query: { id } })).body.code).toBe('forbidden');

  const account = await openAccount(h);
  const tokens = await signIn(h, account);
  const left = (await readMe(h, tokens)).body.id;
  expect(await look({ id: left })).toMatchObject({ status: 200, body: { email: account.email } });
  const closed = await h.api('POST', '/v1/me/close', {
    token: tokens.accessToken,
    body: { currentPassword: account.password },
    key: null,
  });
  expect(closed.status).toBe(204);
  expect((await look({ id: left })).body.code).toBe('not-found');
});

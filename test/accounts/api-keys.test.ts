import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scopes } from '../../src/platform/http/scopes.ts';
import { operations, pathOf, queryOf, sampleOf } from '../contract/operations.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, type Person } from '../harness/people.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

const make = (person: Person, wanted: string[], options: { name?: string; key?: string } = {}) =>
  h.api('POST', '/v1/me/api-keys', {
    token: person.token,
    body: { name: options.name ?? 'Sync', scopes: wanted },
    ...(options.key === undefined ? {} : { key: options.key }),
  });
const read = (token: string) => h.api('GET', '/v1/me', { token });
const revoke = (person: Person, id: string) => h.api('DELETE', `/v1/me/api-keys/${id}`, { token: person.token });
const listOf = async (person: Person) => (await h.api('GET', '/v1/me/api-keys', { token: person.token })).body.data;

describe('an API key', () => {
  test('acts for its person where an access token would, in as many round trips', async () => {
    const person = await createPerson(h, { name: 'Ada' });
    const made = await make(person, ['profile:read', 'profile:write']);
    expect(made).toMatchObject({ status: 201 });
    expect(made.trips).toBeLessThanOrEqual(2);
    const token: string = made.body.key;
    expect(await read(token)).toMatchObject({ status: 200, trips: 1, body: { id: person.id, name: 'Ada' } });
    const renamed = await h.api('PATCH', '/v1/me', { token, body: { name: 'Ben' } });
    expect(renamed).toMatchObject({ status: 200, trips: 2, body: { name: 'Ben' } });
  });

  test('is shown once, to who made it, and not to be found in the database', async () => {
    const person = await createPerson(h);
    const first = await make(person, ['profile:read'], { key: 'one-intent' });
    const again = await make(person, ['profile:read'], { key: 'one-intent' });
    expect(again.text).toBe(first.text);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const listed = await h.api('GET', '/v1/me/api-keys', { token: person.token });
    expect(listed.body.data).toHaveLength(1);
    const secret: string = first.body.key.slice(-43);
    expect(listed.text).not.toContain(secret);
    const tables = await h.sql<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    for (const { name } of tables) {
      expect(await h.sql(`select 1 from "${name}" t where strpos(t::text, $1) > 0`, [secret])).toEqual([]);
    }
  });

  test('that is revoked opens nothing any more, no read and no write', async () => {
    const person = await createPerson(h);
    const { body } = await make(person, ['profile:read', 'profile:write']);
    const revoked = await revoke(person, body.id);
    expect(revoked.status).toBe(204);
    expect(revoked.trips).toBeLessThanOrEqual(2);
    expect(await read(body.key)).toMatchObject({ status: 401, body: { code: 'session-ended' } });
    const write = await h.api('PATCH', '/v1/me', { token: body.key, body: { name: 'Ben' } });
    expect(write).toMatchObject({ status: 401, body: { code: 'session-ended' } });
    expect(await revoke(person, body.id)).toMatchObject({ status: 404 });
  });

  test('of a person who is suspended opens nothing', async () => {
    const person = await createPerson(h);
    const { body } = await make(person, ['profile:read']);
    await h.sql('update people set suspended_at = now() where id = $1', [person.id]);
    expect(await read(body.key)).toMatchObject({ status: 401, body: { code: 'session-ended' } });
  });

  test('that was altered is refused without asking the database', async () => {
    const person = await createPerson(h);
    const other = await createPerson(h);
    const { key }: { key: string } = (await make(person, ['profile:read'])).body;
    const forged = [
      `${key.slice(0, -1)}${key.endsWith('A') ? 'E' : 'A'}`,
      key.replace(person.id.slice(-26), other.id.slice(-26)),
      key.slice(0, -1),
      `${key}A`,
      'ik_',
    ];
    for (const token of forged) {
      const refused = await read(token);
      expect(refused).toMatchObject({ status: 401, trips: 0, body: { code: 'unauthenticated' } });
    }
  });

  test('can have one other of its name beside it, also when many are asked for at once', async () => {
    const person = await createPerson(h);
    const made = await Promise.all(Array.from({ length: 6 }, () => make(person, ['profile:read'])));
    const live = made.filter(({ status }) => status === 201).map(({ body }) => body);
    expect(live).toHaveLength(2);
    expect(made.filter(({ body }) => body.code === 'key-limit')).toHaveLength(4);
    for (const { key } of live) expect((await read(key)).status).toBe(200);
    expect((await make(person, ['profile:read'], { name: 'Another' })).status).toBe(201);
    await revoke(person, live[0].id);
    expect((await make(person, ['profile:read'])).status).toBe(201);
  });

  test('is nobody else’s to see or revoke', async () => {
    const [person, stranger] = [await createPerson(h), await createPerson(h, { roles: ['admin'] })];
    const { body } = await make(person, ['profile:read']);
    expect(await listOf(stranger)).toEqual([]);
    expect(await revoke(stranger, body.id)).toMatchObject({ status: 404 });
    expect((await read(body.key)).status).toBe(200);
  });

  test('tells when it was last used, and writes that once an hour', async () => {
    const person = await createPerson(h);
    const { body } = await make(person, ['profile:read']);
    expect((await listOf(person))[0].lastUsedAt).toBeNull();
    const versions = async () => {
      const [row] = await h.sql<{ xmin: string }>('select xmin::text from api_keys where id = $1', [body.id]);
      return row?.xmin;
    };
    await Promise.all(Array.from({ length: 5 }, () => read(body.key)));
    const used = await versions();
    expect((await listOf(person))[0].lastUsedAt).toBe(new Date(h.clock.now()).toISOString());
    await read(body.key);
    expect(await versions()).toBe(used);
    h.clock.advance(3_601_000);
    await read(body.key);
    expect(await versions()).not.toBe(used);
  });

  test('is counted by itself in rate limits', async () => {
    const person = await createPerson(h);
    const { body } = await make(person, ['profile:read']);
    const left = (headers: Headers) => /;r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1];
    const before = left((await read(person.token)).headers);
    await read(body.key);
    expect(Number(left((await read(person.token)).headers))).toBe(Number(before) - 1);
  });
});

describe('the scopes of a key', () => {
  const withTokens = operations.filter((operation) => !operation.public);

  test('that operations need can be had', () => {
    const needed = withTokens.flatMap(({ scopes: some }) => some);
    expect(needed.filter((scope) => !scopes.includes(scope))).toEqual([]);
  });

  test('open nothing that they do not name: every operation refuses a key without its own', async () => {
    const keys = new Map<string, string>();
    for (const scope of ['', ...withTokens.flatMap(({ scopes: some }) => some)]) {
      if (keys.has(scope)) continue;
      const person = await createPerson(h, { roles: ['admin'] });
      const others = scopes.filter((other) => other !== scope);
      keys.set(scope, (await make(person, others)).body.key);
    }
    for (const operation of withTokens) {
      const [scope = ''] = operation.scopes;
      const answer = await h.api(operation.method, pathOf(operation), {
        token: keys.get(scope) ?? '',
        query: queryOf(operation),
        ...(operation.body === undefined ? {} : { body: sampleOf(operation.body) }),
      });
      expect([operation.id, answer.status, answer.body?.code]).toEqual([operation.id, 403, 'scope-missing']);
    }
  });

  test('give no role: a key of somebody who lost theirs is refused, whatever its scopes', async () => {
    const person = await createPerson(h, { roles: ['admin'] });
    const { body } = await make(person, ['operator:read']);
    const rules = () => h.api('GET', '/v1/admin/tax-rules/US-NC-ASHEVILLE', { token: body.key });
    expect(await rules()).toMatchObject({ status: 200 });
    await h.sql(`update people set roles = '{}' where id = $1`, [person.id]);
    expect(await rules()).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  test('are all known: another is refused', async () => {
    const person = await createPerson(h);
    expect(await make(person, ['everything'])).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/scopes/0' }] },
    });
  });
});

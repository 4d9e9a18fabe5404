import { z } from '@hono/zod-openapi';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { personOf, type Role } from '../../src/kernel/actor.ts';
import { decideAndCommit } from '../../src/platform/commit.ts';
import { emit } from '../../src/platform/events.ts';
import { mountRoutes } from '../../src/platform/http/mount.ts';
import { createLimiter } from '../../src/platform/http/rate-limit.ts';
import { ok, type Route, route } from '../../src/platform/http/route.ts';
import { operations, pathOf, queryOf, sampleOf } from '../contract/operations.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { createPlatform, type Platform } from '../harness/platform.ts';

let h: Harness;
let app: Hono;
let execution: Platform['execution'];
beforeAll(async () => {
  h = await startHarness();
  const { runtime, execution: own } = createPlatform(h);
  execution = own;
  const edge = { runtime, limiter: createLimiter(runtime.services.cache, runtime.services.config.rateLimits) };
  app = mountRoutes(edge, (['admin', 'support'] as const).flatMap(routesFor), []);
});
afterAll(() => h.close());

const readMe = ({ token }: Person) => h.api('GET', '/v1/me', { token });
const close = ({ token }: Person, listing: string) =>
  h.api('POST', `/v1/listings/${listing}/closures`, { token, body: { start: '2027-06-01', end: '2027-06-02' } });

const ended = { status: 401, body: { code: 'session-ended' } };

describe('a token that is good in itself', () => {
  test.each([
    ['whose person is suspended', 'update people set suspended_at = now() where id = $1', ({ id }: Person) => id],
    [
      'whose session is revoked',
      'update sessions set revoked_at = now() where id = $1',
      ({ sessionId }: Person) => sessionId,
    ],
    [
      'whose session has run out',
      "update sessions set expires_at = '2027-03-01T12:00:00Z' where id = $1",
      ({ sessionId }: Person) => sessionId,
    ],
    ['whose session is gone', 'delete from sessions where id = $1', ({ sessionId }: Person) => sessionId],
  ])('%s opens nothing any more: no read, and no write', async (_case, change, of) => {
    const person = await createPerson(h);
    const listing = await createListing(h, person);
    expect((await readMe(person)).status).toBe(200);
    await h.sql(change, [of(person)]);
    expect(await readMe(person)).toMatchObject(ended);
    expect(await close(person, listing)).toMatchObject(ended);
    expect(await h.sql('select 1 from closures where listing_id = $1', [listing])).toEqual([]);
  });

  test('does not open the session of somebody else', async () => {
    const [one, other] = [await createPerson(h), await createPerson(h)];
    await h.sql('update sessions set person_id = $1 where id = $2', [other.id, one.sessionId]);
    expect(await readMe(one)).toMatchObject(ended);
  });

  test('does not bring back the answer to an earlier write either', async () => {
    const person = await createPerson(h);
    const rename = () => h.api('PATCH', '/v1/me', { token: person.token, key: 'of-one-write', body: { name: 'Ada' } });
    expect((await rename()).status).toBe(200);
    await h.sql('update people set suspended_at = now() where id = $1', [person.id]);
    expect(await rename()).toMatchObject(ended);
  });
});

describe('what is for signed-in people only', () => {
  test.each(operations.filter((operation) => !operation.public))(
    '$id is closed to a revoked session',
    async (operation) => {
      const person = await createPerson(h, { roles: ['admin'] });
      await h.sql('update sessions set revoked_at = now() where id = $1', [person.sessionId]);
      const answer = await h.api(operation.method, pathOf(operation), {
        token: person.token,
        query: queryOf(operation),
        ...(operation.body === undefined ? {} : { body: sampleOf(operation.body) }),
      });
      expect(answer).toMatchObject(ended);
    },
  );
});

describe('a role', () => {
  test.each([
    { held: [], admin: 403, support: 403 },
    { held: ['support'], admin: 403, support: 200 },
    { held: ['admin'], admin: 200, support: 200 },
  ])('$held opens what it is for: admin $admin, support $support', async ({ held, admin, support }) => {
    const person = await createPerson(h, { roles: held });
    expect([await statusOf('GET', 'admin', person), await statusOf('GET', 'support', person)]).toEqual([
      admin,
      support,
    ]);
  });

  test('that is taken away counts at once, on reads and writes, with the same token', async () => {
    const person = await createPerson(h, { roles: ['support'] });
    expect([await statusOf('GET', 'support', person), await statusOf('POST', 'support', person)]).toEqual([200, 200]);
    await h.sql(`update people set roles = '{}' where id = $1`, [person.id]);
    expect([await statusOf('GET', 'support', person), await statusOf('POST', 'support', person)]).toEqual([403, 403]);
    expect(await h.sql('select 1 from events where subject = $1', [person.id])).toHaveLength(1);
  });
});

async function statusOf(method: 'GET' | 'POST', role: Role, { token }: Person): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': crypto.randomUUID() };
  return (await app.request(`/v1/${role}`, { method, headers }, {}, execution)).status;
}

/** A read and a write that ask for this role; the product has none so small. */
function routesFor(role: Role): Route[] {
  const shape = {
    path: `/v1/${role}`,
    tag: 'Accounts',
    summary: 'Something for few',
    auth: role,
    problems: [],
    reply: { status: 200, description: 'Done.', schema: z.strictObject({ done: z.boolean() }) },
  } as const;
  return [
    route({ ...shape, operationId: `${role}_read`, method: 'get', limit: 'read' }, async (ctx) => {
      await ctx.db.batch([]);
      return ok({ done: true });
    }),
    route({ ...shape, operationId: `${role}_write`, method: 'post', limit: 'write' }, (ctx) =>
      decideAndCommit(ctx, async () => ({
        reply: ok({ done: true }),
        writes: [emit(ctx, { type: 'account.created', subject: personOf(ctx.actor).personId, data: {} })],
      })),
    ),
  ];
}

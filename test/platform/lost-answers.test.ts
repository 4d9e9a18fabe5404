import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Fault } from '../../local/faults.ts';
import type { Answer } from '../harness/api.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';

let h: Harness;
let host: Person;
let listing: string;
beforeAll(async () => {
  h = await startHarness();
  host = await createPerson(h);
  listing = await createListing(h, host);
});
afterEach(() => h.faults.db.reset());
afterAll(() => h.close());

const faults: Fault[] = ['refuse', 'reset-after', 'http-500', 'http-429', 'garbage'];

/** A write, and how often its effect is there. */
interface Verb {
  name: string;
  prepare(): Promise<{ send(key: string): Promise<Answer>; effects(): Promise<number> }>;
}

const count = async (text: string, params: unknown[]): Promise<number> => {
  const [row] = await h.sql<{ count: number }>(`select count(*)::int as count from ${text}`, params);
  return row?.count ?? 0;
};

const verbs: Verb[] = [
  {
    name: 'a change',
    async prepare() {
      const person = await createPerson(h);
      const version = async () => {
        const [row] = await h.sql<{ version: number }>('select version from people where id = $1', [person.id]);
        return (row?.version ?? 0) - 1;
      };
      const body = { name: 'Ada' };
      return { send: (key) => h.api('PATCH', '/v1/me', { token: person.token, key, body }), effects: version };
    },
  },
  {
    name: 'a creation',
    async prepare() {
      const to = await createListing(h, host);
      const body = { start: '2027-06-01', end: '2027-06-02' };
      return {
        send: (key) => h.api('POST', `/v1/listings/${to}/closures`, { token: host.token, key, body }),
        effects: () => count("events where subject = $1 and type = 'calendar.changed'", [to]),
      };
    },
  },
  {
    name: 'a removal',
    async prepare() {
      const body = { start: '2027-06-01', end: '2027-06-02' };
      const created = await h.api('POST', `/v1/listings/${listing}/closures`, { token: host.token, body });
      const { id } = created.body.closure;
      return {
        send: (key) => h.api('DELETE', `/v1/listings/${listing}/closures/${id}`, { token: host.token, key }),
        effects: () => count("events where data ->> 'closureId' = $1 and data ->> 'change' = 'reopened'", [id]),
      };
    },
  },
];

describe.each(verbs)('$name', ({ prepare }) => {
  // The load, the commit, and the look-up of the key after it.
  test.each(faults.flatMap((fault) => [1, 2, 3].map((at) => ({ fault, at }))))(
    'whose request $at to the database meets $fault is done once, by it or by its retry',
    async ({ fault, at }) => {
      const { send, effects } = await prepare();
      const key = randomUUID();
      h.faults.db.reset();
      h.faults.db.use((n) => (n === at ? fault : undefined));
      const first = await send(key);
      expect([200, 201, 204, 503]).toContain(first.status);
      h.faults.db.reset();
      const retry = await send(key);
      expect([200, 201, 204]).toContain(retry.status);
      if (first.status !== 503) expect(retry.text).toBe(first.text);
      expect(await effects()).toBe(1);
    },
  );

  test.each(faults)(
    'against a database that meets every request with %s is a 503, and done once when it is back',
    async (fault) => {
      const { send, effects } = await prepare();
      const key = randomUUID();
      h.faults.db.use(() => fault);
      const answers = [await send(key), await send(key)];
      expect(answers.map(({ status }) => status)).toEqual([503, 503]);
      expect(answers.every(({ headers }) => headers.has('retry-after'))).toBe(true);
      h.faults.db.reset();
      expect((await send(key)).status).toBeLessThan(300);
      expect(await effects()).toBe(1);
    },
  );
});

// What the answers before left to do after them may still be asking the database.
const isCommit = (body: string) => body.includes('insert into \\"idempotency_keys\\"');

describe('a commit whose answer is lost', () => {
  test('is found by its key: answered as done, and not as a replay', async () => {
    h.faults.db.use((_, { body }) => (isCommit(body) ? 'reset-after' : undefined));
    const answer = await h.api('PATCH', '/v1/me', { token: host.token, body: { name: 'Ada' } });
    expect([answer.status, answer.headers.has('idempotent-replayed')]).toEqual([200, false]);
    expect(answer.trips).toBe(3);
  });

  test('and whose key cannot be looked up, is a 503 that says so, not that nothing was done', async () => {
    h.faults.db.use((_, { body }) => (body.includes('idempotency_keys') ? 'reset-after' : undefined));
    const answer = await h.api('PATCH', '/v1/me', { token: host.token, body: { name: 'Ada' } });
    expect(answer).toMatchObject({ status: 503, body: { code: 'outcome-unknown' } });
  });

  test('that never comes: given up after ten seconds, and found by its key', async () => {
    h.faults.db.use((_, { body }) => (isCommit(body) ? 'timeout-after' : undefined));
    const answer = await h.api('PATCH', '/v1/me', { token: host.token, body: { name: 'Ada' } });
    expect(answer).toMatchObject({ status: 200, trips: 3 });
  });

  test('leaves its jobs to the sweep', async () => {
    h.faults.db.use((_, { body }) => (body.includes('jobs') ? 'reset-after' : undefined));
    const body = { email: 'lost@stays.example' };
    expect(await h.api('POST', '/v1/password-resets', { body })).toMatchObject({
      status: 503,
      body: { code: 'outcome-unknown' },
    });
    h.faults.db.reset();
    await h.drainJobs();
    expect(await h.sql('select 1 from jobs where done_at is null')).toEqual([]);
  });
});

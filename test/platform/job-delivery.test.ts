import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import { freshEmail, openAccount } from '../accounts/account.ts';
import { type Harness, startHarness } from '../harness/index.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

const requestReset = (email: string) => h.api('POST', '/v1/password-resets', { body: { email } });

/** A committed job that the queue has not delivered yet. */
async function pendingJob(): Promise<string> {
  h.qstash.pause();
  await requestReset(freshEmail());
  h.qstash.resume();
  const [job] = await h.sql<{ id: string }>('select id from jobs where done_at is null order by id desc limit 1');
  return job?.id ?? '';
}

interface Signed {
  key?: string;
  url?: string;
  body?: string;
  issuedAt?: number;
}

function sign(body: string, signed: Signed): Promise<string> {
  const { key = h.qstash.signingKeys().current, issuedAt = Math.floor(Date.now() / 1000) } = signed;
  const hash = createHash('sha256')
    .update(signed.body ?? body)
    .digest('base64url');
  return new SignJWT({ body: hash })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer('Upstash')
    .setSubject(signed.url ?? `${h.url}/internal/jobs`)
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(issuedAt + 300)
    .sign(new TextEncoder().encode(key));
}

async function deliver(jobId: string, signed: Signed = {}) {
  const body = JSON.stringify({ jobId });
  const headers = { 'upstash-signature': await sign(body, signed), 'upstash-message-id': 'msg_1' };
  return h.api('POST', '/internal/jobs', { raw: body, headers });
}

async function doneBy(jobId: string): Promise<string | null | undefined> {
  const [row] = await h.sql<{ message_id: string | null }>(
    'select message_id from jobs where id = $1 and done_at is not null',
    [jobId],
  );
  return row?.message_id;
}

describe('a delivered message', () => {
  test('runs its job, whose effect keeps the id of the message', async () => {
    const job = await pendingJob();
    expect((await deliver(job)).status).toBe(200);
    expect(await doneBy(job)).toBe('msg_1');
  });

  test('signed with the next key is good: keys rotate without a gap', async () => {
    const job = await pendingJob();
    expect((await deliver(job, { key: h.qstash.signingKeys().next })).status).toBe(200);
    expect(await doneBy(job)).toBe('msg_1');
  });

  test.each([
    ['with a key of somebody else', { key: 'sig_somebody_else' }],
    // Published by the vendor for local development; a receiver in its development mode would take it.
    ["with the vendor's key for development", { key: 'sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r' }],
    ['for another address', { url: 'https://elsewhere.example/internal/jobs' }],
    ['for another body', { body: '{"jobId":"another"}' }],
    ['an hour ago', { issuedAt: Math.floor(Date.now() / 1000) - 3600 }],
  ])('signed %s is refused, and nothing is run', async (_how, signed) => {
    const job = await pendingJob();
    expect(await deliver(job, signed)).toMatchObject({ status: 401, body: { code: 'invalid-signature' } });
    expect(await doneBy(job)).toBeUndefined();
  });

  test.each([{}, { 'upstash-signature': 'x' }, { 'upstash-signature': '..' }])(
    'unsigned (%o) is refused',
    async (headers) => {
      const job = await pendingJob();
      const answer = await h.api('POST', '/internal/jobs', { body: { jobId: job }, headers });
      expect(answer).toMatchObject({ status: 401, body: { code: 'invalid-signature' } });
      expect(await doneBy(job)).toBeUndefined();
    },
  );

  test('again, and of a job that is forgotten, is answered as done', async () => {
    const job = await pendingJob();
    await deliver(job);
    expect((await deliver(job)).status).toBe(200);
    expect((await deliver(newId('job'))).status).toBe(200);
  });

  test('whose job fails is asked for again', async () => {
    const job = await pendingJob();
    await h.sql(`update jobs set kind = 'of a later release' where id = $1`, [job]);
    expect((await deliver(job)).status).toBe(500);
    expect(await doneBy(job)).toBeUndefined();
  });

  test('while the database is away is asked for again', async () => {
    const job = await pendingJob();
    h.faults.db.use(() => 'refuse');
    expect((await deliver(job)).status).toBe(500);
    h.faults.db.reset();
    expect((await deliver(job)).status).toBe(200);
  });
});

describe('the queue', () => {
  test('is told of a job once its request is answered, which does not wait for it', async () => {
    const email = freshEmail();
    h.faults.queue.use(() => 'timeout');
    const started = performance.now();
    expect((await requestReset(email)).status).toBe(202);
    expect(performance.now() - started).toBeLessThan(2_000);
    h.faults.queue.use(undefined);
    await h.drainJobs();
    expect(await h.sql('select done_at from jobs order by id desc limit 1')).toEqual([{ done_at: expect.any(Date) }]);
  });

  test('delivers each message twice and in any order: each job is done once', async () => {
    await h.sql('delete from jobs');
    h.qstash.disturb({ duplicates: true, shuffle: Math.random });
    await Promise.all(Array.from({ length: 10 }, () => requestReset(freshEmail())));
    await h.drainJobs();
    h.qstash.disturb({});
    expect(await h.sql('select count(*)::int as done from jobs where done_at is not null and attempts = 1')).toEqual([
      { done: 10 },
    ]);
  });
});

describe('a Worker that is killed', () => {
  const SECOND = 1000;
  const lastJob = () => h.sql('select published_at, done_at, attempts from jobs order by id desc limit 1');

  test('after the commit, before anybody was told of its job: the sweep finds it', async () => {
    h.faults.db.use(async (_, { body }) => {
      if (!body.includes('email_links')) return undefined;
      await h.worker.kill();
      return 'reset-after';
    });
    await expect(requestReset(freshEmail())).rejects.toThrow('fetch failed');
    h.faults.db.reset();
    await h.worker.restart();
    expect(await lastJob()).toMatchObject([{ done_at: null, attempts: 0 }]);
    await h.drainJobs();
    expect(await lastJob()).toMatchObject([{ done_at: expect.any(Date), attempts: 1 }]);
  });

  test('while it runs a job: the queue brings it again', async () => {
    const { email } = await openAccount(h);
    await h.drainJobs();
    const killing = new AbortController();
    h.faults.mail.use(async () => {
      await h.worker.kill();
      killing.abort();
      return 'reset-after' as const;
    });
    await requestReset(email);
    // The job that writes the letter commits the one that sends it, which is published after that.
    const isKilled = async () => {
      await h.qstash.drain();
      return killing.signal.aborted;
    };
    await expect.poll(isKilled, { timeout: 10_000 }).toBe(true);
    h.faults.mail.reset();
    await h.worker.restart();
    expect(await lastJob()).toMatchObject([{ done_at: null, attempts: 1 }]);
    h.clock.advance(13 * SECOND);
    await h.drainJobs();
    expect(await lastJob()).toMatchObject([{ done_at: expect.any(Date), attempts: 2 }]);
    expect(h.mailbox.lastTo(email)?.subject).toBeDefined();
  });
});

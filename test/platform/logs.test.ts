import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { mailedToken, signIn, verify } from '../accounts/account.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson } from '../harness/people.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

const EMAIL = 'canary.address@stays.example';
const PASSWORD = 'canary password of nobody';
const ADDRESS = '203.0.113.77';

/** What may be in no line: what people wrote, who they are, and whatever opens something. */
async function liveThrough(): Promise<string[]> {
  const from = { headers: { 'cf-connecting-ip': ADDRESS } };
  await h.api('POST', '/v1/accounts', { ...from, body: { email: EMAIL, password: PASSWORD, name: 'Canary Name' } });
  const link = await mailedToken(h, EMAIL);
  await verify(h, link, PASSWORD);
  const { accessToken: token, refreshToken } = await signIn(h, { email: EMAIL, password: PASSWORD });
  const secrets = [EMAIL, PASSWORD, ADDRESS, 'Canary Name', link, token, refreshToken];

  await h.api('PATCH', '/v1/me', { ...from, token, body: { about: 'canary about' } });
  await h.api('POST', '/v1/sessions/refresh', { ...from, body: { refreshToken } });
  await h.api('POST', '/v1/sessions', { ...from, body: { email: EMAIL, password: 'canary wrong guess' } });
  await h.api('PATCH', '/v1/me', { ...from, token, raw: '{"about": "canary cut off' });
  await h.api('PATCH', '/v1/me', { ...from, token, body: { canaryField: 'canary value', name: 7 } });
  await h.api('GET', '/v1/me', { ...from, token: 'canary.forged.token' });
  await h.api('GET', '/v1/canary-path', { ...from, query: { q: 'canary query' } });
  await h.api('POST', '/internal/jobs', { raw: 'canary job', headers: { 'upstash-signature': 'canary signature' } });
  await h.api('POST', '/webhooks/stripe', { raw: 'canary event', headers: { 'stripe-signature': 'canary signature' } });

  for (const fault of ['refuse', 'reset-after', 'http-500', 'garbage'] as const) {
    h.faults.db.use(() => fault);
    await h.api('PATCH', '/v1/me', { ...from, token, body: { about: 'canary about' } });
  }
  h.faults.db.reset();
  h.faults.redis.use(() => 'http-500');
  h.faults.queue.use(() => 'refuse');
  h.faults.mail.use(() => 'http-500');
  await h.api('POST', '/v1/password-resets', { ...from, body: { email: EMAIL } });
  await h.drainJobs();
  for (const faults of Object.values(h.faults)) faults.reset();
  return secrets;
}

describe('the log', () => {
  test('tells nothing of persons, tokens, bodies and addresses, whatever goes wrong', async () => {
    const secrets = await liveThrough();
    const log = h.worker.logs.join('\n');
    expect(log.match(/.*canary.*/gi) ?? []).toEqual([]);
    for (const secret of secrets) expect(log).not.toContain(secret);
  });

  test('of the platform, which would tell the address of each request, is off in what is deployed', async () => {
    const deployed = await readFile('wrangler.toml', 'utf8');
    expect(deployed.match(/^\[.*observability.*\]$/gm)).toEqual(['[observability]', '[observability.logs]']);
    expect(deployed).toMatch(/^\[observability\.logs\]\nenabled = true\ninvocation_logs = false$/m);
  });

  test('of a mistake of ours has its code, place and request, and not the row that the database complains of', async () => {
    const person = await createPerson(h);
    await h.sql(`alter table people add constraint people_canary check (about <> 'canary about') not valid`);
    const answer = await h.api('PATCH', '/v1/me', { token: person.token, body: { about: 'canary about' } });
    await h.sql('alter table people drop constraint people_canary');
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(answer.text).not.toContain('people_canary');
    const [line, ...more] = (await linesOf(answer.body.requestId)).filter(({ event }) => event === 'request.failed');
    expect(line).toMatchObject({ level: 'error', sqlState: '23514', constraint: 'people_canary' });
    expect(line?.stack).toContain('at ');
    expect(more).toEqual([]);
    expect(h.worker.logs.join('\n')).not.toContain('canary about');
  });

  test('has one line for each request, with its operation, status, code, time and cost', async () => {
    const host = await createPerson(h);
    const listing = await createListing(h, host);
    const path = `/v1/listings/${listing}/closures`;
    const created = await h.api('POST', path, { token: host.token, body: { start: '2027-06-01', end: '2027-06-02' } });
    expect(await linesOf(created.headers.get('x-request-id'))).toEqual([
      {
        level: 'info',
        event: 'request',
        requestId: created.headers.get('x-request-id'),
        operation: 'closures_create',
        status: 201,
        ms: expect.any(Number),
        trips: 2,
        queries: expect.any(Number),
      },
    ]);
    const refused = await h.api('GET', '/v1/me');
    expect(await linesOf(refused.body.requestId)).toMatchObject([{ status: 401, code: 'unauthenticated', trips: 0 }]);
  });

  test('is JSON, line by line, but for what the queue’s client prints of an outage', () => {
    const others = h.worker.logs.filter((line) => !line.startsWith('{'));
    expect(others.filter((line) => !line.startsWith('[Upstash QStash]'))).toEqual([]);
  });
});

/** The lines of one request, once its last one is there: they come by another way than the answer. */
function linesOf(requestId: string | null): Promise<{ event?: string; stack?: string }[]> {
  return vi.waitFor(() => {
    const lines = h.worker.logs.filter((line) => line.includes(requestId ?? 'none'));
    const parsed: { event?: string; stack?: string }[] = lines.map((line) => JSON.parse(line));
    expect(parsed.at(-1)?.event).toBe('request');
    return parsed;
  });
}

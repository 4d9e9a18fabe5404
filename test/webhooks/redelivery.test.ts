import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receivers, startReceivers } from '../../local/receivers/index.ts';
import { mailedToken, signIn } from '../accounts/account.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, lettersTo } from '../harness/people.ts';
import { ask, HOUR, SECOND, subscriber } from './scene.ts';

let h: Harness;
let receivers: Receivers;
beforeAll(async () => {
  receivers = await startReceivers();
  h = await startHarness({ vars: { TEST_ORIGINS: receivers.url } });
});
afterAll(async () => {
  await h.close();
  await receivers.close();
});

const OLD = 20_000;

/** Rows of events that were read so far. An idle connection tells what it has read after ten seconds, and at once when it ends. */
async function read(): Promise<number> {
  const others = 'select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';
  await h.sql(`select pg_terminate_backend(pid, 5000) from (${others}) as other`);
  await h.sql('select pg_stat_force_next_flush()');
  const [row] = await h.sql<{ rows: number }>(`
    select (seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_user_tables where relname = 'events'`);
  return row?.rows ?? 0;
}

test('what is sent again since an instant is not looked for in all that was before', async () => {
  const { id: owner } = await createPerson(h);
  const [operator, her] = [await subscriber(h, receivers, { roles: ['admin'] }), await subscriber(h, receivers)];
  await h.sql(
    `insert into events (type, occurred_at, subject, host_id, data, seq)
     select 'account.created', timestamptz '2026-12-01' + n * interval '1 second', $1, $2, '{}', last + n
     from (select coalesce(max(seq), 0) as last from events) as numbered, generate_series(1, $3::int) as n`,
    [owner, her.host.id, OLD],
  );
  await h.sql('update webhook_position set seq = (select max(seq) from events)');
  await h.sql('analyze events');
  const begun = await read();
  await h.sql('select count(data) from events');
  expect((await read()) - begun, 'what is read is counted').toBeGreaterThanOrEqual(OLD);
  await her.happen();
  await h.drainJobs();
  for (const reader of [operator, her]) {
    expect(reader.messages()).toHaveLength(1);
    const before = await read();
    h.clock.advance(1_000);
    await reader.ask('POST', '/redeliver', { body: { from: '2027-03-01T11:00:00Z', which: 'all' } });
    await h.drainJobs();
    expect(reader.messages()).toHaveLength(2);
    expect((await read()) - before).toBeLessThan(OLD / 10);
  }
});

test('what is sent again waits while its owner is suspended, and comes once they are not', async () => {
  const her = await subscriber(h, receivers);
  await her.happen();
  await h.drainJobs();
  h.clock.advance(SECOND);
  const body = { from: '2027-03-01T11:00:00Z', which: 'all' };
  expect(await her.ask('POST', '/redeliver', { body })).toMatchObject({ status: 202 });
  await h.sql('update people set suspended_at = now() where id = $1', [her.host.id]);
  await h.drainJobs();
  expect(her.messages()).toHaveLength(1);
  await h.sql('update people set suspended_at = null where id = $1', [her.host.id]);
  h.clock.advance(HOUR);
  await h.drainJobs();
  const ids = her.messages().map(({ headers }) => headers.get('webhook-id'));
  expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
});

test('whose password is reset by a mailed link has endpoints that are sent nothing, until they enable them and ask for it', async () => {
  const [her, other] = [await subscriber(h, receivers), await subscriber(h, receivers)];
  await ask(h, her.host, 'POST', '', { body: { url: receivers.receive('/elsewhere') } });
  const { email } = her.host;
  const reset = async () => {
    await h.api('POST', '/v1/password-resets', { body: { email } });
    const body = { token: await mailedToken(h, email), newPassword: 'nine herons at noon' };
    expect((await h.api('POST', '/v1/password-resets/complete', { body })).status).toBe(204);
  };
  await reset();
  // As of one that was made while the new password was hashed.
  await h.sql(`update webhook_endpoints set enabled_at = enabled_at + interval '50 ms' where id = $1`, [her.id]);
  h.clock.advance(SECOND);
  const { accessToken: token } = await signIn(h, { email, password: 'nine herons at noon' });
  const call = async (method: string, to: string, body?: object) =>
    (await h.api(method, `/v1/webhook-endpoints/${her.id}${to}`, { token, body })).body;
  await h.drainJobs();
  expect(await call('GET', '')).toMatchObject({ state: 'disabled', disabledReason: 'password-reset' });
  expect((await other.ask('GET')).body).toMatchObject({ state: 'enabled' });
  expect(await h.sql(`select data from events where subject = $1`, [her.id])).toEqual([
    { data: { reason: 'password-reset' } },
  ]);
  expect(lettersTo(h, her.host).slice(1)).toEqual(['Your webhook endpoints are disabled']);
  const closure = { start: '2027-06-01', end: '2027-06-03' };
  await h.api('POST', `/v1/listings/${her.listing}/closures`, { token, body: closure });
  await h.drainJobs();
  expect(her.messages()).toEqual([]);

  h.clock.advance(SECOND);
  expect(await call('PATCH', '', { state: 'enabled' })).toMatchObject({ state: 'enabled', disabledReason: null });
  // The job of the reset may come twice, and late.
  await h.sql(`update jobs set done_at = null, published_at = null where kind = 'accounts.end-made-before'`);
  h.clock.advance(HOUR / 6);
  await call('POST', '/redeliver', { from: '2027-03-01T00:00:00Z' });
  await h.drainJobs();
  const types = her.messages().map(({ body }) => JSON.parse(body).type);
  expect([types.length, new Set(types)]).toEqual([3, new Set(['calendar.changed', 'webhook.disabled'])]);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Receivers, startReceivers } from '../../local/receivers/index.ts';
import { verifyWebhook } from '../../sdk/src/index.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson, tokenFor } from '../harness/people.ts';
import { ask, bodiesOf, HOUR, SECOND, subscriber } from './scene.ts';

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

const from = '2027-03-01T00:00:00Z';

describe('an endpoint', () => {
  test('is sent what happens to its owner as the feed tells it, and the log says so', async () => {
    const her = await subscriber(h, receivers);
    await her.happen();
    await h.drainJobs();
    const [message] = her.messages();
    const feed = await h.api('GET', '/v1/events', { token: her.host.token });
    expect(JSON.parse(message?.body ?? '')).toEqual(feed.body.data[0]);
    const [delivery] = await her.deliveries();
    expect(delivery).toMatchObject({ state: 'delivered', attempts: 1, nextAttemptAt: null, type: 'calendar.changed' });
    expect(message?.headers.get('webhook-id')).toBe(delivery.eventId);
    const log = await her.ask('GET', `/deliveries/${delivery.eventId}/attempts`);
    expect(log).toMatchObject({ trips: 1, body: { data: [{ status: 204, error: null }] } });
  });

  test('is sent what was asked for before it was made and done after', async () => {
    const her = await subscriber(h, receivers);
    const rival = await h.connect();
    await rival.query('begin');
    await rival.query('select from listings where id = $1 for update', [her.listing]);
    const token = await tokenFor(h, her.host);
    const happened = h.api('POST', `/v1/listings/${her.listing}/unlist`, { token });
    const waiting = () =>
      h.sql(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    await expect.poll(async () => (await waiting()).length, { timeout: 10_000 }).toBe(1);
    h.clock.advance(SECOND);
    const body = { url: receivers.receive(`${her.path}-later`) };
    expect((await ask(h, her.host, 'POST', '', { body })).status).toBe(201);
    await rival.query('commit');
    await rival.end();
    expect((await happened).status).toBe(200);
    await h.drainJobs();
    expect(receivers.at(`${her.path}-later`)).toHaveLength(1);
  });

  test('is sent nothing of others, nor types that it does not ask for', async () => {
    const [her, him] = [await subscriber(h, receivers, { types: ['booking.held'] }), await subscriber(h, receivers)];
    await her.happen();
    await him.happen();
    await h.drainJobs();
    expect(her.messages()).toEqual([]);
    expect(him.messages()).toHaveLength(1);
  });

  test('of an operator is sent everything with its number, until the role is taken away', async () => {
    const operator = await subscriber(h, receivers, { roles: ['admin'] });
    const her = await subscriber(h, receivers);
    await her.happen();
    await h.drainJobs();
    expect(bodiesOf(operator.messages())).toMatchObject([{ seq: expect.any(Number), subject: her.listing }]);
    await h.sql(`update people set roles = '{}' where id = $1`, [operator.host.id]);
    await her.happen();
    await h.drainJobs();
    expect(operator.messages()).toHaveLength(1);
    expect(bodiesOf(her.messages())).toMatchObject([{ seq: null }, { seq: null }]);
  });

  test('of a person who is suspended is sent nothing', async () => {
    const her = await subscriber(h, receivers);
    h.qstash.pause();
    await her.happen();
    await h.sql('update people set suspended_at = now() where id = $1', [her.host.id]);
    h.qstash.resume();
    await h.drainJobs();
    expect(her.messages()).toEqual([]);
  });

  test('is read in one round trip and written in two', async () => {
    const her = await subscriber(h, receivers);
    expect(her.created.trips).toBeLessThanOrEqual(2);
    await her.happen();
    await h.drainJobs();
    const [{ eventId }] = await her.deliveries();
    const reads = ['', '/secrets', '/deliveries', `/deliveries/${eventId}/attempts`];
    for (const path of reads) expect(await her.ask('GET', path)).toMatchObject({ status: 200, trips: 1 });
    expect(await ask(h, her.host, 'GET', '')).toMatchObject({ status: 200, trips: 1 });
    for (const [method, path, body] of writesOf(eventId)) {
      const answer = await her.ask(method, path, { body });
      expect([path, answer.status < 300]).toEqual([path, true]);
      expect(answer.trips).toBeLessThanOrEqual(2);
    }
  });

  test('is its owner’s alone: for anybody else there is no such thing', async () => {
    const her = await subscriber(h, receivers);
    await her.happen();
    await h.drainJobs();
    const [{ eventId }] = await her.deliveries();
    const stranger = await createPerson(h, { roles: ['admin'] });
    const reads = ['', '/secrets', '/deliveries', `/deliveries/${eventId}/attempts`];
    for (const [method, path, body] of [...reads.map((read) => ['GET', read] as const), ...writesOf(eventId)]) {
      const answer = await ask(h, stranger, method, `/${her.id}${path}`, { body });
      expect([method, path, answer.status]).toEqual([method, path, 404]);
    }
  });

  test('can be one of twenty, also when they are made at once', async () => {
    const person = await createPerson(h);
    const body = { url: receivers.receive('/many') };
    const made = await Promise.all(Array.from({ length: 22 }, () => ask(h, person, 'POST', '', { body })));
    expect(made.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(made.filter(({ body: refused }) => refused.code === 'webhook-limit')).toHaveLength(2);
    const first = await ask(h, person, 'GET', '?limit=15');
    const second = await ask(h, person, 'GET', `?limit=15&cursor=${first.body.nextCursor}`);
    expect([first.body.data.length, second.body.data.length, second.body.nextCursor]).toEqual([15, 5, null]);
  });

  test('is sent a test when asked, which no other endpoint sees', async () => {
    const operator = await subscriber(h, receivers, { roles: ['admin'] });
    const her = await subscriber(h, receivers, { types: ['booking.held'] });
    expect(await her.ask('POST', '/test')).toMatchObject({ status: 202 });
    await h.drainJobs();
    expect(bodiesOf(her.messages())).toMatchObject([{ type: 'webhook.tested', subject: her.id }]);
    expect(operator.messages()).toEqual([]);
  });

  test('of an operator whose role is taken away is not sent again what only operators may read', async () => {
    const operator = await subscriber(h, receivers, { roles: ['admin'], manner: { status: 500 } });
    const her = await subscriber(h, receivers);
    await Promise.all([her.happen(), operator.happen()]);
    await h.drainJobs();
    expect(operator.messages()).toHaveLength(2);
    await h.sql(`update people set roles = '{}' where id = $1`, [operator.host.id]);
    h.clock.advance(10 * SECOND);
    await h.drainJobs();
    const [, , ...later] = bodiesOf(operator.messages());
    expect(later).toMatchObject([{ subject: operator.listing, seq: null }]);
    const deliveries = await operator.deliveries();
    expect(deliveries.map(({ state }: { state: string }) => state).sort()).toEqual(['failed', 'pending']);
    const { eventId } = deliveries.find(({ state }: { state: string }) => state === 'failed');
    await operator.ask('POST', `/deliveries/${eventId}/redeliver`);
    await operator.ask('POST', '/redeliver', { body: { from } });
    await h.drainJobs();
    expect(bodiesOf(operator.messages()).filter(({ subject }) => subject === her.listing)).toHaveLength(1);
  });

  test('of an operator is made, changed and looked into by no key that may not read what operators do', async () => {
    const operator = await subscriber(h, receivers, { roles: ['admin'] });
    const [blind, sighted] = await Promise.all(
      [[], ['operator:read']].map(async (more) => {
        const scopes = ['webhooks:read', 'webhooks:write', ...more];
        const token = await tokenFor(h, operator.host);
        return (await h.api('POST', '/v1/me/api-keys', { token, body: { name: scopes.join(), scopes } })).body.key;
      }),
    );
    const url = receivers.receive('/taken');
    for (const [token, status] of [
      [blind, 403],
      [sighted, undefined],
    ]) {
      const made = await h.api('POST', '/v1/webhook-endpoints', { token, body: { url } });
      const moved = await h.api('PATCH', `/v1/webhook-endpoints/${operator.id}`, { token, body: { url } });
      expect([made.status, moved.status]).toEqual([status ?? 201, status ?? 200]);
      for (const [method, what, body, done] of [
        ['GET', '/secrets', undefined, 200],
        ['GET', '/deliveries', undefined, 200],
        ['POST', '/secrets/rotate', { oldSignsForHours: 0 }, 200],
        ['POST', '/redeliver', { from }, 202],
        ['POST', '/test', undefined, 202],
        ['DELETE', '', undefined, 204],
      ] as const) {
        const path = `/v1/webhook-endpoints/${operator.id}${what}`;
        const answer = await h.api(method, path, { token, body });
        expect([method, what, answer.status]).toEqual([method, what, status ?? done]);
      }
    }
  });

  test('is sent again what was asked for anew while an attempt was on its way', async () => {
    const her = await subscriber(h, receivers, { manner: { slow: 1_000, status: 204 } });
    await her.happen();
    const drained = h.drainJobs();
    while (her.messages().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const [{ eventId }] = await her.deliveries();
    expect(await her.ask('POST', `/deliveries/${eventId}/redeliver`)).toMatchObject({ status: 202 });
    await drained;
    await h.drainJobs();
    expect(her.messages()).toHaveLength(2);
    expect(await her.deliveries()).toMatchObject([{ state: 'delivered', attempts: 1 }]);
  });

  test('that is removed while an attempt is on its way leaves nothing to be done', async () => {
    const her = await subscriber(h, receivers, { manner: { slow: 1_000, status: 204 } });
    await her.happen();
    const drained = h.drainJobs();
    while (her.messages().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await her.ask('DELETE')).toMatchObject({ status: 204 });
    await drained;
    const failed = `select last_error from jobs where kind = 'deliver-webhooks' and payload ->> 'endpointId' = $1 and last_error is not null`;
    expect(await h.sql(failed, [her.id])).toEqual([]);
  });

  test('that is given another address while an attempt is on its way is not disabled by what the former one answers', async () => {
    const moved = Promise.withResolvers<void>();
    const her = await subscriber(h, receivers, { manner: { once: moved.promise, status: 410 } });
    await her.happen();
    const drained = h.drainJobs();
    while (her.messages().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const url = receivers.receive(`${her.path}-moved`);
    expect(await her.ask('PATCH', '', { body: { url } })).toMatchObject({ status: 200 });
    moved.resolve();
    await drained;
    expect((await her.ask('GET')).body).toMatchObject({ state: 'enabled', disabledReason: null });
    await her.happen();
    await h.drainJobs();
    expect(receivers.at(`${her.path}-moved`)).toHaveLength(1);
    // What the former one did not want is the new one's all the same.
    h.clock.advance(60 * SECOND);
    await h.drainJobs();
    expect(receivers.at(`${her.path}-moved`)).toHaveLength(2);
  });

  test('can be sent one event again by hand, and all since an instant of the last thirty days', async () => {
    const her = await subscriber(h, receivers);
    await her.happen();
    await h.drainJobs();
    const [{ eventId }] = await her.deliveries();
    const again = await her.ask('POST', `/deliveries/${eventId}/redeliver`);
    expect(again).toMatchObject({ status: 202, body: { state: 'pending', attempts: 0 } });
    await h.drainJobs();
    expect(her.messages().map(({ headers }) => headers.get('webhook-id'))).toEqual([eventId, eventId]);
    h.clock.advance(SECOND);
    await her.ask('POST', '/redeliver', { body: { from } });
    await h.drainJobs();
    expect(her.messages()).toHaveLength(2);
    await her.ask('POST', '/redeliver', { body: { from, which: 'all' } });
    await h.drainJobs();
    expect(her.messages()).toHaveLength(3);
    expect(await her.ask('POST', '/redeliver', { body: { from: '2027-01-29T00:00:00Z' } })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/from', code: 'too-early' }] },
    });
  });
});

function writesOf(eventId: string) {
  return [
    ['PATCH', '', { description: 'Mine' }],
    ['POST', '/secrets/rotate', { oldSignsForHours: 1 }],
    ['POST', '/test', undefined],
    ['POST', '/redeliver', { from }],
    ['POST', `/deliveries/${eventId}/redeliver`, undefined],
    ['DELETE', '', undefined],
  ] as const;
}

describe('a signature', () => {
  const isBy = (secret: string, message: { body: string; headers: Headers } | undefined) =>
    verifyWebhook(message ?? { body: '', headers: new Headers() }, { secret, now: h.clock.now() }).then(
      () => true,
      () => false,
    );

  test('is by every live secret: after a rotation by two, and by the new one alone once the old one is over', async () => {
    const her = await subscriber(h, receivers);
    const [old = ''] = await her.secrets();
    expect(old).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await her.ask('POST', '/secrets/rotate', { body: { oldSignsForHours: 2 } });
    const [fresh = '', ...others] = await her.secrets();
    expect(others).toEqual([old]);
    const signedBy = async () => {
      await her.happen();
      await h.drainJobs();
      return [await isBy(old, her.messages().at(-1)), await isBy(fresh, her.messages().at(-1))];
    };
    expect(await signedBy()).toEqual([true, true]);
    h.clock.advance(2 * HOUR + SECOND);
    expect(await signedBy()).toEqual([false, true]);
    expect(await her.secrets()).toEqual([fresh]);
  });

  test('is of the endpoint alone, and of this time', async () => {
    const [her, him] = [await subscriber(h, receivers), await subscriber(h, receivers)];
    await her.happen();
    await h.drainJobs();
    const [message] = her.messages();
    const [[secret = ''], [other = '']] = [await her.secrets(), await him.secrets()];
    expect([await isBy(secret, message), await isBy(other, message)]).toEqual([true, false]);
    h.clock.advance(HOUR);
    expect(await isBy(secret, message)).toBe(false);
  });
});

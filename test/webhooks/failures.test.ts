import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Receivers, startReceivers } from '../../local/receivers/index.ts';
import { isId } from '../../src/kernel/ids.ts';
import { emit, numberEvents } from '../../src/platform/events.ts';
import { fanOut } from '../../src/webhooks/index.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { lettersTo } from '../harness/people.ts';
import { createPlatform } from '../harness/platform.ts';
import { ask, bodiesOf, HOUR, retry, SECOND, subscriber } from './scene.ts';

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
/** Jobs at an endpoint, or on their way to it. */
const undone = `select from jobs where payload ->> 'endpointId' = $1 and done_at is null`;

describe('an endpoint that fails', () => {
  test('is tried again under the same id, signed anew, until it takes the message', async () => {
    const her = await subscriber(h, receivers, { manner: { failsFirst: 3 } });
    await her.happen();
    await h.drainJobs();
    await retry(h, 3);
    const messages = her.messages();
    expect(new Set(messages.map(({ headers }) => headers.get('webhook-id'))).size).toBe(1);
    expect(new Set(messages.map(({ headers }) => headers.get('webhook-timestamp'))).size).toBe(4);
    expect(await her.deliveries()).toMatchObject([{ state: 'delivered', attempts: 4 }]);
  });

  test('with 410 is disabled at once, and its owner is told at their other endpoint', async () => {
    const her = await subscriber(h, receivers, { manner: { status: 410 } });
    const url = receivers.receive(`${her.path}-other`);
    await ask(h, her.host, 'POST', '', { body: { url, types: ['webhook.disabled'] } });
    await her.happen();
    await h.drainJobs();
    expect((await her.ask('GET')).body).toMatchObject({ state: 'disabled', disabledReason: 'gone' });
    expect(bodiesOf(receivers.at(`${her.path}-other`))).toMatchObject([
      { type: 'webhook.disabled', subject: her.id, data: { reason: 'gone' } },
    ]);
    expect(lettersTo(h, her.host)).toEqual([`Events are sent to ${new URL(receivers.url).host} no more`]);
    await her.happen();
    await h.drainJobs();
    expect(her.messages()).toHaveLength(1);
    expect(await her.ask('POST', '/test')).toMatchObject({ status: 409, body: { code: 'invalid-transition' } });
  });

  test('is not known to fail any more once its address is another', async () => {
    const her = await subscriber(h, receivers, { manner: { status: 500 } });
    await her.happen();
    await h.drainJobs();
    expect((await her.ask('GET')).body).toMatchObject({ failingSince: expect.any(String) });
    const moved = { url: receivers.receive(`${her.path}-moved`) };
    expect((await her.ask('PATCH', '', { body: moved })).body).toMatchObject({ state: 'enabled', failingSince: null });
    expect((await her.ask('GET')).body).toMatchObject({ failingSince: null });
  });

  test('for three days on end is disabled, told of once, and sent all that it missed once it is enabled and asks', async () => {
    const her = await subscriber(h, receivers, { manner: { status: 500 } });
    await her.happen();
    await h.drainJobs();
    await retry(h, 8);
    await her.happen();
    await h.drainJobs();
    expect((await her.ask('GET')).body).toMatchObject({ state: 'enabled', failingSince: expect.any(String) });
    await retry(h, 10);
    expect((await her.ask('GET')).body).toMatchObject({ state: 'disabled', disabledReason: 'failing' });
    expect(await h.sql(`select from events where type = 'webhook.disabled' and subject = $1`, [her.id])).toHaveLength(
      1,
    );
    await her.happen();
    await h.drainJobs();

    receivers.receive(her.path);
    h.clock.advance(SECOND);
    const failed = her.messages().length;
    await her.ask('PATCH', '', { body: { state: 'enabled' } });
    await her.ask('POST', '/redeliver', { body: { from } });
    await h.drainJobs();
    const types = bodiesOf(her.messages().slice(failed)).map(({ type }) => type);
    expect(types.toSorted()).toEqual([...Array(3).fill('calendar.changed'), 'webhook.disabled']);
    await her.ask('POST', '/redeliver', { body: { from } });
    await h.drainJobs();
    expect(her.messages().slice(failed)).toHaveLength(4);
  });
});

describe('whatever goes wrong on our side', () => {
  test('a queue that refuses everything holds nothing up for long', async () => {
    const her = await subscriber(h, receivers);
    h.faults.queue.use(() => 'http-500');
    await her.happen();
    await h.drainJobs();
    h.faults.queue.reset();
    expect(her.messages()).toHaveLength(1);
  });

  test('what is owed has its job, whatever becomes of the relay that handed it out', async () => {
    const her = await subscriber(h, receivers);
    const ctx = createPlatform(h).context();
    const event = emit(ctx, {
      type: 'calendar.changed',
      subject: her.listing,
      hostId: her.host.id,
      data: { change: 'closed' },
    });
    // As far as a relay comes that is killed after its batch.
    await ctx.db.batch([event, numberEvents({ waits: true }), fanOut(ctx.now)]);
    await h.drainJobs();
    expect(her.messages()).toHaveLength(1);
    const jobs = await h.sql<{ id: string }>(`select id from jobs where payload->>'endpointId' = $1`, [her.id]);
    expect(jobs.map(({ id }) => isId('job', id))).toEqual([true]);
  });

  test('an attempt whose end nobody told is made again, and so is one whose job was lost', async () => {
    const her = await subscriber(h, receivers);
    await her.happen();
    await h.drainJobs();
    // As a Worker leaves it that is killed while it sends, when a twin of its job has found nothing to do.
    await h.sql(
      `update webhook_deliveries set state = 'pending', next_attempt_at = $2::timestamptz + interval '2 minutes'
       where endpoint_id = $1`,
      [her.id, new Date(h.clock.now())],
    );
    await h.drainJobs();
    expect(her.messages()).toHaveLength(1);
    h.clock.advance(4 * 60 * SECOND);
    await h.drainJobs();
    expect(await her.deliveries()).toMatchObject([{ state: 'delivered', attempts: 2 }]);
  });

  test('who is suspended is owed what waits, and nothing is done about it until they are not', async () => {
    const her = await subscriber(h, receivers, { manner: { status: 503 } });
    await her.happen();
    await h.drainJobs();
    const tried = her.messages().length;
    await h.sql('update people set suspended_at = now() where id = $1', [her.host.id]);
    h.clock.advance(HOUR);
    const sweep = async () => {
      h.clock.advance(60 * SECOND);
      await h.worker.runCron('* * * * *', h.clock.now());
      await h.qstash.drain();
    };
    await sweep();
    const jobs = () =>
      h.sql(`select from jobs where kind = 'deliver-webhooks' and payload ->> 'endpointId' = $1`, [her.id]);
    const before = (await jobs()).length;
    for (let minute = 0; minute < 3; minute += 1) await sweep();
    expect([(await jobs()).length, her.messages().length]).toEqual([before, tried]);
    await h.sql('update people set suspended_at = null where id = $1', [her.host.id]);
    await sweep();
    expect(her.messages().length).toBe(tried + 1);
  });

  test('what happens to who is suspended is sent once they are not', async () => {
    const her = await subscriber(h, receivers);
    await h.sql('update people set suspended_at = now() where id = $1', [her.host.id]);
    const ctx = createPlatform(h).context();
    const event = emit(ctx, {
      type: 'calendar.changed',
      subject: her.listing,
      hostId: her.host.id,
      data: { change: 'closed' },
    });
    await ctx.db.batch([event]);
    await h.drainJobs();
    expect(her.messages()).toEqual([]);
    await h.sql('update people set suspended_at = null where id = $1', [her.host.id]);
    h.clock.advance(60 * SECOND);
    await h.drainJobs();
    expect(her.messages()).toHaveLength(1);
  });

  test('what an endpoint’s owner may read is not kept waiting by what they may not read any more', async () => {
    const her = await subscriber(h, receivers, { roles: ['admin'] });
    const host = await subscriber(h, receivers);
    for (let times = 0; times < 30; times += 1) await host.happen();
    await her.happen();
    await expect.poll(() => h.sql(`select from webhook_deliveries where endpoint_id = $1`, [her.id])).toHaveLength(31);
    await h.sql(`update people set roles = '{}' where id = $1`, [her.host.id]);
    await h.drainJobs();
    expect(her.messages().map(({ body }) => JSON.parse(body).subject)).toEqual([her.listing]);
    const left = `select from webhook_deliveries where endpoint_id = $1 and state = 'pending'`;
    expect(await h.sql(left, [her.id])).toEqual([]);
  });

  test('a slow endpoint with much to come is not asked more at a time with every minute', async () => {
    const answers = Promise.withResolvers<void>();
    const her = await subscriber(h, receivers, { manner: { once: answers.promise, status: 204 } });
    for (let times = 0; times < 40; times += 1) await her.happen();
    await expect.poll(() => h.sql(`select from webhook_deliveries where endpoint_id = $1`, [her.id])).toHaveLength(40);
    const first = h.qstash.drain();
    await expect.poll(() => her.messages().length).toBe(5);
    const minutes: Promise<unknown>[] = [];
    for (let minute = 0; minute < 2; minute += 1) {
      h.clock.advance(60 * SECOND);
      await h.worker.runCron('* * * * *', h.clock.now());
      minutes.push(h.qstash.drain());
    }
    // Nobody else is at it, nor on the way.
    await expect.poll(() => h.sql(undone, [her.id])).toHaveLength(1);
    expect(her.messages()).toHaveLength(5);
    answers.resolve();
    await Promise.all([first, ...minutes]);
    await h.drainJobs();
    expect(new Set(her.messages().map(({ headers }) => headers.get('webhook-id'))).size).toBe(40);
  });

  test('an endpoint that hangs is asked fifty times at once at most, whatever happens meanwhile, and the rest follows', async () => {
    const answers = Promise.withResolvers<void>();
    const her = await subscriber(h, receivers, { manner: { once: answers.promise, status: 204 } });
    const brought: Promise<unknown>[] = [];
    const begun = `select from jobs where payload ->> 'endpointId' = $1 and attempts > 0`;
    for (let times = 1; times <= 60; times += 1) {
      await her.happen();
      // Each has a job of its own, since the one before is at the endpoint.
      const isBegun = async () => {
        brought.push(h.qstash.drain());
        return (await h.sql(begun, [her.id])).length;
      };
      await expect.poll(isBegun, { interval: 10 }).toBe(times);
      // Two that claim at the same moment would each count without the other.
      if (times <= 50) await expect.poll(() => her.messages().length, { interval: 10 }).toBe(times);
    }
    // What came too late has found nothing to send, and is done.
    await expect.poll(() => h.sql(undone, [her.id])).toHaveLength(50);
    expect(her.messages()).toHaveLength(50);
    answers.resolve();
    await Promise.all(brought);
    h.clock.advance(2 * 60 * SECOND);
    await h.drainJobs();
    expect(new Set(her.messages().map(({ headers }) => headers.get('webhook-id'))).size).toBe(60);
    expect(her.messages()).toHaveLength(60);
  }, 30_000);

  test('an endpoint that is disabled while events are handed out is owed none of them, then nor when it is enabled', async () => {
    const her = await subscriber(h, receivers);
    await h.drainJobs();
    const other = await h.connect();
    const waiting = async (statements: number) =>
      expect
        .poll(() =>
          h.sql(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`),
        )
        .toHaveLength(statements);
    await other.query('begin');
    await other.query('select from webhook_endpoints where id = $1 for no key update', [her.id]);
    const disabled = her.ask('PATCH', '', { body: { state: 'disabled' } });
    await waiting(1);
    await her.happen();
    await waiting(2);
    await other.query('commit');
    await other.end();
    expect(await disabled).toMatchObject({ status: 200 });
    await h.drainJobs();
    expect(await her.deliveries()).toEqual([]);
    await her.ask('PATCH', '', { body: { state: 'enabled' } });
    await h.drainJobs();
    h.clock.advance(4 * 60 * SECOND);
    await h.drainJobs();
    expect(her.messages()).toEqual([]);
  });

  test('jobs that come twice and in any order send each event once', async () => {
    const her = await subscriber(h, receivers);
    h.qstash.disturb({ duplicates: true, shuffle: () => 0.5 });
    for (let times = 0; times < 5; times += 1) await her.happen();
    await h.drainJobs();
    h.qstash.disturb({});
    expect(her.messages()).toHaveLength(5);
    expect(new Set(her.messages().map(({ headers }) => headers.get('webhook-id'))).size).toBe(5);
  });
});

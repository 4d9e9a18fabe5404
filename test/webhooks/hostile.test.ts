import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receivers, startReceivers } from '../../local/receivers/index.ts';
import { sendWebhook } from '../../src/webhooks/send-webhook.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson } from '../harness/people.ts';
import { hostileAddresses } from './hostile-addresses.ts';
import { ask, subscriber } from './scene.ts';

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

const addresses = hostileAddresses(['stays.example.com']);

test('more than 120 hostile addresses are refused before anything is sent', async () => {
  expect(new Set(addresses).size).toBeGreaterThan(120);
  const policy = { ownHosts: ['stays.example.com'], exemptOrigins: [] };
  for (const url of addresses) {
    const sent = await sendWebhook({ url, headers: {}, body: '{}' }, policy);
    expect([url, sent.error]).toEqual([url, 'address-refused']);
  }
});

test('and none of them can be saved: not for a new endpoint, and not for one that is there', async () => {
  const her = await subscriber(h, receivers);
  const own = hostileAddresses(['stays.example']);
  const person = await createPerson(h);
  for (const url of own) {
    const answers = [
      await ask(h, person, 'POST', '', { body: { url } }),
      await her.ask('PATCH', '', { body: { url } }),
    ];
    for (const { status, body } of answers)
      expect([url, status, body.errors?.[0]?.pointer]).toEqual([url, 422, '/url']);
  }
  expect((await ask(h, person, 'GET', '')).body.data).toEqual([]);
});

test('one that was good when it was saved is refused when it is sent to, and the log says why', async () => {
  const her = await subscriber(h, receivers);
  for (const url of ['https://metadata.google.internal/', 'https://127.1/x']) {
    await h.sql('update webhook_endpoints set url = $2 where id = $1', [her.id, url]);
    await her.happen();
    await h.drainJobs();
    const [delivery] = await her.deliveries();
    expect(delivery).toMatchObject({ state: 'pending', attempts: 1 });
    const log = await her.ask('GET', `/deliveries/${delivery.eventId}/attempts`);
    expect(log.body.data).toMatchObject([{ status: null, error: 'address-refused', answer: expect.any(String) }]);
  }
});

test('a redirect is an answer like any other: nothing goes where it leads', async () => {
  const inside = receivers.receive('/inside');
  const her = await subscriber(h, receivers, { manner: { status: 307, headers: { location: inside } } });
  await her.happen();
  await h.drainJobs();
  expect(receivers.at('/inside')).toEqual([]);
  expect(await her.deliveries()).toMatchObject([{ state: 'pending', attempts: 1 }]);
});

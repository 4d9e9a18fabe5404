import { createServer } from 'node:http';
import type Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Listening, listen } from '../../../local/listen.ts';
import { startStripe } from '../../../local/stripe/index.ts';
import { clientOf, MINUTE, openAccount } from './account.ts';

const { server, stripe, clock, pay } = await openAccount();

afterAll(() => server.close());

describe('webhooks', () => {
  const received: Stripe.Event[] = [];
  let answerWith = 200;
  let listening: Listening;
  const endpoint = createServer((request, response) => {
    const chunks: Uint8Array[] = [];
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    request.on('end', () => {
      const signature = String(request.headers['stripe-signature']);
      stripe.webhooks.constructEventAsync(Buffer.concat(chunks), signature, server.webhookSecret).then(
        (event) => {
          if (answerWith === 200) received.push(event);
          response.writeHead(answerWith).end();
        },
        () => response.writeHead(400).end(),
      );
    });
  });

  beforeAll(async () => {
    listening = await listen(endpoint);
    await server.drain();
    server.webhooks.url = `${listening.url}/webhooks`;
    await server.drain();
  });
  afterAll(() => listening.close());
  beforeEach(() => {
    received.length = 0;
    answerWith = 200;
    server.webhooks.duplicates = 0;
    server.webhooks.shuffle = false;
  });

  const types = () => received.map((event) => event.type);

  test('are signed, arrive in order, and name the request that caused them', async () => {
    const intent = await pay('pm_card_visa', {}, { idempotencyKey: 'key-webhook' });
    await server.drain();
    expect(types()).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
    ]);
    expect(received[2]).toMatchObject({
      data: { object: { id: intent.id, status: 'succeeded' } },
      request: { id: intent.lastResponse.requestId, idempotency_key: 'key-webhook' },
    });
    const listed = await stripe.events.list({ types: ['payment_intent.succeeded'], limit: 1 });
    expect(listed.data[0]).toMatchObject({ id: received[2]?.id, pending_webhooks: 0 });
    expect((await stripe.events.retrieve(String(received[2]?.id))).type).toBe('payment_intent.succeeded');
  });

  test('come again later until they are taken, and not before', async () => {
    answerWith = 503;
    await stripe.paymentIntents.create({ amount: 5_000, currency: 'usd' });
    expect(await server.drain()).toBe(1);
    expect(await server.drain()).toBe(0);
    clock.now += MINUTE;
    expect(await server.drain()).toBe(1);
    answerWith = 200;
    clock.now += 5 * MINUTE;
    await server.drain();
    expect(types()).toEqual(['payment_intent.created']);
    expect(server.webhooks.attempts.slice(-3).map((attempt) => attempt.status)).toEqual([503, 503, 200]);
  });

  test('are given up after three days', async () => {
    answerWith = 500;
    await stripe.paymentIntents.create({ amount: 5_000, currency: 'usd' });
    for (let hours = 0; hours < 90; hours += 1) {
      await server.drain();
      clock.now += 60 * MINUTE;
    }
    expect(server.webhooks.waiting).toBe(0);
  });

  test('are doubled, shuffled, held back and sent again on demand', async () => {
    server.webhooks.duplicates = 1;
    server.webhooks.shuffle = true;
    server.webhooks.pause();
    await pay('pm_card_visa');
    expect(await server.drain()).toBe(0);
    server.webhooks.resume();
    expect(await server.drain()).toBe(8);
    expect(new Set(received.map((event) => event.id)).size).toBe(4);

    server.webhooks.duplicates = 0;
    server.redeliver(String(received[0]?.id));
    await server.drain();
    expect(received.at(-1)?.id).toBe(received[0]?.id);
  });
});

test('webhooks go out by themselves where they are asked to', async () => {
  const arrived = Promise.withResolvers<string | undefined>();
  const endpoint = createServer((request, response) => {
    arrived.resolve(request.url);
    response.end();
  });
  const { url, close } = await listen(endpoint);
  const running = await startStripe({ autorun: true, webhookUrl: `${url}/hook` });
  const client = clientOf(running);
  await client.paymentIntents.create({ amount: 5_000, currency: 'usd' });
  expect(await arrived.promise).toBe('/hook');
  await running.close();
  await close();
});

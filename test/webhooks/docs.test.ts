import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sendLimits } from '../../src/webhooks/send-webhook.ts';
import { signedHeaders } from '../../src/webhooks/signature.ts';
import { timers } from '../../src/webhooks/timers.ts';
import { exampleOf } from '../harness/example.ts';

type Handle = (event: { id: string; type: string }) => Promise<void>;
type CreateReceiver = (secrets: string[], handle: Handle) => (request: Request) => Promise<Response>;

test('the receiver of docs/events.md takes an event once, by either secret, and nothing that was not signed', async () => {
  const { createReceiver } = await exampleOf<{ createReceiver: CreateReceiver }>('docs/events.md');
  const keys = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)] as const;
  const taken: string[] = [];
  const receive = createReceiver(
    keys.map((key) => `whsec_${Buffer.from(key).toString('base64')}`),
    async ({ type }) => {
      taken.push(type);
    },
  );
  const send = async (key: Uint8Array<ArrayBuffer>, body: string, signed = body) => {
    const headers = await signedHeaders([key], { id: 'evt_1', at: new Date(), body: signed });
    return (await receive(new Request('https://hooks.example.com', { method: 'POST', headers, body }))).status;
  };
  const body = JSON.stringify({ id: 'evt_1', type: 'booking.confirmed' });
  expect([await send(keys[0], body), await send(keys[1], body)]).toEqual([204, 204]);
  expect(await send(keys[0], body.replace('confirmed', 'cancelled'), body)).toBe(400);
  expect(await send(new Uint8Array(32).fill(3), body)).toBe(400);
  expect(taken).toEqual(['booking.confirmed']);
});

test('the numbers of docs/events.md are those of the code', () => {
  const units: Record<string, number> = { s: 1_000, min: 60_000, h: 3_600_000 };
  const [, row = ''] = /^\| after \|(.*)\|$/m.exec(readFileSync('docs/events.md', 'utf8')) ?? [];
  const waits = row.split('|').map((cell) => {
    const [, number, unit = ''] = /(\d+) (\w+)/.exec(cell) ?? [];
    return Number(number) * (units[unit] ?? Number.NaN);
  });
  expect(timers.retries).toEqual(waits);
  expect(sendLimits).toEqual({ milliseconds: 15_000, bytes: 64 * 1024 });
  expect(timers).toMatchObject({ jitter: 0.1, disable: 72 * 3_600_000, retryAfter: 24 * 3_600_000 });
  expect(timers.history).toBe(30 * 86_400_000);
});

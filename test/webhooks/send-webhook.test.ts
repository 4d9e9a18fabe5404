import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Manner, type Receivers, startReceivers } from '../../local/receivers/index.ts';
import { sendWebhook } from '../../src/webhooks/send-webhook.ts';
import { nextAttempt, timers } from '../../src/webhooks/timers.ts';

let receivers: Receivers;
beforeAll(async () => {
  receivers = await startReceivers();
});
afterAll(() => receivers.close());

const limits = { milliseconds: 400, bytes: 64 * 1024 };
const send = (manner: Manner) => {
  const url = receivers.receive('/one', manner);
  return sendWebhook({ url, headers: {}, body: '{}' }, { ownHosts: [], exemptOrigins: [receivers.url] }, limits);
};

test.each<[string, Manner, object]>([
  ['drips', 'drips', { status: null, error: 'timed-out' }],
  ['hangs', 'hangs', { status: null, error: 'timed-out' }],
  ['resets', 'resets', { status: null, error: 'unreachable' }],
  ['floods', 'floods', { status: 500, error: null }],
  ['sends a gzip bomb', 'gzip-bomb', { status: 500, error: null }],
  ['redirects', 'redirects', { status: 307, error: null }],
  ['is slow', { slow: 5_000, status: 200 }, { status: null, error: 'timed-out' }],
  ['takes it', { status: 204 }, { status: 204, error: null, answer: '' }],
])('a receiver that %s costs its time and no more', async (_what, manner, outcome) => {
  const sent = await send(manner);
  expect(sent).toMatchObject(outcome);
  expect(sent.milliseconds).toBeLessThan(2_000);
  expect(sent.answer?.length ?? 0).toBeLessThanOrEqual(1_024);
});

test('a receiver can ask to be left alone, in seconds or until a date', async () => {
  const after = async (headers: Record<string, string>) => (await send({ status: 429, headers })).retryAfter;
  expect(await after({ 'retry-after': '120' })).toBe(120_000);
  const dates = { date: 'Mon, 01 Mar 2027 12:00:00 GMT', 'retry-after': 'Mon, 01 Mar 2027 12:05:00 GMT' };
  expect(await after(dates)).toBe(300_000);
  for (const strange of ['soon', '-1', '1e9', '']) expect(await after({ 'retry-after': strange })).toBeUndefined();
});

test('each wait is the schedule’s within a tenth, in whole seconds, ten attempts in all', () => {
  const now = new Date('2027-03-01T12:00:00.250Z');
  for (const [index, wait] of timers.retries.entries()) {
    for (const random of [0, 0.25, 0.5, 0.75, 0.999]) {
      const next = nextAttempt(now, index + 1, random);
      expect((next?.getTime() ?? 0) % 1_000).toBe(0);
      expect(Math.abs((next?.getTime() ?? 0) - now.getTime() - wait)).toBeLessThanOrEqual(wait / 10);
    }
  }
  expect(nextAttempt(now, 10, 0.5)).toBeUndefined();
});

test('what a receiver asks for is heeded where it is longer, up to a day', () => {
  const now = new Date('2027-03-01T12:00:00Z');
  const waits = (asked: number) => ((nextAttempt(now, 1, 0.5, asked)?.getTime() ?? 0) - now.getTime()) / 1_000;
  expect([0, 1_000, 3_600_000, 10 * 86_400_000].map(waits)).toEqual([5, 5, 3_600, 86_400]);
});

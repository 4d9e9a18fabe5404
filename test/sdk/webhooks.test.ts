import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { verifyWebhook, type WebhookEvent, WebhookVerificationError } from '../../sdk/src/index.ts';

const secretOf = (bytes: Buffer) => `whsec_${bytes.toString('base64')}`;
const [oldKey, newKey, strangeKey] = [randomBytes(24), randomBytes(24), randomBytes(24)];
const NOW = Date.parse('2027-03-01T12:00:00Z');
const told: WebhookEvent = {
  id: 'evt_1',
  seq: null,
  type: 'booking.cancelled',
  timestamp: '2027-03-01T12:00:00.000Z',
  subject: 'bkg_1',
  data: { listingId: 'lst_1', checkIn: '2027-06-12', checkOut: '2027-06-15', endedBy: 'guest' },
};
const body = JSON.stringify(told);

function message(key: Buffer, options: { at?: number; body?: string; id?: string; also?: string } = {}) {
  const { at = NOW, id = 'evt_1', also = '' } = options;
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    headers: { 'Webhook-Id': id, 'Webhook-Timestamp': timestamp, 'Webhook-Signature': `${also}v1,${signature}` },
    body: options.body ?? body,
  };
}
const secret = [secretOf(oldKey), secretOf(newKey)];
const verify = (received: ReturnType<typeof message>) => verifyWebhook(received, { secret, now: NOW });

describe('a webhook message', () => {
  test.each([oldKey, newKey])('signed with either live secret brings its event', async (key) => {
    expect(await verify(message(key))).toEqual(told);
    expect(await verify(message(key, { also: 'v1a,x v1,%%% v1,AAAA ' }))).toEqual(told);
  });

  test('has data that its type tells of, also to the compiler', async () => {
    const event = await verify(message(newKey));
    expect(event.type === 'booking.cancelled' ? event.data.endedBy : undefined).toBe('guest');
    expect(event.type === 'payout.paid' ? event.data.amount : undefined).toBeUndefined();
  });

  test.each<[string, ReturnType<typeof message>]>([
    ['by another secret', message(strangeKey)],
    ['with an altered body', message(newKey, { body: body.replace('bkg_1', 'bkg_2') })],
    ['that is old', message(newKey, { at: NOW - 301_000 })],
    ['from the future', message(newKey, { at: NOW + 301_000 })],
    ['under another id', { ...message(newKey), headers: { ...message(newKey).headers, 'Webhook-Id': 'evt_2' } }],
    ['without a signature', { ...message(newKey), headers: { ...message(newKey).headers, 'Webhook-Signature': '' } }],
    ['with no time', { ...message(newKey), headers: { ...message(newKey).headers, 'Webhook-Timestamp': 'NaN' } }],
  ])('%s is refused', async (_what, received) => {
    await expect(verify(received)).rejects.toBeInstanceOf(WebhookVerificationError);
  });
});

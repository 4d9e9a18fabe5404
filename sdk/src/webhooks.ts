import type { Webhooks } from './generated/types.gen.ts';

/** A message at a webhook's endpoint, as it came. */
export interface WebhookMessage {
  headers: Headers | Readonly<Record<string, string | undefined>>;
  /** The body as it was received: parsed and written anew it would be another. */
  body: string;
}

export interface VerifyOptions {
  /** The endpoint's secret, `whsec_…`; while it is rotated, the old one and the new one. */
  secret: string | readonly string[];
  /** Seconds that the message may be old or early; what is older could be a replay. */
  tolerance?: number;
  /** The time, in milliseconds. */
  now?: number;
}

/** A message that is not the service's, was altered, or is too old. Answer it with 400. */
export class WebhookVerificationError extends Error {
  override name = 'WebhookVerificationError';
}

/**
 * The event in a message, once its Standard Webhooks signature has been verified. A message may come more than once,
 * and after younger ones: `id` names its event, the same in each delivery.
 * Throws `WebhookVerificationError`.
 */
export async function verifyWebhook(message: WebhookMessage, options: VerifyOptions): Promise<WebhookEvent> {
  const { secret, tolerance = 300, now = Date.now() } = options;
  const id = headerOf(message, 'webhook-id');
  const timestamp = headerOf(message, 'webhook-timestamp');
  const age = now / 1000 - Number(timestamp);
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(age) > tolerance) {
    throw new WebhookVerificationError('The message is too old, or from the future.');
  }
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${message.body}`);
  const signatures = headerOf(message, 'webhook-signature')
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => bytesOf(signature.slice('v1,'.length)));
  for (const key of await Promise.all([secret].flat().map(keyOf))) {
    for (const signature of signatures) {
      if (signature && (await crypto.subtle.verify('HMAC', key, signature, signed))) return eventOf(message.body);
    }
  }
  throw new WebhookVerificationError('None of the signatures is by this secret.');
}

function headerOf({ headers }: WebhookMessage, name: string): string {
  const value =
    headers instanceof Headers
      ? headers.get(name)
      : Object.entries(headers).find(([candidate]) => candidate.toLowerCase() === name)?.[1];
  if (value === null || value === undefined || value === '') throw new WebhookVerificationError(`There is no ${name}.`);
  return value;
}

function keyOf(secret: string): Promise<CryptoKey> {
  const bytes = bytesOf(secret.replace(/^whsec_/, ''));
  if (bytes === undefined) throw new TypeError('A webhook secret has the form whsec_…, the rest in base64.');
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/**
 * An event as webhooks carry it: its `type` says what its `data` are. A newer service may send types that this client
 * does not know; let them pass.
 */
export type WebhookEvent = Webhooks['body'];

// What the service signed is an event of its contract.
function eventOf(body: string): WebhookEvent {
  return JSON.parse(body);
}

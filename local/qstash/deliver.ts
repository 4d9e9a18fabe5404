import { createHash, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { HeaderMap, Message } from './message.ts';

/** What a destination answered; `status` is 0 and `error` says why when there was no answer. */
export type Answer = { status: number; headers: HeaderMap; body: Uint8Array; error?: string };

/** Delivers a message once: the `retried + 1`th attempt, signed with `signingKey`. Never throws. */
export async function deliver(
  message: Message,
  retried: number,
  signingKey: string,
  abort: AbortSignal,
): Promise<Answer> {
  try {
    const response = await fetch(message.url, {
      method: message.method,
      headers: {
        ...Object.fromEntries(message.headers),
        'user-agent': 'Upstash-QStash',
        'upstash-message-id': message.messageId,
        'upstash-retried': String(retried),
        'upstash-signature': await sign(message, signingKey),
        ...(message.scheduleId === undefined ? {} : { 'upstash-schedule-id': message.scheduleId }),
        // A kept connection to a server that was restarted since would fail an attempt that nobody meant to fail.
        connection: 'close',
      },
      ...(message.method === 'GET' ? {} : { body: Buffer.from(message.body) }),
      redirect: 'manual',
      signal: AbortSignal.any([abort, AbortSignal.timeout(message.timeoutMs)]),
    });
    return {
      status: response.status,
      headers: new Map(response.headers),
      body: new Uint8Array(await response.arrayBuffer()),
    };
  } catch (error) {
    return { status: 0, headers: new Map(), body: new Uint8Array(), error: reason(error) };
  }
}

/** In real time whatever the stand-in's clock says: receivers check it against their own. */
async function sign(message: Message, signingKey: string): Promise<string> {
  const body = message.method === 'GET' ? new Uint8Array() : message.body;
  // Padded, unlike base64url elsewhere: so does QStash.
  const hash = `${createHash('sha256').update(body).digest('base64url')}=`;
  return new SignJWT({ body: hash })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer('Upstash')
    .setSubject(message.url)
    .setIssuedAt()
    .setNotBefore('0s')
    .setExpirationTime('5m')
    .setJti(`jwt_${randomUUID()}`)
    .sign(await imported(signingKey));
}

const HS256 = { name: 'HMAC', hash: 'SHA-256' };
const keys = new Map<string, Promise<CryptoKey>>();

/** Imported once: for each message anew it would take as long as to sign. */
function imported(signingKey: string): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(signingKey);
  const key = keys.get(signingKey) ?? crypto.subtle.importKey('raw', bytes, HS256, false, ['sign']);
  keys.set(signingKey, key);
  return key;
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

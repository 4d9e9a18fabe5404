const bytes = new TextEncoder();

// Node's own answers at once, where Web Crypto goes through a pool of threads for a few hundred bytes.
const native = globalThis.process?.getBuiltinModule?.('node:crypto');

/** SHA-256 of bytes, or of the text's UTF-8, base64url. */
export async function sha256(data: string | Uint8Array<ArrayBuffer>): Promise<string> {
  if (native?.hash !== undefined) return native.hash('sha256', data, 'base64url');
  const digest = await crypto.subtle.digest('SHA-256', typeof data === 'string' ? bytes.encode(data) : data);
  return base64url(new Uint8Array(digest));
}

/** HMAC-SHA-256 of the text under the secret, base64url. */
export async function hmac(secret: string, text: string): Promise<string> {
  if (native !== undefined) return native.createHmac('sha256', secret).update(text).digest('base64url');
  return base64url(new Uint8Array(await hmacBytes(secret, text)));
}

/** HMAC-SHA-256 of the text under the secret, a text or its bytes: 32 bytes. */
export async function hmacBytes(secret: string | Uint8Array<ArrayBuffer>, text: string): Promise<ArrayBuffer> {
  return crypto.subtle.sign('HMAC', await hmacKey(secret), bytes.encode(text));
}

/** Whether this is the HMAC-SHA-256 of the text under the secret, compared in constant time. */
export async function verifyHmac(secret: string, text: string, mac: Uint8Array<ArrayBuffer>): Promise<boolean> {
  return crypto.subtle.verify('HMAC', await hmacKey(secret), mac, bytes.encode(text));
}

/** Whether two texts are equal. One that ended at the first difference would tell a forger, by its time, how much is right. */
export function equalInConstantTime(given: string, right: string): boolean {
  let difference = given.length ^ right.length;
  for (let at = 0; at < right.length; at += 1) difference |= given.charCodeAt(at) ^ right.charCodeAt(at);
  return difference === 0;
}

/** A secret of 256 bits for a link or a token, base64url. */
export function randomSecret(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/** Bytes as text that needs no escaping in a URL (RFC 4648, 5), without padding. For some thousand bytes at most. */
export function base64url(data: Uint8Array): string {
  return base64(data).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Bytes as base64 (RFC 4648, 4). For some thousand bytes at most. */
export function base64(data: Uint8Array): string {
  return btoa(String.fromCharCode(...data));
}

/** The bytes of base64url without padding. Throws for any other text. */
export function bytesOfBase64url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
}

function hmacKey(secret: string | Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const raw = typeof secret === 'string' ? bytes.encode(secret) : secret;
  return crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}

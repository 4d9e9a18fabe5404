import { generateKeyPairSync } from 'node:crypto';

/** Secrets that exist only in tests: two live keys each, so that rotation is the ordinary case. */
function signingKey(kid: string) {
  return { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid };
}

export const accessTokenKeys = JSON.stringify({ keys: [signingKey('access-2'), signingKey('access-1')] });

export const quoteKeys = JSON.stringify({
  keys: ['quote-2', 'quote-1'].map((kid) => ({ kty: 'oct', kid, k: Buffer.from(kid.repeat(6)).toString('base64url') })),
});

import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import { createAccessTokens } from '../../src/platform/http/access-token.ts';

const publicUrl = 'https://api.stays.example';
const now = new Date('2027-03-01T12:00:00Z');
const session = { personId: newId('person'), sessionId: newId('session') };

function key(kid: string, curve: 'ed25519' | 'P-256' = 'ed25519') {
  const pair = curve === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: curve });
  return { ...pair.privateKey.export({ format: 'jwk' }), kid };
}

function tokensOf(...keys: Record<string, unknown>[]) {
  return createAccessTokens({ accessTokenKeys: { keys }, publicUrl });
}

test('a new key can sign while tokens of the one before still count, and no longer once that is gone', async () => {
  const [older, newer] = [key('older'), key('newer', 'P-256')];
  const token = await tokensOf(older, newer).sign(session, now);
  expect(await tokensOf(newer, older).verify(token, now)).toEqual(session);
  await expect(tokensOf(newer).verify(token, now)).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('a token that was found good counts until it expires, and not a moment longer', async () => {
  const tokens = tokensOf(key('one'));
  const token = await tokens.sign(session, now);
  const after = (seconds: number) => tokens.verify(token, new Date(now.getTime() + seconds * 1000));
  expect(await after(0)).toEqual(session);
  expect(await after(899.999)).toEqual(session);
  await expect(after(900)).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('what is found good is that token alone, and not another that begins the same', async () => {
  const tokens = tokensOf(key('one'));
  const token = await tokens.sign(session, now);
  expect(await tokens.verify(token, now)).toEqual(session);
  const [head, payload] = token.split('.');
  for (const forged of [`${head}.${payload}.`, `${head}.${payload}.${'A'.repeat(86)}`]) {
    await expect(tokens.verify(forged, now)).rejects.toMatchObject({ code: 'unauthenticated' });
  }
});

test('a token of another service, even one signed with the same key, is refused', async () => {
  const shared = key('shared');
  const elsewhere = createAccessTokens({ accessTokenKeys: { keys: [shared] }, publicUrl: 'https://other.example' });
  const token = await elsewhere.sign(session, now);
  await expect(tokensOf(shared).verify(token, now)).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('nothing private is published, whatever the key holds', () => {
  const { keys } = tokensOf({ ...key('one'), alg: 'EdDSA', secretNote: 'x' }, key('two', 'P-256')).jwks;
  expect(keys.map((published) => Object.keys(published))).toEqual([
    ['kty', 'crv', 'x', 'kid', 'use', 'alg'],
    ['kty', 'crv', 'x', 'y', 'kid', 'use', 'alg'],
  ]);
});

test('keys that cannot be published are refused at the start', () => {
  expect(() => tokensOf({ kty: 'oct', kid: 'secret', k: 'c2VjcmV0' })).toThrow('ACCESS_TOKEN_KEYS');
  expect(() => tokensOf({ ...key('x'), kid: undefined })).toThrow('ACCESS_TOKEN_KEYS');
  expect(() => tokensOf()).toThrow('ACCESS_TOKEN_KEYS');
});

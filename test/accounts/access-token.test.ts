import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
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

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Other texts of a token's part that a lenient decoder reads as the same bytes. */
const spellings: Record<string, (part: string) => string> = {
  'with padding': (part) => part.padEnd(Math.ceil(part.length / 4) * 4, '='),
  'with padding of one letter': (part) => `${part}=`,
  'with padding that nothing needs': (part) => `${part}====`,
  'with a space after it': (part) => `${part} `,
  'with a space before it': (part) => ` ${part}`,
  'with a line break inside': (part) => `${part.slice(0, 5)}\n${part.slice(5)}`,
  'with a letter of no alphabet': (part) => `${part}!`,
  'in the letters of base64': (part) => part.replaceAll('-', '+').replaceAll('_', '/'),
  // A signature of 64 bytes leaves four bits of its last letter.
  'with other trailing bits': (part) => part.slice(0, -1) + LETTERS[LETTERS.indexOf(part.at(-1) ?? '') ^ 1],
};

/** What a token comes to: whose it is, or why it is refused. */
const outcomeOf = (tokens: ReturnType<typeof tokensOf>, token: string) =>
  tokens.verify(token, now).catch(({ code }) => code);

/** A token whose signature has both letters that base64 writes otherwise. */
async function signedBy(tokens: ReturnType<typeof tokensOf>): Promise<string> {
  for (;;) {
    const token = await tokens.sign({ ...session, sessionId: newId('session') }, now);
    if (/^[^.]+\.[^.]+\.(?=.*-).*_/.test(token)) return token;
  }
}

test.each(Object.entries(spellings))(
  'a token in another spelling is not taken for the one that is remembered, but checked: %s',
  async (_, spell) => {
    const shared = key('shared');
    const remembering = tokensOf(shared);
    const token = await signedBy(remembering);
    await remembering.verify(token, now);
    for (const at of [0, 1, 2]) {
      const other = token
        .split('.')
        .map((part, n) => (n === at ? spell(part) : part))
        .join('.');
      const checked = await outcomeOf(tokensOf(shared), other);
      expect([at, await outcomeOf(remembering, other)]).toEqual([at, checked]);
    }
  },
);

describe('of tokens that were found good', () => {
  // Whom a token that is remembered stands for is the very object that its check found.
  const isRemembered = async (tokens: ReturnType<typeof tokensOf>, token: string) => {
    const found = await tokens.verify(token, now);
    return (await tokens.verify(token, now)) === found;
  };

  test('those are remembered that are written as they were signed', async () => {
    const tokens = tokensOf(key('one'));
    const token = await tokens.sign(session, now);
    expect(await isRemembered(tokens, token)).toBe(true);
    for (const other of [`${token}==`, `${token} `, `${token.slice(0, -5)}\n${token.slice(-5)}`]) {
      expect(await tokens.verify(other, now)).toEqual(session);
      expect(await isRemembered(tokens, other)).toBe(false);
    }
  });

  test('none is remembered that is long', async () => {
    const tokens = tokensOf(key('k'.repeat(600)));
    const token = await tokens.sign(session, now);
    expect(token.length).toBeGreaterThan(1_000);
    expect(await isRemembered(tokens, token)).toBe(false);
  });

  test('the last ten thousand are remembered, and no more', async () => {
    const tokens = tokensOf(key('one'));
    const another = async () => tokens.verify(await tokens.sign({ ...session, sessionId: newId('session') }, now), now);
    const first = await tokens.sign(session, now);
    const found = await tokens.verify(first, now);
    for (let batch = 0; batch < 101; batch += 1) await Promise.all(Array.from({ length: 99 }, another));
    expect(await tokens.verify(first, now)).toBe(found);
    await another();
    expect(await tokens.verify(first, now)).not.toBe(found);
  });
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

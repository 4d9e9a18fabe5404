import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { secrets } from '../harness/settings.ts';

const settings = {
  ...secrets,
  PUBLIC_URL: 'https://api.stays.example',
  WEB_URL: 'https://stays.example',
  DATABASE_URL: 'postgresql://localhost/x',
  UPSTASH_REDIS_REST_URL: 'https://redis.example',
  UPSTASH_REDIS_REST_TOKEN: 'x',
  QSTASH_TOKEN: 'x',
  QSTASH_CURRENT_SIGNING_KEY: 'x',
  QSTASH_NEXT_SIGNING_KEY: 'x',
  STRIPE_SECRET_KEY: 'x',
  STRIPE_WEBHOOK_SECRET: 'x',
  MAIL_API_KEY: 'x',
  MAIL_FROM: 'stays@innkeep.example',
  STORAGE_ENDPOINT: 'https://storage.example',
  STORAGE_BUCKET: 'x',
  STORAGE_ACCESS_KEY_ID: 'x',
  STORAGE_SECRET_ACCESS_KEY: 'x',
  STORAGE_PUBLIC_URL: 'https://photos.example',
};

const [signing, retired] = JSON.parse(secrets.ACCESS_TOKEN_KEYS).keys;
const [quoting] = JSON.parse(secrets.QUOTE_KEYS).keys;
const keySet = (...keys: object[]) => JSON.stringify({ keys });
const without = (key: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(key).filter(([member]) => member !== name));

/** What a service that is started with these settings says is wrong with them; nothing where it starts. */
function faults(changed: Record<string, string>): string {
  try {
    parseConfig({ ...settings, ...changed });
    return '';
  } catch (error) {
    return String(error);
  }
}

describe('a setting that could not work is named at the start', () => {
  test.each<[what: string, name: string, value: string]>([
    ['keys that can only verify', 'ACCESS_TOKEN_KEYS', keySet(without(signing, 'd'))],
    ['a key whose private half is cut off', 'ACCESS_TOKEN_KEYS', keySet({ ...signing, d: signing.d.slice(1) })],
    ['a key without a name', 'ACCESS_TOKEN_KEYS', keySet(signing, without(retired, 'kid'))],
    ['two keys of one name', 'ACCESS_TOKEN_KEYS', keySet(signing, { ...retired, kid: signing.kid })],
    ['a key of another kind', 'ACCESS_TOKEN_KEYS', keySet({ kty: 'RSA', n: 'x', e: 'AQAB', kid: 'a' })],
    ['a symmetric key', 'ACCESS_TOKEN_KEYS', keySet(quoting)],
    ['a key of quotes that is none', 'QUOTE_KEYS', keySet({ kty: 'oct', kid: 'a' })],
    ['a key of quotes that is short', 'QUOTE_KEYS', keySet({ ...quoting, k: 'c2hvcnQ' })],
    ['a key of quotes without a name', 'QUOTE_KEYS', keySet(without(quoting, 'kid'))],
    ['two keys of quotes of one name', 'QUOTE_KEYS', keySet(quoting, { ...quoting, k: 'x'.repeat(43) })],
    ['a key pair for quotes', 'QUOTE_KEYS', keySet(signing)],
    ['an address without its scheme', 'PUBLIC_URL', 'localhost:8787'],
    ['an address of another scheme', 'UPSTASH_REDIS_REST_URL', 'redis://redis.example:6379'],
    ['an address of its own with a path', 'PUBLIC_URL', 'https://stays.example/api'],
    ['an address of its own with a slash at its end', 'PUBLIC_URL', 'https://api.stays.example/'],
    ['a command as a connection string', 'DATABASE_URL', "psql 'postgresql://a:secret@db.example/x'"],
    ['a connection string of another database', 'DATABASE_URL', 'mysql://a:secret@db.example/x'],
    ['a connection string whose password is not encoded', 'DATABASE_URL', 'postgresql://a:sec#ret@db.example/x'],
    ['a limit that there is not', 'RATE_LIMITS', 'read=600,reads=600'],
    ['a limit of nothing', 'RATE_LIMITS', 'read=0'],
    ['a limit without its number', 'RATE_LIMITS', 'read'],
    ['a sandbox or not', 'SANDBOX', 'yes'],
    ['an origin with a slash at its end', 'CORS_ORIGINS', 'https://www.stays.example,https://stays.example/'],
    ['an origin without its scheme', 'CORS_ORIGINS', 'www.stays.example'],
    ['every origin', 'CORS_ORIGINS', '*'],
    ['a sender whose address has no brackets', 'MAIL_FROM', 'Stays hello@stays.example'],
    ['a sender without an address', 'MAIL_FROM', 'Stays'],
  ])('%s: %s', (_what, name, value) => {
    expect(faults({ [name]: value })).toContain(`\n  ${name}`);
    const { keys = [] } = value.startsWith('{') ? JSON.parse(value) : {};
    for (const { d, k } of keys)
      for (const secret of [d, k]) if (secret) expect(faults({ [name]: value })).not.toContain(secret);
    expect(faults({ [name]: value })).not.toMatch(/sec#?ret@/);
  });

  test('and one that works is not: rotated keys, of a kind each, and what only verifies any more', () => {
    const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
    const good = [
      {},
      { ACCESS_TOKEN_KEYS: keySet(signing, without(retired, 'd')) },
      { ACCESS_TOKEN_KEYS: keySet({ ...p256, kid: 'p256', alg: 'ES256' }, signing) },
      {
        CORS_ORIGINS: 'https://stays.example, http://localhost:3000, capacitor://localhost',
        PUBLIC_URL: 'http://localhost:8787',
      },
      { CORS_ORIGINS: '' },
      { RATE_LIMITS: '' },
      { RATE_LIMITS: 'read=600, sign-in=20' },
      { DATABASE_URL: 'postgres://a:b%23c@ep-x-pooler.eu.neon.tech/innkeep?sslmode=require&channel_binding=require' },
      { MAIL_FROM: 'Stays (preview) <hello@stays.example>' },
    ];
    for (const changed of good) expect(faults(changed)).toBe('');
  });
});

test('docs/settings.md names every setting that is read, and no other', () => {
  const read = ['src/config.ts', 'src/node.ts'].flatMap((path) => namesIn(path, /^ {2}([A-Z_]+):/gm));
  const told = namesIn('docs/settings.md', /^\|.*?\|/gm).flatMap((cell) => cell.match(/[A-Z_]{2,}/g) ?? []);
  expect(told.toSorted()).toEqual(read.toSorted());
});

const namesIn = (path: string, pattern: RegExp) =>
  [...readFileSync(path, 'utf8').matchAll(pattern)].map(([whole, name = whole]) => name);

test('origins are exempt only for a service on the same machine', () => {
  const exempt = (publicUrl: string) => faults({ PUBLIC_URL: publicUrl, TEST_ORIGINS: 'http://127.0.0.1:4711' });
  expect(exempt('https://api.stays.example')).toContain('TEST_ORIGINS');
  expect(exempt('http://127.0.0.1:8787')).toBe('');
});

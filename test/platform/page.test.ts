import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { clientAddress } from '../../src/platform/http/client-address.ts';
import { decodeCursor, encodeCursor, page } from '../../src/platform/http/page.ts';

describe('a page', () => {
  const rows = [1, 2, 3, 4];
  const pageOf = (found: readonly number[]) =>
    page(
      found,
      3,
      (row) => ({ row }),
      (row) => [row],
    );

  test('shows its items and where the next one begins', () => {
    expect(pageOf(rows)).toEqual({ data: [{ row: 1 }, { row: 2 }, { row: 3 }], nextCursor: encodeCursor([3]) });
  });

  test('is the last one when nothing is left, also when it is full or empty', () => {
    expect(pageOf(rows.slice(0, 3)).nextCursor).toBeNull();
    expect(pageOf([])).toEqual({ data: [], nextCursor: null });
  });
});

describe('a cursor', () => {
  const Key = z.tuple([z.string(), z.number()]);

  test('comes back as the key it was made of, whatever is in it', () => {
    for (const key of [['Zoë ☃ 𝕏', 1.5] as const, ['', -1] as const]) {
      expect(decodeCursor(encodeCursor(key), Key)).toEqual(key);
    }
    expect(encodeCursor(['???>>>', 1])).toMatch(/^[\w-]+$/);
    expect(decodeCursor(undefined, Key)).toBeUndefined();
  });

  test.each([
    ['no base64', '%%%'],
    ['no JSON', btoa('[1')],
    ['no UTF-8', btoa('["\xff", 1]')],
    ['another key', encodeCursor([1, 'a'])],
    ['a key too long', encodeCursor(['a', 1, 2])],
    ['a NUL that no text of Postgres can hold', encodeCursor(['a\0', 1])],
    ['half a surrogate pair', encodeCursor(['a\ud800', 1])],
    ['nothing', ''],
  ])('that is %s is refused as a mistake of the input', (_what, cursor) => {
    expect(() => decodeCursor(cursor, Key)).toThrow(
      expect.objectContaining({
        code: 'invalid-input',
        details: { errors: [expect.objectContaining({ parameter: 'cursor' })] },
      }),
    );
  });
});

describe('the address that limits count by', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:7:1:aaaa:bbbb:cccc:dddd', '2001:db8:7:1::/64'],
    ['2001:0db8:0007:0001::9', '2001:db8:7:1::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['2001:db8::1:2:3:4:5', '2001:db8:0:1::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::', 'fe80:0:0:0::/64'],
    ['203.0.113.7:51034', '203.0.113.7'],
    ['[2001:db8:7:1::9]:51034', '2001:db8:7:1::/64'],
    ['[2001:db8:7:1::9]', '2001:db8:7:1::/64'],
  ])('of %s is %s', (address, counted) => {
    expect(clientAddress(new Headers({ 'cf-connecting-ip': address }))).toBe(counted);
  });

  test('of a client whom nobody told us is one for all', () => {
    expect(clientAddress(new Headers())).toBe('unknown');
  });
});

import { expect, test } from 'vitest';
import { post } from '../../src/payments/ledger.ts';

const ctx = { now: new Date('2027-03-01T12:00:00.000Z') };

test('postings that do not sum to zero are never written', () => {
  expect(() => post(ctx, 'capture:pay_1', 'bkg_1', 'USD', { stripe: 100, host: -99 })).toThrow(RangeError);
});

test('accounts that an effect does not move get no posting', () => {
  const [write] = post(ctx, 'capture:pay_1', 'bkg_1', 'USD', { stripe: 100, host: -100, tax: 0 });
  expect(write?.compile().parameters).not.toContain('tax');
  expect(post(ctx, 'capture:pay_1', 'bkg_1', 'USD', { stripe: 0 })).toEqual([]);
});

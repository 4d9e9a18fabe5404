import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { priceStay } from '../../src/pricing/price-stay.ts';
import { examplesIn } from './examples.ts';

const table = examplesIn(readFileSync(new URL('examples.csv', import.meta.url), 'utf8'));
const manual = readFileSync(new URL('../../docs/prices.md', import.meta.url), 'utf8');
const told = [...manual.matchAll(/```csv\n(.*?)```/gs)].flatMap(([, block = '']) => examplesIn(block));

describe('the table of examples, to the cent', () => {
  test('holds at least 120 stays, and the manual one for each rule', () => {
    expect(table.length).toBeGreaterThanOrEqual(120);
    expect(told.length).toBeGreaterThanOrEqual(12);
  });

  test.each(table.map((example) => [example.what, example] as const))('%s', (_, { input, totals }) => {
    expect(priceStay(input).totals).toEqual(totals);
  });

  test.each(told.map((example) => [example.what, example] as const))('the manual: %s', (_, { input, totals }) => {
    expect(priceStay(input).totals).toEqual(totals);
  });
});

describe('the lines of a price', () => {
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  test.each(['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/London', 'America/St_Johns', 'Asia/Kathmandu'])(
    'are the same where the server’s clock is in %s',
    (timeZone) => {
      const before = table.map(({ input }) => priceStay(input));
      vi.stubEnv('TZ', timeZone);
      expect(table.map(({ input }) => priceStay(input))).toEqual(before);
    },
  );
});

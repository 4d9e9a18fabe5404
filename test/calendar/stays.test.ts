import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { ruleColumns } from '../../src/kernel/stay-rules.ts';
import { decided } from './plain.ts';
import { examplesIn } from './stays.ts';

const table = examplesIn(readFileSync(new URL('stays.csv', import.meta.url), 'utf8'));
const manual = readFileSync(new URL('../../docs/stay-rules.md', import.meta.url), 'utf8');
const told = [...manual.matchAll(/```csv\n(.*?)```/gs)].flatMap(([, block = '']) => examplesIn(block));

const codesOf = ({ rules, stay, adults }: (typeof table)[number]) =>
  decided(rules, stay, { adults }).map(({ code }) => code);

describe('the table of stays against rules', () => {
  test('holds at least 120 stays and 40 time zones at the edge of the day, and the manual one for each rule', () => {
    expect(table.length).toBeGreaterThanOrEqual(120);
    const past = table.filter(({ codes }) => codes.includes('check-in-past'));
    expect(new Set(past.map(({ rules }) => rules.timeZone)).size).toBeGreaterThanOrEqual(40);
    for (const name of Object.keys(ruleColumns)) expect(manual).toContain(`\`${name}\``);
    expect(told.length).toBeGreaterThanOrEqual(2 * Object.keys(ruleColumns).length);
  });

  test.each(table.map((example) => [example.what, example] as const))('%s', (_, example) => {
    expect(codesOf(example)).toEqual(example.codes);
  });

  test.each(told.map((example) => [example.what, example] as const))('the manual: %s', (_, example) => {
    expect(codesOf(example)).toEqual(example.codes);
  });
});

describe('the reasons', () => {
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  test.each(['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/St_Johns'])(
    'are the same where the server’s clock is in %s',
    (timeZone) => {
      const before = table.map(codesOf);
      vi.stubEnv('TZ', timeZone);
      expect(table.map(codesOf)).toEqual(before);
    },
  );
});

import { expect, test } from 'vitest';
import { checkJsonSize } from '../../src/platform/http/json-size.ts';

const list = (count: number, element: string) => `[${Array.from({ length: count }, () => element).join(',')}]`;
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

test.each([
  ['20,000 values, the outermost among them', list(19_999, '1')],
  ['as many, each of them empty', list(19_999, ' { \n } ')],
  ['as many by twos', list(9_999, '[\t0 ]')],
  ['32 levels, and again', `[${nested(31)},${nested(31)}]`],
  ['what only looks like structure, in text', JSON.stringify({ a: '[{,"\\'.repeat(30_000), '[,\\"': '\\' })],
  ['nothing', ''],
])('takes %s', (_, text) => {
  expect(() => checkJsonSize(text)).not.toThrow();
});

test.each([
  ['20,001 values', list(20_000, '1')],
  ['as many, each of them empty', list(20_000, '{ }')],
  ['as many by twos', list(10_000, '[0]')],
  ['33 levels', nested(33)],
  ['33 levels of objects, after text that ends in a backslash', `{"\\\\":${'{"a":'.repeat(32)}1${'}'.repeat(33)}`],
  ['brackets that are never closed', '['.repeat(1_000_000)],
])('refuses %s', (_, text) => {
  expect(() => checkJsonSize(text)).toThrow(expect.objectContaining({ code: 'body-too-large' }));
});

import { HTTPException } from 'hono/http-exception';
import { expect, test } from 'vitest';
import { Problem } from '../../src/kernel/problem.ts';
import { asProblem, problemResponse } from '../../src/platform/http/problem-response.ts';
import type { Log, LogFields } from '../../src/platform/log.ts';

function collect(): { log: Log; lines: (LogFields | undefined)[] } {
  const lines: (LogFields | undefined)[] = [];
  const write = (_event: string, fields?: LogFields) => lines.push(fields);
  return { log: { info: write, warn: write, error: write }, lines };
}

test.each([
  [new HTTPException(400, { message: 'Malformed JSON in request body' }), 'malformed-json'],
  [new HTTPException(413), 'body-too-large'],
  [new HTTPException(415), 'unsupported-media-type'],
  [new Problem('quote-used'), 'quote-used'],
])('%o is told as %s, and is no mistake of ours', (thrown, code) => {
  const { log, lines } = collect();
  expect(asProblem(thrown, log).code).toBe(code);
  expect(lines).toEqual([]);
});

test.each([
  new HTTPException(418, { message: 'canary' }),
  new TypeError('canary'),
  'canary',
  undefined,
  { message: 'canary', status: 404 },
])('whatever else is thrown (%o) is opaque to the caller, and logged once without its words', async (thrown) => {
  const { log, lines } = collect();
  const response = problemResponse(asProblem(thrown, log), 'request-1');
  const text = await response.text();
  expect(response.status).toBe(500);
  expect(JSON.parse(text)).toMatchObject({ code: 'internal', requestId: 'request-1' });
  expect(lines).toHaveLength(1);
  expect(text + JSON.stringify(lines)).not.toContain('canary');
});

test('a refusal of who calls says how to authenticate, and one that passes says when', () => {
  const refused = problemResponse(new Problem('session-ended'), 'request-1');
  expect(refused.headers.get('www-authenticate')).toBe('Bearer');
  const passing = problemResponse(new Problem('conflict', { retryAfter: 1 }), 'request-1');
  expect(passing.headers.get('retry-after')).toBe('1');
});

import type { OpenAPIHono } from '@hono/zod-openapi';

type Registry = OpenAPIHono['openAPIRegistry'];

const headers = {
  'X-Request-Id': {
    required: true,
    description: 'Names the request in our logs.',
    example: '4f0c8b9e-8a52-4f6e-9a5c-1f6f5f0f8f11',
  },
  'Server-Timing': {
    required: true,
    description: 'What the answer cost: round trips to the database, and milliseconds in all.',
    example: 'db;desc="1", total;dur=12',
  },
  RateLimit: {
    description: 'Requests that remain, and the seconds until the window has moved on. Absent while it is not known.',
    example: '"read";r=599;t=60',
  },
  'RateLimit-Policy': {
    description: 'Requests that a caller may make, and in how many seconds.',
    example: '"read";q=600;w=60',
  },
  'Idempotent-Replayed': {
    description: '`true` when this is the stored answer of an earlier request with the same Idempotency-Key.',
    example: 'true',
  },
  'Innkeep-Revision': {
    required: true,
    description: 'Sent back with reads for ten seconds, it has them answered past any copy: they show this write.',
    example: 'mdb0kq9s.2jmj7l5rSw0yVb-vlWAYkK-YBwk3mQF2vMKvZ0q1xQY',
  },
  'Retry-After': {
    description: 'Seconds after which a retry can succeed.',
    example: '1',
  },
  ETag: {
    required: true,
    description: 'Changes whenever the answer does; sent back in If-None-Match, it saves reading the same again.',
    example: '"n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg"',
  },
  'WWW-Authenticate': {
    required: true,
    description: 'How to authenticate.',
    example: 'Bearer',
  },
} as const;

type Header = keyof typeof headers;

// What a retry can mend: a lost race, a limit, something that is away for a while.
const RETRYABLE: readonly number[] = [409, 429, 503];

/** Registers every header that an answer can have. */
export function registerHeaders(registry: Registry): void {
  for (const [name, header] of Object.entries(headers)) {
    registry.registerComponent('headers', name, { ...header, schema: { type: 'string' } });
  }
}

/** The headers of an answer: of a refusal with this status, or of a success that may be a replay. */
export function answerHeaders(answer: { refused: number } | { replayable: boolean; versioned: boolean }) {
  const names: Header[] = ['X-Request-Id', 'Server-Timing', 'RateLimit', 'RateLimit-Policy'];
  if ('replayable' in answer && answer.replayable) names.push('Idempotent-Replayed', 'Innkeep-Revision');
  if ('replayable' in answer && answer.versioned) names.push('ETag');
  if ('refused' in answer && RETRYABLE.includes(answer.refused)) names.push('Retry-After');
  if ('refused' in answer && answer.refused === 401) names.push('WWW-Authenticate');
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

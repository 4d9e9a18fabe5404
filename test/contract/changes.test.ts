import { describe, expect, test } from 'vitest';
import { breakingChanges } from '../../scripts/contract/changes.ts';
import type { Json, JsonObject } from '../../scripts/contract/document.ts';

const stay: JsonObject = {
  type: 'object',
  properties: {
    nights: { type: 'integer', minimum: 1, maximum: 28 },
    kind: { type: 'string', enum: ['short', 'long'] },
    note: { type: ['string', 'null'], maxLength: 100 },
    guests: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } },
    next: { $ref: '#/components/schemas/Stay' },
  },
  required: ['nights', 'kind'],
};
const contract: JsonObject = {
  paths: {
    '/v1/stays': {
      post: {
        operationId: 'stays_create',
        security: [],
        parameters: [{ name: 'as', in: 'query', schema: { type: 'string', enum: ['guest', 'host'] } }],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Stay' } } } },
        responses: { 201: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Stay' } } } } },
      },
    },
  },
  components: { schemas: { Stay: stay } },
};

/** The contract with one place changed: set to a value, or taken away. */
function changed(path: string, value?: Json): JsonObject {
  const copy = structuredClone(contract);
  const parts = path.split(' ');
  const last = parts.pop() ?? '';
  let holder: Json | undefined = copy;
  for (const part of parts) holder = Array.isArray(holder) ? holder[Number(part)] : (holder as JsonObject)[part];
  if (value === undefined) delete (holder as JsonObject)[last];
  else (holder as JsonObject)[last] = value;
  return copy;
}

const operation = 'paths /v1/stays post';
const fields = 'components schemas Stay properties';
const required = 'components schemas Stay required';
const number = { type: 'number' };

describe('a contract that was released', () => {
  test.each<[string, JsonObject]>([
    ['is gone', changed('paths /v1/stays post')],
    [
      'moved from POST /v1/stays to PUT /v1/stays',
      { ...contract, paths: { '/v1/stays': { put: { operationId: 'stays_create' } } } },
    ],
    ['needs an access token now', changed(`${operation} security`, [{ accessToken: [] }])],
    ['parameter as is gone', changed(`${operation} parameters`, [])],
    ['parameter as is required now', changed(`${operation} parameters 0 required`, true)],
    ['parameter as does not take "host" any more', changed(`${operation} parameters 0 schema enum`, ['guest'])],
    ['takes no body any more', changed(`${operation} requestBody`)],
    ['does not answer 201 any more', changed(`${operation} responses`, { 200: {} })],
    ['answer 201 has no body any more', changed(`${operation} responses 201`, {})],
    ['input.note is required now', changed(required, ['nights', 'kind', 'note'])],
    ['answer.kind can be missing now', changed(required, ['nights'])],
    ['input.nights has a tighter maximum', changed(`${fields} nights maximum`, 27)],
    ['input.nights has a tighter minimum', changed(`${fields} nights minimum`, 2)],
    ['input.kind does not take "long" any more', changed(`${fields} kind enum`, ['short'])],
    ['input.note has another pattern', changed(`${fields} note pattern`, '^a')],
    ['input.note is string on one side, string or null on the other', changed(`${fields} note type`, 'string')],
    [
      'answer.kind is string on one side, string or null on the other',
      changed(`${fields} kind type`, ['string', 'null']),
    ],
    ['answer.nights is integer on one side, number on the other', changed(`${fields} nights`, number)],
    ['answer.guests[].name is gone', changed(`${fields} guests items properties`, {})],
    ['input.note is gone', changed(`${fields} note`)],
  ])('is broken where an operation %s', (what, after) => {
    expect(breakingChanges(contract, after)).toContain(`stays_create: ${what}`);
  });

  test.each<[string, JsonObject]>([
    ['nothing', contract],
    ['an operation', changed('paths /v1/more', { get: { operationId: 'more_get' } })],
    ['a field that may be missing', changed(`${fields} more`, { type: 'string' })],
    ['an optional parameter', changed(`${operation} parameters 1`, { name: 'more', in: 'query', schema: number })],
    ['a value of an enum', changed(`${fields} kind enum`, ['short', 'long', 'endless'])],
    ['room in a bound', changed(`${fields} nights maximum`, 365)],
    ['a refusal', changed(`${operation} responses 409`, {})],
  ])('is kept where it gains %s', (_what, after) => {
    expect(breakingChanges(contract, after)).toEqual([]);
  });
});

import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowsBody, contract, mistakesOf } from '../harness/contract.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import {
  isRecord,
  isReference,
  operations,
  type PlainSchema,
  pathOf,
  resolved,
  type Schema,
  sampleOf,
} from './operations.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

const schemas = Object.entries(contract.components?.schemas ?? {});
/** Every schema in the document, with the way to it; examples are none. */
const everySchema = schemas.flatMap(([name, schema]) => [...partsOf(schema, name)]);
// Sign-in and its kin: done again they do no harm. A quote is signed, not written, and an explanation neither.
const keyless = [
  'accounts_signUp',
  'accounts_verifyEmail',
  'accounts_resendVerification',
  'passwordResets_request',
  'passwordResets_complete',
  'sessions_signIn',
  'sessions_refresh',
  'sessions_signOut',
  'sessions_revoke',
  'sessions_revokeAll',
  'accounts_changePassword',
  'emailChanges_request',
  'emailChanges_complete',
  'accounts_close',
  'payoutAccount_link',
  'quotes_create',
  'stays_explain',
];

describe('the contract', () => {
  test('is served by the running service as it is committed, but for its address', async () => {
    const committed = JSON.parse(await readFile('openapi.json', 'utf8'));
    const { body } = await h.api('GET', '/openapi.json');
    expect(body.servers).toEqual([{ url: h.url }]);
    expect({ ...body, servers: [] }).toEqual({ ...committed, servers: [] });
  });

  test('is shown by a reference that calls the address at which it is read', async () => {
    const { body } = await h.api('GET', '/docs');
    expect(body).toContain('"servers":[{"url":"/"}]');
  });

  test('tells of a message who wrote it, of a thread on which side its reader is', () => {
    const told = (name: string, field: string) => {
      const schema = contract.components?.schemas?.[name];
      return schema && resolved(schema).properties?.[field];
    };
    expect(told('Message', 'from')).toMatchObject({ description: 'On which side its author is.' });
    expect(told('Thread', 'as')).toMatchObject({ description: 'On which side the caller is.' });
  });

  test('names each operation after its resource and action, once, under a chapter that is described', () => {
    const ids = operations.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z]*_[a-z][A-Za-z]*$/);
    const chapters = contract.tags?.map(({ name }) => name) ?? [];
    expect(new Set(operations.flatMap(({ tags }) => tags))).toEqual(new Set(chapters));
    for (const { description } of contract.tags ?? []) expect(description).toMatch(/\.$/);
  });

  test('asks every write but sign-in and its kin for an Idempotency-Key', () => {
    for (const { id, method, keyed } of operations) {
      expect([id, keyed]).toEqual([id, method !== 'GET' && !keyless.includes(id)]);
    }
  });

  test('allows no field that it does not name, in any object of any request or reply', () => {
    const open = everySchema.filter(
      ({ schema }) => !isReference(schema) && [schema.type].flat().includes('object') && !isClosed(schema),
    );
    expect(open.map(({ at }) => at)).toEqual([]);
  });

  test('gives every object a name', () => {
    const unnamed = everySchema.filter(({ schema, at }) => 'properties' in schema && at.includes('/'));
    expect(unnamed.map(({ at }) => at)).toEqual([]);
    for (const { id, body } of operations) expect([id, body === undefined || isReference(body)]).toEqual([id, true]);
  });

  test('gives every named object an example that it allows', () => {
    for (const [name, schema] of schemas) {
      if (!('properties' in schema)) continue;
      expect([name, isRecord(schema.example)]).toEqual([name, true]);
      expect([name, mistakesOf(name, schema.example)]).toEqual([name, []]);
    }
  });

  test('has examples enough to fill every field of every request', () => {
    for (const { id, method, path, body } of operations) {
      if (body === undefined) continue;
      const sample = sampleOf(body);
      expect([id, sample, allowsBody(method, path, sample)]).toEqual([id, sample, true]);
    }
  });

  test('says null where null is meant: no schema both names its values and forgets null among them', () => {
    for (const { schema, at } of everySchema) {
      if (isReference(schema) || !schema.enum || ![schema.type].flat().includes('null')) continue;
      expect([at, schema.enum.includes(null)]).toEqual([at, true]);
    }
  });
});

describe('what is declared', () => {
  test.each(operations.map((operation) => ({ name: operation.id, operation })))(
    '$name is served',
    async ({ operation }) => {
      const { status } = await h.api(operation.method, pathOf(operation));
      expect([404, 405, 500]).not.toContain(operation.public && status === 404 ? 0 : status);
    },
  );

  test.each([...new Set(operations.map(({ path }) => path))])(
    '%s takes no method that is not declared',
    async (path) => {
      const declared = operations.filter((operation) => operation.path === path);
      const [any] = declared;
      const methods = declared.map(({ method }) => method);
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((other) => !methods.includes(other))) {
        const answer = await h.api(method, any === undefined ? path : pathOf(any));
        expect(answer).toMatchObject({ status: 405, body: { code: 'method-not-allowed' } });
        expect(answer.headers.get('allow')?.split(', ').toSorted()).toEqual(methods.toSorted());
      }
    },
  );
});

// A record of values that have a type is closed too.
function isClosed({ additionalProperties }: PlainSchema): boolean {
  return additionalProperties === false || (isRecord(additionalProperties) && 'type' in additionalProperties);
}

function* partsOf(schema: Schema, at: string): Generator<{ schema: Schema; at: string }> {
  yield { schema, at };
  if (isReference(schema)) return;
  for (const [name, part] of Object.entries(schema.properties ?? {})) yield* partsOf(part, `${at}/${name}`);
  if (isRecord(schema.items)) yield* partsOf(schema.items, `${at}[]`);
  for (const kind of ['allOf', 'anyOf', 'oneOf'] as const) {
    for (const [index, part] of (schema[kind] ?? []).entries()) yield* partsOf(part, `${at}/${kind}/${index}`);
  }
}

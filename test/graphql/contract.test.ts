import { buildClientSchema, type GraphQLSchema, getIntrospectionQuery, getNamedType, isNonNullType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fieldName } from '../../src/graphql/names.ts';
import { routes } from '../../src/routes.ts';
import { isReference, operations, type PlainSchema, type Schema } from '../contract/operations.ts';
import { contract } from '../harness/contract.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { ask } from './ask.ts';

let h: Harness;
let graph: GraphQLSchema;
beforeAll(async () => {
  h = await startHarness();
  const { data } = await ask(h, getIntrospectionQuery());
  graph = buildClientSchema(data);
});
afterAll(() => h.close());

const schemas = contract.components?.schemas ?? {};
const LARGEST_INT = 2 ** 31 - 1;

/** What the contract says a value is, where GraphQL has a word for it. */
function wordsFor({ type, format, maximum }: PlainSchema): string[] | undefined {
  const [kind] = [type].flat().filter((name) => name !== 'null');
  if (kind === 'integer') return Number(maximum) <= LARGEST_INT ? ['Int', 'SafeInt'] : ['SafeInt'];
  if (kind === 'number') return ['Float'];
  if (kind === 'boolean') return ['Boolean'];
  if (kind === 'string' && format === 'date') return ['Date'];
  return kind === 'string' && format === 'date-time' ? ['DateTime'] : undefined;
}

/** A schema behind its references and its null. */
function plainly(schema: Schema): { plain: PlainSchema; nullable: boolean } {
  if (isReference(schema)) return plainly(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const others = parts.filter((part) => isReference(part) || part.type !== 'null');
  const [only] = others;
  if (only === undefined || others.length > 1)
    return { plain: schema, nullable: [schema.type].flat().includes('null') };
  const inner = plainly(only);
  return { plain: inner.plain, nullable: inner.nullable || others.length < parts.length };
}

/** Each field of each object of the contract that the graph has under this name. */
function* fieldsOf(suffix: '' | 'Input') {
  for (const [name, schema] of Object.entries(schemas)) {
    const type = graph.getType(name + suffix);
    if (isReference(schema) || type === undefined || !('getFields' in type)) continue;
    for (const [field, part] of Object.entries(schema.properties ?? {})) {
      const told = type.getFields()[field];
      yield { at: `${name}${suffix}.${field}`, told, schema, field, ...plainly(part) };
    }
  }
}

/** Each parameter of each operation, but those that turn pages, as an argument of its field. */
function* argumentsOf() {
  const fields = { ...graph.getQueryType()?.getFields(), ...graph.getMutationType()?.getFields() };
  for (const { spec } of routes) {
    const operation = operations.find(({ id }) => id === spec.operationId);
    for (const parameter of operation?.parameters ?? []) {
      const told = fields[fieldName(spec)]?.args.find(({ name }) => name === parameter.name);
      if (told !== undefined) yield { at: `${spec.operationId} ${parameter.name}`, told, ...parameter };
    }
  }
}

describe('the graph says what the contract says', () => {
  test('of the kind of each value: integers, dates and instants by their names', () => {
    for (const { at, told, plain } of [...fieldsOf(''), ...fieldsOf('Input')]) {
      const words = wordsFor(plain);
      if (words !== undefined)
        expect([at, words]).toEqual([at, expect.arrayContaining([told && String(getNamedType(told.type))])]);
    }
    for (const { at, told, schema } of argumentsOf()) {
      const words = wordsFor(plainly(schema).plain);
      if (words !== undefined)
        expect([at, words]).toEqual([at, expect.arrayContaining([String(getNamedType(told.type))])]);
    }
  });

  test('of what is always there in an answer, and may be null', () => {
    for (const { at, told, schema, field, plain, nullable } of fieldsOf('')) {
      const isThere = schema.required?.includes(field) || plain.default !== undefined;
      expect([at, told && isNonNullType(told.type)]).toEqual([at, isThere && !nullable]);
    }
  });

  test('of what an input needs', () => {
    for (const { at, told, schema, field, nullable } of fieldsOf('Input')) {
      // A field that has to be there and may be null is none that GraphQL can ask for.
      const isNeeded = schema.required?.includes(field) === true && !nullable;
      expect([at, told && isNonNullType(told.type)]).toEqual([at, isNeeded]);
    }
    for (const { at, told, required } of argumentsOf()) {
      expect([at, isNonNullType(told.type)]).toEqual([at, required]);
    }
  });
});

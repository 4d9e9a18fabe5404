import {
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Receivers, startReceivers } from '../../local/receivers/index.ts';
import { fieldName } from '../../src/graphql/names.ts';
import { routes } from '../../src/routes.ts';
import { operations, type Parameter, resolved } from '../contract/operations.ts';
import { ask } from '../graphql/ask.ts';
import { schema } from '../graphql/mutation.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import type { Person } from '../harness/people.ts';
import { type Stage, setStage, valueFor } from './stage.ts';

const reads = routes.filter(({ spec }) => spec.method === 'get' && spec.reply.schema !== undefined);

let h: Harness;
let receivers: Receivers;
let stage: Stage;
let people: Record<string, Person | undefined>;
beforeAll(async () => {
  receivers = await startReceivers();
  h = await startHarness({ vars: { TEST_ORIGINS: receivers.url } });
  stage = await setStage(h, receivers);
  people = { nobody: undefined, ...stage.people };
});
afterAll(async () => {
  await h.close();
  await receivers.close();
});

const samples: Record<string, string> = { from: '2027-06-01', to: '2027-06-08', jurisdiction: 'US-NY' };

function parametersOf({ spec }: (typeof routes)[number]): Parameter[] {
  const parameters = operations.find(({ id }) => id === spec.operationId)?.parameters ?? [];
  return parameters.filter((parameter) => parameter.in === 'path' || parameter.isAsked);
}

/** All fields of a type that REST's answer has too, as a selection. */
function selectionOf(type: GraphQLOutputType, answer: unknown): string {
  const named = getNamedType(type);
  const sample: unknown = Array.isArray(answer) ? Object.assign({}, ...answer.filter((item) => item !== null)) : answer;
  if (!isObjectType(named) || typeof sample !== 'object' || sample === null) return '';
  const fields = Object.entries(sample).flatMap(([name, value]) => {
    const field = named.getFields()[name];
    if (field === undefined) throw new Error(`${named.name} lacks ${name}`);
    const isObject = isObjectType(getNamedType(field.type));
    const inner = selectionOf(field.type, value);
    return isObject && inner === '' ? [] : [`${name} ${inner}`];
  });
  return fields.length === 0 ? '{ __typename }' : `{ ${fields.join(' ')} }`;
}

// GraphQL's enums are words, with an underscore where REST's have a hyphen, a dot or a colon; what REST leaves out is null.
function normal(value: unknown): unknown {
  const said = JSON.stringify(value, (_name, part) => (part === null ? undefined : part));
  return JSON.parse(said.replaceAll(/(?<=[a-z])[-.:](?=[a-z])/g, '_'));
}

// What is text in an address may be a number in the graph, or several.
function inGraph(type: GraphQLInputType, text = ''): unknown {
  const isNumber = ['Int', 'Float'].includes(getNamedType(type).name);
  const values = (isListType(getNullableType(type)) ? text.split(',') : [text]).map((value) =>
    isNumber ? Number(value) : value,
  );
  return isListType(getNullableType(type)) ? values : values[0];
}

describe('every read answers by GraphQL what it answers by REST, to each', () => {
  test.each(reads.map((route) => [route.spec.operationId, route] as const))('%s', async (_id, route) => {
    const { spec } = route;
    const parameters = parametersOf(route);
    const given = Object.fromEntries(
      parameters.map((parameter) => [parameter.name, samples[parameter.name] ?? valueFor(stage, parameter)]),
    );
    const path = spec.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => given[name] ?? '');
    const inQuery = parameters.filter((one) => one.in === 'query').map(({ name }) => [name, given[name] ?? '']);
    const name = fieldName(spec);
    const field = schema.getQueryType()?.getFields()[name];
    if (field === undefined) throw new Error(`the graph lacks ${name}`);
    const declared = field.args.filter((arg) => arg.name in given).map((arg) => `$${arg.name}: ${arg.type}`);
    const variables = Object.fromEntries(
      field.args.flatMap(({ name: arg, type }) => (arg in given ? [[arg, inGraph(type, given[arg])]] : [])),
    );
    const passed = Object.keys(given).map((arg) => `${arg}: $${arg}`);
    const nodes = Object.values(isObjectType(field.type) ? field.type.getFields() : {}).find(
      (one) => one.name === 'nodes',
    );
    const isText = !isObjectType(getNamedType(field.type));
    const around = (text: string) => (text === '' ? '' : `(${text})`);

    for (const [who, person] of Object.entries(people)) {
      const token = person === undefined ? {} : { token: person.token };
      const rest = await h.api('GET', path, { query: Object.fromEntries(inQuery), ...token });
      const answer = nodes === undefined ? rest.body : rest.body.data;
      const inner =
        rest.status === 200 ? selectionOf((nodes ?? field).type, answer) || '{ __typename }' : '{ __typename }';
      const selection = isText ? '' : nodes === undefined ? inner : `{ nodes ${inner} }`;
      const told = await ask(
        h,
        `query ${around(declared.join(', '))} { ${name}${around(passed.join(', '))} ${selection} }`,
        { ...token, variables },
      );
      expect(told.codes, `${who}: ${JSON.stringify(told.errors)}`).toEqual(rest.status === 200 ? [] : [rest.body.code]);
      if (rest.status !== 200) continue;
      if (isText) {
        expect(told.data[name], who).toBe(rest.text);
        continue;
      }
      const read = nodes === undefined ? told.data[name] : told.data[name].nodes;
      if (inner !== '{ __typename }') expect(normal(answer), who).toMatchObject(Object(normal(read)));
      else if (nodes !== undefined) expect(read, who).toHaveLength(answer.length);
    }
  });
});

test('a thing is found by its id alone by whom REST shows it to, and by nobody else', async () => {
  const byKind = new Map<string, string>();
  for (const { spec } of reads) {
    const pattern = operations
      .find(({ id }) => id === spec.operationId)
      ?.parameters.find(({ name }) => name === 'id')?.schema;
    const kind = /^\^([a-z]{3})_/.exec(pattern ? (resolved(pattern).pattern ?? '') : '')?.[1];
    if (kind !== undefined && spec.path.endsWith('/{id}') && !byKind.has(kind)) byKind.set(kind, spec.path);
  }
  expect(byKind.size).toBeGreaterThan(5);
  for (const [who, person] of Object.entries(people)) {
    const token = person === undefined ? {} : { token: person.token };
    for (const [kind, id] of Object.entries(stage.ids)) {
      const path = byKind.get(kind)?.replace('{id}', id);
      const rest = path === undefined ? undefined : await h.api('GET', path, token);
      const told = await ask(h, `{ node(id: "${id}") { id } }`, token);
      expect([who, kind, told.data?.node?.id]).toEqual([who, kind, rest?.status === 200 ? id : undefined]);
    }
  }
});

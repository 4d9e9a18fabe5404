import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fieldName } from '../../src/graphql/names.ts';
import { routes } from '../../src/routes.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createListing } from '../harness/listings.ts';
import { createPerson, type Person } from '../harness/people.ts';
import { ask } from './ask.ts';

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
const reads = routes.filter(({ spec }) => spec.method === 'get' && spec.reply.schema !== undefined);
const writes = routes.filter(({ spec }) => spec.method !== 'get');

let h: Harness;
let people: Record<string, Person | undefined>;
let values: Record<string, string>;
beforeAll(async () => {
  h = await startHarness();
  const [host, guest, stranger, support, admin] = await Promise.all([
    createPerson(h),
    createPerson(h),
    createPerson(h),
    createPerson(h, { roles: ['support'] }),
    createPerson(h, { roles: ['admin'] }),
  ]);
  const listing = await createListing(h, host);
  await h.sql('select project_listing($1)', [listing]);
  const body = { checkIn: '2027-06-01', checkOut: '2027-06-04', party: { adults: 2 } };
  const quote = await h.api('POST', `/v1/listings/${listing}/quotes`, { token: guest.token, body });
  const booking = await h.api('POST', '/v1/bookings', { token: guest.token, body: { quote: quote.body.token } });
  people = { nobody: undefined, host, guest, stranger, support, admin };
  values = { person: host.id, listing, booking: booking.body.id, session: host.sessionId };
});
afterAll(() => h.close());

const kinds: Record<string, string> = { per: 'person', lst: 'listing', bkg: 'booking', ses: 'session' };
const samples: Record<string, string> = {
  from: '2027-06-01',
  to: '2027-06-08',
  jurisdiction: 'US-NY',
  channel: 'airbnb',
};
const ABSENT = '01kav0h2e6f8w9x3m5n7p9q1r3';

/** A value for a parameter: of the thing that is there, where it is one of these. */
function parameterValue(name: string, pattern: unknown): string {
  const prefix = /^\^([a-z]{3})_/.exec(String(pattern))?.[1];
  if (prefix === undefined) return samples[name] ?? 'x';
  return values[kinds[prefix] ?? ''] ?? `${prefix}_${ABSENT}`;
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: { pattern?: string };
}
const contract = JSON.parse(readFileSync('openapi.json', 'utf8'));
function parametersOf({ spec }: (typeof routes)[number]): Parameter[] {
  const { parameters = [] } = contract.paths[spec.path][spec.method];
  return parameters.filter(
    (parameter: Parameter) => parameter.in === 'path' || (parameter.in === 'query' && parameter.required),
  );
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

// GraphQL's enums are words, with an underscore where REST's have a hyphen; what REST leaves out is null.
function normal(value: unknown): unknown {
  const said = JSON.stringify(value, (_name, part) => (part === null ? undefined : part));
  return JSON.parse(said.replaceAll(/(?<=[a-z])-(?=[a-z])/g, '_'));
}

/** A value of this input type, with no more than it needs. */
function sampleOf(type: GraphQLInputType): unknown {
  if (isListType(getNullableType(type))) return [];
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues()[0]?.name;
  if (isInputObjectType(named)) {
    const required = Object.values(named.getFields()).filter((field) => isNonNullType(field.type));
    return Object.fromEntries(required.map((field) => [field.name, sampleOf(field.type)]));
  }
  if (named.name === 'Boolean') return true;
  return ['Int', 'Float', 'SafeInt'].includes(named.name) ? 1 : '2027-06-01';
}

describe('every read answers by GraphQL what it answers by REST, to each', () => {
  test.each(reads.map((route) => [route.spec.operationId, route] as const))('%s', async (_id, route) => {
    const { spec } = route;
    const parameters = parametersOf(route);
    const given = Object.fromEntries(
      parameters.map(({ name, schema: { pattern } }) => [name, parameterValue(name, pattern)]),
    );
    const path = spec.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => given[name] ?? '');
    const inQuery = parameters.filter((one) => one.in === 'query').map(({ name }) => [name, given[name] ?? '']);
    const name = fieldName(spec);
    const field = schema.getQueryType()?.getFields()[name];
    if (field === undefined) throw new Error(`the graph lacks ${name}`);
    const declared = field.args.filter((arg) => arg.name in given).map((arg) => `$${arg.name}: ${arg.type}`);
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
        { ...token, variables: given },
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

describe('every write refuses by GraphQL whom it refuses by REST', () => {
  const guarded = writes
    .filter(({ spec }) => spec.auth !== 'public')
    .map(({ spec }) => [spec.operationId, spec] as const);
  test.each(guarded)('%s', async (_id, spec) => {
    const field = schema.getMutationType()?.getFields()[fieldName(spec)];
    if (field === undefined) throw new Error(`the graph lacks ${fieldName(spec)}`);
    const declared = field.args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ');
    const passed = field.args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
    const selection = isObjectType(getNamedType(field.type)) ? '{ __typename }' : '';
    const around = (text: string) => (text === '' ? '' : `(${text})`);
    const told = await ask(h, `mutation ${around(declared)} { ${field.name}${around(passed)} ${selection} }`, {
      variables: Object.fromEntries(field.args.map((arg) => [arg.name, sampleOf(arg.type)])),
    });
    expect(told.codes, JSON.stringify(told.errors)).toEqual(['unauthenticated']);
    expect(told.trips).toBe(0);
  });
});

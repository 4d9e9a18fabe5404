import fc, { type Arbitrary } from 'fast-check';
import { type Operation, operations, type Parameter } from '../contract/operations.ts';
import type { CallOptions } from '../harness/api.ts';
import type { Person } from '../harness/people.ts';
import { mutated, noJson, noName } from './hostile.ts';
import type { Known } from './known.ts';
import { choices, inOrder, isChosen, prefixOf, valuesOf } from './values.ts';

/** One request, ready to be sent, and who sends it. */
export interface FuzzRequest {
  operation: Operation;
  path: string;
  options: CallOptions;
  by: Person | undefined;
}

const KEYS = Array.from({ length: 20 }, (_, index) => `repeated-key-${index}`);

// What much depends on comes more often.
const drawn = [
  ...operations,
  ...operations.filter(({ id }) => /^(quotes|bookings)_/.test(id)).flatMap((one) => [one, one]),
];

/** Requests to any operation: mostly ones that could be meant, some with mistakes, some hostile. */
export function requests(known: Known, now: number): Arbitrary<FuzzRequest> {
  // Nobody rarely: they are refused alike everywhere.
  const anybody = fc.oneof(
    { weight: 14, arbitrary: fc.constantFrom(...known.people) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
  return fc.constantFrom(...drawn).chain((operation) => {
    const meant = meantFor(operation, known);
    const by = meant.length === 0 ? anybody : fc.oneof(anybody, fc.constantFrom(...meant));
    const whoever = operation.id === 'accounts_close' ? fc.constant(known.leaver) : by;
    return whoever.chain((person) => requestsTo(operation, person, known, now));
  });
}

/** For whom an operation could be: staff, or who was told of such a thing. Of others nearly all would be refused. */
function meantFor({ path, parameters }: Operation, { staff, people, ids }: Known): Person[] {
  if (path.startsWith('/v1/admin/')) return [staff];
  const prefixes = parameters.filter((one) => one.in === 'path').flatMap(({ schema }) => prefixOf(schema) ?? []);
  if (prefixes.length === 0) return [];
  return people.filter(({ id }) => prefixes.every((prefix) => (ids.get(`${prefix} ${id}`) ?? []).length > 0));
}

function requestsTo(operation: Operation, by: Person | undefined, known: Known, now: number): Arbitrary<FuzzRequest> {
  const draw = { known, by: by?.id, now };
  const [inPath, inQuery] = ['path', 'query'].map((place) =>
    fc.tuple(
      ...operation.parameters
        .filter((parameter) => parameter.in === place)
        .map((parameter) =>
          valuesOf(parameter.schema, draw, parameter.name).map((value) => [parameter, value] as const),
        ),
    ),
  );
  const bodies = operation.body === undefined ? undefined : valuesOf(operation.body, draw);
  return fc
    .record({
      path: inPath ?? fc.constant([]),
      query: inQuery ?? fc.constant([]),
      choice: choices,
      body: bodies === undefined ? fc.constant({}) : bodiesOf(bodies),
      strange: rarely(15, noName),
      surplus: rarely(30, fc.tuple(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }))),
      token: tokens(by),
      key: keys,
    })
    .map(({ path, query, choice, body, strange, surplus, token, key }) => ({
      operation,
      by: token === by?.token ? by : undefined,
      path: pathOf(operation, path, strange),
      options: { ...body, ...(token === undefined ? {} : { token }), ...key, query: queryOf(query, choice, surplus) },
    }));
}

/** Once in so many times this, else null. */
function rarely<T>(times: number, arbitrary: Arbitrary<T>): Arbitrary<T | null> {
  return fc.oneof({ weight: times - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
}

function bodiesOf(good: Arbitrary<unknown>): Arbitrary<CallOptions> {
  return fc.oneof(
    { weight: 16, arbitrary: good.map((body) => ({ body })) },
    { weight: 4, arbitrary: mutated(good).map((body) => ({ body })) },
    { weight: 1, arbitrary: noJson },
  );
}

function tokens(by: Person | undefined): Arbitrary<string | undefined> {
  const own = fc.constant(by?.token);
  const none = fc.constantFrom(undefined, 'x', 'a.b.c', `${by?.token ?? ''}x`, 'null');
  return fc.oneof({ weight: 19, arbitrary: own }, { weight: 1, arbitrary: none });
}

const keys: Arbitrary<{ key: string | null }> = fc.oneof(
  { weight: 16, arbitrary: fc.uuid().map((key) => ({ key })) },
  { weight: 3, arbitrary: fc.constantFrom(...KEYS).map((key) => ({ key })) },
  { weight: 1, arbitrary: fc.constantFrom(null, '', 'two words', 'x'.repeat(300)).map((key) => ({ key })) },
);

type Filled = readonly (readonly [Parameter, unknown])[];

function pathOf({ path }: Operation, filled: Filled, strange: string | null): string {
  const good = filled.reduce(
    (text, [{ name }, value]) => text.replace(`{${name}}`, encodeURIComponent(textOf(value))),
    path,
  );
  return strange === null ? good : path.replace(/\{\w+\}/, () => strange);
}

function queryOf(filled: Filled, choice: number, surplus: [string, string] | null): Record<string, string> {
  const kept = filled.filter(([{ required }], index) => required || isChosen(choice, index));
  const query = inOrder(Object.fromEntries(kept.map(([{ name }, value]) => [name, textOf(value)])));
  return Object.fromEntries(
    [...Object.entries(query), ...(surplus === null ? [] : [surplus])].map(([name, value]) => [name, textOf(value)]),
  );
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join();
  return typeof value === 'string' ? value.toWellFormed() : String(JSON.stringify(value));
}

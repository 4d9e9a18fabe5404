import { type Json, type JsonObject, listAt, objectAt, Resolver, textAt } from './document.ts';

/**
 * What a caller that works with `before` would trip over in `after`, one line each, in the order of the document.
 *
 * Breaking are: an operation, a parameter, a field of an input or of an answer that is gone; an input that became
 * required, or takes less; a field of an answer that may now be missing or null, or is of another type; another status;
 * a sign-in where none was needed. Not breaking are new operations, optional inputs, fields of answers, values of an
 * answer's enum and problem codes: callers have to expect those.
 */
export function breakingChanges(before: JsonObject, after: JsonObject): string[] {
  const old = new Resolver(before);
  const young = new Resolver(after);
  const known = new Map(operationsOf(after).map((operation) => [operation.id, operation]));
  return operationsOf(before).flatMap((operation) => {
    const next = known.get(operation.id);
    const say = (what: string) => `${operation.id}: ${what}`;
    if (next === undefined) return [say('is gone')];
    if (next.address !== operation.address) return [say(`moved from ${operation.address} to ${next.address}`)];
    return [
      ...security(operation.spec, next.spec),
      ...parameters(old, young, operation.spec, next.spec),
      ...requestBody(old, young, operation.spec, next.spec),
      ...answers(old, young, operation.spec, next.spec),
    ].map(say);
  });
}

interface Operation {
  id: string;
  address: string;
  spec: JsonObject;
}

function operationsOf(document: JsonObject): Operation[] {
  return Object.entries(objectAt(document, 'paths')).flatMap(([path, item]) =>
    Object.entries(item as JsonObject).map(([method, spec]) => ({
      id: textAt(spec as JsonObject, 'operationId'),
      address: `${method.toUpperCase()} ${path}`,
      spec: spec as JsonObject,
    })),
  );
}

function security(before: JsonObject, after: JsonObject): string[] {
  const open = listAt(before, 'security').length === 0;
  return open && listAt(after, 'security').length > 0 ? ['needs an access token now'] : [];
}

function parameters(old: Resolver, young: Resolver, before: JsonObject, after: JsonObject): string[] {
  const byName = (resolver: Resolver, spec: JsonObject) =>
    new Map(
      listAt(spec, 'parameters')
        .map((parameter) => resolver.resolved(parameter))
        .map((parameter) => [textAt(parameter, 'name'), parameter]),
    );
  const [was, is] = [byName(old, before), byName(young, after)];
  const gone = [...was.keys()].filter((name) => !is.has(name)).map((name) => `parameter ${name} is gone`);
  const changed = [...is].flatMap(([name, parameter]) => {
    const former = was.get(name);
    const required = parameter.required === true && former?.required !== true;
    return [
      ...(required ? [`parameter ${name} is required now`] : []),
      ...(former ? inputChanges(old, young, former.schema, parameter.schema, `parameter ${name}`) : []),
    ];
  });
  return [...gone, ...changed];
}

function requestBody(old: Resolver, young: Resolver, before: JsonObject, after: JsonObject): string[] {
  const was = bodySchema(old, before.requestBody);
  const is = bodySchema(young, after.requestBody);
  if (was === undefined) return is === undefined ? [] : ['takes a body now'];
  return is === undefined ? ['takes no body any more'] : inputChanges(old, young, was, is, 'input');
}

function answers(old: Resolver, young: Resolver, before: JsonObject, after: JsonObject): string[] {
  const [was, is] = [objectAt(before, 'responses'), objectAt(after, 'responses')];
  return Object.keys(was)
    .filter((status) => status.startsWith('2'))
    .flatMap((status) => {
      if (!(status in is)) return [`does not answer ${status} any more`];
      const [former, next] = [bodySchema(old, was[status]), bodySchema(young, is[status])];
      if (former === undefined) return [];
      return next === undefined
        ? [`answer ${status} has no body any more`]
        : answerChanges(old, young, former, next, 'answer');
    });
}

function bodySchema(resolver: Resolver, holder: Json | undefined): Json | undefined {
  if (holder === undefined) return undefined;
  const content = objectAt(resolver.resolved(holder), 'content');
  return objectAt(content, 'application/json').schema;
}

type Compare = (
  old: Resolver,
  young: Resolver,
  before: Json | undefined,
  after: Json | undefined,
  at: string,
) => string[];

// An input may take more, never less.
const inputChanges: Compare = (old, young, before, after, at) => {
  const [was, is] = [old.resolved(before), young.resolved(after)];
  if (old.seen('input', was, is)) return [];
  const [values, left] = [enumOf(was), enumOf(is)];
  const lost = left === undefined ? [] : (values ?? []).filter((value) => !left.includes(value));
  const [required, optional] = [listAt(is, 'required'), listAt(was, 'required')];
  return [
    ...typeChange(old.typesOf(was), young.typesOf(is), at),
    ...lost.map((value) => `${at} does not take ${JSON.stringify(value)} any more`),
    ...(values === undefined && left !== undefined ? [`${at} takes only certain values now`] : []),
    ...bounds.filter(([name, tighter]) => tighter(was[name], is[name])).map(([name]) => `${at} has a tighter ${name}`),
    ...(is.pattern !== undefined && is.pattern !== was.pattern ? [`${at} has another pattern`] : []),
    ...required.filter((name) => !optional.includes(name)).map((name) => `${at}.${name} is required now`),
    ...withFields(
      was,
      is,
      at,
      (name) => `${at}.${name} is gone`,
      (former, next, path) => inputChanges(old, young, former, next, path),
    ),
  ];
};

// An answer may say more, never less.
const answerChanges: Compare = (old, young, before, after, at) => {
  const [was, is] = [old.resolved(before), young.resolved(after)];
  if (old.seen('answer', was, is)) return [];
  const promised = listAt(is, 'required');
  return [
    ...typeChange(young.typesOf(is), old.typesOf(was), at),
    ...listAt(was, 'required')
      .map(String)
      .filter((name) => !promised.includes(name) && name in objectAt(is, 'properties'))
      .map((name) => `${at}.${name} can be missing now`),
    ...withFields(
      was,
      is,
      at,
      (name) => `${at}.${name} is gone`,
      (former, next, path) => answerChanges(old, young, former, next, path),
    ),
  ];
};

function typeChange(given: readonly string[], taken: readonly string[], at: string): string[] {
  const surplus = given.filter((type) => !taken.includes(type) && !(type === 'integer' && taken.includes('number')));
  return surplus.length === 0 || taken.length === 0
    ? []
    : [`${at} is ${taken.join(' or ')} on one side, ${given.join(' or ')} on the other`];
}

function withFields(
  was: JsonObject,
  is: JsonObject,
  at: string,
  gone: (name: string) => string,
  compare: (before: Json, after: Json, at: string) => string[],
): string[] {
  const [fields, left] = [objectAt(was, 'properties'), objectAt(is, 'properties')];
  const items = was.items !== undefined && is.items !== undefined ? compare(was.items, is.items, `${at}[]`) : [];
  const options = alternatives(was).flatMap((option, index) => {
    const other = alternatives(is)[index];
    return other === undefined ? [] : compare(option, other, at);
  });
  return [
    ...items,
    ...options,
    ...Object.entries(fields).flatMap(([name, field]) => {
      const next = left[name];
      return next === undefined ? [gone(name)] : compare(field, next, `${at}.${name}`);
    }),
  ];
}

function alternatives(schema: JsonObject): Json[] {
  return [...listAt(schema, 'anyOf'), ...listAt(schema, 'oneOf'), ...listAt(schema, 'allOf')];
}

function enumOf(schema: JsonObject): Json[] | undefined {
  if (schema.const !== undefined) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : undefined;
}

type Tighter = (before: Json | undefined, after: Json | undefined) => boolean;
const lower: Tighter = (before, after) => typeof after === 'number' && !(typeof before === 'number' && before <= after);
const higher: Tighter = (before, after) =>
  typeof after === 'number' && !(typeof before === 'number' && before >= after);
const bounds: readonly [string, Tighter][] = [
  ['maximum', lower],
  ['maxLength', lower],
  ['maxItems', lower],
  ['minimum', higher],
  ['minLength', higher],
  ['minItems', higher],
];

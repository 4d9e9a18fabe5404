import { contract } from '../harness/contract.ts';

type Reference = { $ref: string };
type Schemas = NonNullable<NonNullable<typeof contract.components>['schemas']>;
export type Schema = Schemas[string];
export type PlainSchema = Exclude<Schema, Reference>;

/** One operation of the contract, as a caller reads it. */
export interface Operation {
  id: string;
  method: string;
  path: string;
  public: boolean;
  /** Whether it takes an Idempotency-Key. */
  keyed: boolean;
  /** What of its scopes an API key needs; none where no key is enough. */
  scopes: readonly string[];
  tags: readonly string[];
  body: Schema | undefined;
  parameters: readonly Parameter[];
}

export interface Parameter {
  name: string;
  in: string;
  required: boolean;
  /** Whether a good request of the tests has it: what is required, and of two of which one is needed the same one. */
  isAsked: boolean;
  schema: Schema;
}

/** Of parameters of which one is needed, that by which the tests ask. */
const oneOfTwo: Readonly<Record<string, string>> = { support_findPerson: 'email' };

export const operations: readonly Operation[] = Object.entries(contract.paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    public: operation.security.length === 0,
    keyed: operation.parameters?.some((parameter: object) => '$ref' in parameter) ?? false,
    scopes: operation.security.flatMap((way: { apiKey?: string[] }) => way.apiKey ?? []),
    tags: operation.tags,
    body: operation.requestBody?.content['application/json'].schema,
    parameters: (operation.parameters ?? [])
      .filter((parameter: object) => !('$ref' in parameter))
      .map((parameter: Parameter) => ({
        ...parameter,
        isAsked: parameter.required || parameter.name === oneOfTwo[operation.operationId],
      })),
  })),
);

/** The schema itself, its reference followed. */
export function resolved(schema: Schema): PlainSchema {
  if (!isReference(schema)) return schema;
  const target = contract.components?.schemas?.[nameOf(schema)];
  if (target === undefined) throw new Error(`${schema.$ref} names nothing`);
  return resolved(target);
}

export function isReference(schema: Schema): schema is Extract<Schema, Reference> {
  return '$ref' in schema && typeof schema.$ref === 'string';
}

function nameOf({ $ref }: Reference): string {
  return $ref.split('/').at(-1) ?? '';
}

/** A good value with every property, the optional ones too. */
export function sampleOf(schema: Schema): unknown {
  const plain = resolved(schema);
  const [option] = plain.anyOf ?? plain.oneOf ?? [];
  if (option !== undefined) return sampleOf(option);
  if (plain.properties !== undefined) {
    const shown = isRecord(plain.example) ? plain.example : {};
    return Object.fromEntries(
      Object.entries(plain.properties).map(([name, property]) => [name, shown[name] ?? sampleOf(property)]),
    );
  }
  const given: unknown = plain.example ?? plain.default ?? plain.enum?.[0];
  if (given !== undefined) return given;
  const [type] = [plain.type].flat();
  if (type === 'array') return plain.items === undefined ? [] : [sampleOf(plain.items)];
  if (type === 'integer' || type === 'number') return Math.max(plain.minimum ?? 1, 1);
  if (type === 'boolean') return true;
  return 'a text'.padEnd(plain.minLength ?? 0, '.');
}

/** The operation's path, its parameters filled with good ids of things that do not exist. */
export function pathOf({ path, parameters }: Operation): string {
  return parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce((filled, { name, schema }) => filled.replace(`{${name}}`, String(sampleOf(schema))), path);
}

/** Query parameters that make a good request. */
export function queryOf({ parameters }: Operation): Record<string, string> {
  return Object.fromEntries(
    parameters
      .filter((parameter) => parameter.in === 'query' && parameter.isAsked)
      .map(({ name, schema }) => [name, String(sampleOf(schema))]),
  );
}

export type Path = readonly (string | number)[];

/** Where something stands in a value: every place, the root first. */
export function* placesOf(value: unknown, path: Path = []): Generator<{ path: Path; value: unknown }> {
  yield { path, value };
  if (Array.isArray(value)) {
    for (const [index, part] of value.entries()) yield* placesOf(part, [...path, index]);
  } else if (isRecord(value)) {
    for (const [name, part] of Object.entries(value)) yield* placesOf(part, [...path, name]);
  }
}

/** A copy of the value with something else at this place. */
export function replaced(value: unknown, [first, ...rest]: Path, other: unknown): unknown {
  if (first === undefined) return other;
  if (Array.isArray(value)) {
    return value.map((part, index) => (index === first ? replaced(part, rest, other) : part));
  }
  return isRecord(value) ? { ...value, [first]: replaced(value[first], rest, other) } : value;
}

export function pointerOf(path: Path): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { getOpenApiMetadata, getRefId } from '@asteasolutions/zod-to-openapi';
import { asType, type Def, defOf, z } from '../kernel/zod.ts';

/** What a schema describes, as far as GraphQL can say it. */
export type Shape = { nullable: boolean; description: string | undefined; name: string | undefined } & (
  | { kind: 'scalar'; scalar: ScalarName }
  | { kind: 'enum'; values: readonly string[]; schema: z.ZodType }
  | { kind: 'list'; element: z.ZodType }
  | { kind: 'object'; fields: Readonly<Record<string, z.ZodType>>; schema: z.ZodType }
);
export type ScalarName = 'ID' | 'String' | 'Int' | 'Float' | 'Boolean' | 'Date' | 'DateTime' | 'SafeInt' | 'JSON';

const LARGEST_INT = 2 ** 31 - 1;

/**
 * Reads a schema. What GraphQL has no type for (records, unions of unlike things) is `JSON`.
 * @param side an answer's schema says what comes out of it, an input's what goes in
 */
export function shapeOf(schema: z.ZodType, side: 'answer' | 'input'): Shape {
  const { inner, nullable, meta } = unwrapped(schema, side);
  const named = {
    nullable,
    description: meta.description,
    name: getRefId(inner),
  };
  const def = defOf(inner);
  const scalar = (name: ScalarName): Shape => ({ ...named, kind: 'scalar', scalar: name });
  switch (def.type) {
    case 'string':
      return scalar(textScalar(meta, def));
    case 'number':
      return scalar(numberScalar(inner));
    case 'boolean':
      return scalar('Boolean');
    case 'enum':
      return enumShape(named, inner, Object.values(def.entries).map(String));
    case 'literal':
      return def.values.every((value) => typeof value === 'string')
        ? enumShape(named, inner, def.values.map(String))
        : scalar(typeof def.values[0] === 'boolean' ? 'Boolean' : 'JSON');
    case 'array':
      return { ...named, kind: 'list', element: asType(def.element) };
    case 'object':
      return { ...named, kind: 'object', fields: fieldsOf(def), schema: inner };
    case 'tuple':
      return def.items[0] ? { ...named, kind: 'list', element: asType(def.items[0]) } : scalar('JSON');
    default:
      return scalar('JSON');
  }
}

/** The item of a page, when this is the schema of one. */
export function itemOfPage(schema: z.ZodType | undefined): z.ZodType | undefined {
  if (schema === undefined) return undefined;
  const shape = shapeOf(schema, 'answer');
  if (shape.kind !== 'object' || Object.keys(shape.fields).join() !== 'data,nextCursor') return undefined;
  const data = shape.fields.data && shapeOf(shape.fields.data, 'answer');
  return data?.kind === 'list' ? data.element : undefined;
}

type Meta = ReturnType<typeof getOpenApiMetadata>;

// What is said of an outer layer counts before what is said of an inner one.
function unwrapped(schema: z.ZodType, side: 'answer' | 'input'): { inner: z.ZodType; nullable: boolean; meta: Meta } {
  let inner = schema;
  let nullable = false;
  let isNeeded = false;
  let meta: Meta = {};
  for (;;) {
    meta = { ...getOpenApiMetadata(inner), ...meta };
    const def = defOf(inner);
    if (def.type === 'pipe') {
      const [from, to] = [asType(def.in), asType(def.out)];
      const outer = side === 'input' ? from : to;
      inner = defOf(outer).type === 'transform' ? (outer === from ? to : from) : outer;
    } else if ('innerType' in def) {
      // An answer's field that has a default is always there.
      if (def.type === 'nonoptional') isNeeded = true;
      if (def.type === 'nullable' || (def.type === 'optional' && !isNeeded)) nullable = true;
      if (side === 'input' && (def.type === 'default' || def.type === 'prefault')) nullable = true;
      inner = asType(def.innerType);
    } else if (def.type === 'union' && def.options.length === 2 && def.options.some(isNull)) {
      nullable = true;
      inner = asType(def.options.find((option) => !isNull(option)) ?? inner);
    } else {
      return { inner, nullable, meta };
    }
  }
}

function isNull(option: z.core.$ZodType): boolean {
  return defOf(asType(option)).type === 'null';
}

function textScalar({ pattern, format }: Meta, def: Def): ScalarName {
  const own = 'format' in def ? def.format : undefined;
  if (format === 'date' || own === 'date') return 'Date';
  if (own === 'datetime') return 'DateTime';
  return typeof pattern === 'string' && /^\^[a-z]{3}_/.test(pattern) ? 'ID' : 'String';
}

function numberScalar(schema: z.ZodType): ScalarName {
  if (!(schema instanceof z.ZodNumber) || !schema.isInt) return 'Float';
  const { minValue, maxValue } = schema;
  const isSmall = Number(maxValue) <= LARGEST_INT && Number(minValue) >= -LARGEST_INT - 1;
  return isSmall ? 'Int' : 'SafeInt';
}

function enumShape(
  named: Pick<Shape, 'nullable' | 'description' | 'name'>,
  schema: z.ZodType,
  values: string[],
): Shape {
  return { ...named, kind: 'enum', values, schema };
}

function fieldsOf(def: Extract<Def, { type: 'object' }>): Record<string, z.ZodType> {
  return Object.fromEntries(Object.entries(def.shape).map(([name, field]) => [name, asType(field)]));
}

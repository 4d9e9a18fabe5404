import fc, { type Arbitrary } from 'fast-check';
import { type PlainSchema, resolved, type Schema } from '../contract/operations.ts';
import type { Known } from './known.ts';

/** What values are drawn for: who asks, and when. */
interface Draw {
  known: Known;
  /** The person who sends them. */
  by: string | undefined;
  now: number;
}

const DAY = 86_400_000;

/**
 * Values that the schema allows, or nearly: their ids, tokens and cursors are really existing ones where there are any.
 * @param field the name that the value goes under
 */
export function valuesOf(schema: Schema, draw: Draw, field = ''): Arbitrary<unknown> {
  const plain = resolved(schema);
  const options = plain.anyOf ?? plain.oneOf;
  if (options !== undefined) return fc.oneof(...options.map((option) => valuesOf(option, draw, field)));
  if (plain.enum !== undefined) return fc.constantFrom<unknown>(...plain.enum);
  const types = [plain.type].flat();
  const of = types.filter((type) => type !== undefined).map((type) => valuesOfType(type, plain, draw, field));
  return of.length === 0 ? fc.jsonValue() : fc.oneof({ weight: 1, arbitrary: of.at(-1) ?? fc.constant(null) }, ...of);
}

function valuesOfType(type: string, schema: PlainSchema, draw: Draw, field: string): Arbitrary<unknown> {
  switch (type) {
    case 'object':
      return objects(schema, draw);
    case 'array':
      return fc.array(schema.items === undefined ? fc.jsonValue() : valuesOf(schema.items, draw, field), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, Math.max(4, schema.minItems ?? 0)),
      });
    case 'integer':
    case 'number':
      return numbers(schema, type === 'integer');
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return texts(schema, draw, field);
  }
}

function objects({ properties = {}, required = [] }: PlainSchema, draw: Draw): Arbitrary<unknown> {
  const values = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, valuesOf(schema, draw, name)])),
  );
  return fc.tuple(values, choices).map(([record, choice]) => {
    const kept = Object.entries(inOrder(record)).filter(
      ([name], index) => required.includes(name) || isChosen(choice, index),
    );
    return Object.fromEntries(kept);
  });
}

/** Which of many optional things are there: none, all or some. */
export const choices: Arbitrary<number> = fc.oneof(fc.constant(0), fc.constant(-1), fc.integer());

export function isChosen(choice: number, index: number): boolean {
  return ((choice >> (index % 31)) & 1) === 1;
}

/** The same fields, the days among them in order: a stay that ends before it begins says little about stays. */
export function inOrder(record: Record<string, unknown>): Record<string, unknown> {
  const days = Object.entries(record).filter(
    ([, value]) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value),
  );
  const sorted = days.map(([, day]) => String(day)).toSorted();
  return { ...record, ...Object.fromEntries(days.map(([name], index) => [name, sorted[index]])) };
}

function numbers({ minimum = -1_000, maximum, example }: PlainSchema, isInteger: boolean): Arbitrary<number> {
  const max = maximum ?? Math.max(minimum, 1_000) * 10;
  const span = isInteger
    ? fc.integer({ min: minimum, max: Math.min(max, Number.MAX_SAFE_INTEGER) })
    : fc.double({ min: minimum, max, noNaN: true });
  const small = isInteger ? fc.integer({ min: minimum, max: Math.min(max, minimum + 3) }) : span;
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(minimum) },
    { weight: 4, arbitrary: small },
    span,
    fc.constantFrom(minimum, max, ...(typeof example === 'number' ? [example] : [])),
  );
}

/** With what the values of a schema begin, if they are ids. */
export function prefixOf(schema: Schema): string | undefined {
  return /^\^([a-z]{3})_/.exec(resolved(schema).pattern ?? '')?.[1];
}

function texts(schema: PlainSchema, draw: Draw, field: string): Arbitrary<string> {
  const { pattern, format, example, minLength = 0, maxLength = 60 } = schema;
  const prefix = prefixOf(schema);
  if (prefix !== undefined) return ids(prefix, draw);
  if (format === 'date') return dates(draw.now).map((date) => date.toISOString().slice(0, 10));
  if (format === 'date-time') return dates(draw.now).map((date) => date.toISOString());
  const shown = typeof example === 'string' ? [{ weight: 3, arbitrary: fc.constant(example) }] : [];
  const said = [`${field} ${draw.by}`, `${field} ${draw.by}`, field].flatMap((key) => {
    const some = draw.known.texts.get(key) ?? [];
    return some.length === 0 ? [] : [fc.constantFrom(...some)];
  });
  const any = fc.string({ unit: letters, minLength, maxLength: Math.min(maxLength, 60) });
  return fc.oneof(...said, ...shown, pattern ? matching(pattern, any) : any);
}

const letters = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...'abcdefgh IJKL 0123-.,\n') },
  { weight: 1, arbitrary: fc.constantFrom('é', 'ß', '東', 'ع', '🏠', '👩‍👧', 'e\u0301') },
);

const tails = fc.stringMatching(/^[0-7][0-9a-hjkmnp-tv-z]{25}$/);

function ids(prefix: string, { known, by }: Draw): Arbitrary<string> {
  const [own = [], all = []] = [`${prefix} ${by}`, prefix].map((key) => known.ids.get(key));
  return fc.oneof(
    ...(own.length > 0 ? [{ weight: 8, arbitrary: fc.constantFrom(...own) }] : []),
    ...(all.length > 0 ? [{ weight: 6, arbitrary: fc.constantFrom(...all) }] : []),
    { weight: 1, arbitrary: tails.map((text) => `${prefix}_${text}`) },
  );
}

// Days near now are the ones that calendars, quotes and cursors have something to say of.
function dates(now: number): Arbitrary<Date> {
  const near = fc.integer({ min: -2, max: 40 }).map((days) => new Date(now + days * DAY));
  const far = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
  return fc.oneof({ weight: 9, arbitrary: near }, { weight: 1, arbitrary: far });
}

const made = new Map<string, Arbitrary<string>>();

// What is made of classes of Unicode is as good as any text, and takes seconds to make.
function matching(pattern: string, any: Arbitrary<string>): Arbitrary<string> {
  if (/\\p\{/i.test(pattern)) return any;
  const arbitrary = made.get(pattern) ?? fc.stringMatching(new RegExp(pattern, 'u'), { maxLength: 60 });
  made.set(pattern, arbitrary);
  return arbitrary;
}

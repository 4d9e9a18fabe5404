import fc, { type Arbitrary } from 'fast-check';
import { isRecord, type Path, placesOf, replaced } from '../contract/operations.ts';

const deep = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

const strangeCharacters = fc.oneof(
  fc.constantFrom('\0', '\x1b', '\x7f', '\u0085', '\u00a0', '\u2028', '\u200d', '\ufffd', '\uffff', '\ud83c', '\udfe0'),
  fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
);

/** Values that somebody might send who means no good, or whose client is broken. */
const hostileValues: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, true, false, 0, -1, 0.1, 1e308, -1e308, Number.MAX_SAFE_INTEGER, 2 ** 53, 2 ** 63, 5e-324],
    ...['', ' ', '\0', 'a\0b', '\ud800', '\udfff\ud800', '\u202e', '\ufeff', 'null', 'undefined', '[object Object]'],
    ...[
      "'; drop table people; --",
      '" or 1=1',
      '%',
      '_',
      '\\',
      '{}',
      '{1,2}',
      '[,)',
      '{{7*7}}',
      '$1',
      '../../etc/passwd',
    ],
    ...['9999-12-31', '0000-00-00', '2027-02-30', '-infinity', 'infinity', 'epoch', 'now', '24:00', '1e400'],
    ...['<script>alert(1)</script>', 'x'.repeat(10_000), '👩‍👩‍👧‍👦'.repeat(50), 'e\u0301'.repeat(2_000)],
    ...[[], {}, [[]], [null], { a: { b: {} } }, deep(31), deep(200), Array(1_000).fill(0)],
    JSON.parse('{"__proto__": {"admin": true}}'),
    JSON.parse('{"constructor": {"prototype": {}}}'),
    { toString: 'x', valueOf: 1 },
  ),
  fc.string({ unit: strangeCharacters, maxLength: 50 }),
  fc.jsonValue(),
);

type Mutation = { kind: 'replace' | 'drop' | 'add' | 'repeat'; at: number; value: unknown; name: string };

const mutations: Arbitrary<Mutation[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('replace', 'replace', 'drop', 'add', 'repeat'),
    at: fc.nat(10_000),
    value: hostileValues,
    name: fc.oneof(fc.constantFrom('id', 'hostId', '__proto__', 'version', 'state', 'roles', ''), fc.string()),
  }),
  { minLength: 1, maxLength: 3 },
);

/** Values of `good` with a few things wrong in them. */
export function mutated(good: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc.tuple(good, mutations).map(([value, changes]) => changes.reduce(mutate, value));
}

function mutate(value: unknown, { kind, at, value: other, name }: Mutation): unknown {
  const places = [...placesOf(value)];
  const place = places[at % places.length];
  if (place === undefined || kind === 'replace') return replaced(value, place?.path ?? [], other);
  if (kind === 'drop') return without(value, place.path);
  if (kind === 'repeat' && Array.isArray(place.value)) {
    return replaced(value, place.path, [...place.value, ...place.value]);
  }
  const holder = isRecord(place.value) ? place : places[0];
  if (!isRecord(holder?.value)) return other;
  return replaced(value, holder.path, Object.fromEntries([...Object.entries(holder.value), [name, other]]));
}

function without(value: unknown, path: Path): unknown {
  const [last, ...holder] = [...path].reverse();
  if (last === undefined) return undefined;
  const place = [...placesOf(value)].find((candidate) => candidate.path.join('/') === holder.toReversed().join('/'));
  if (Array.isArray(place?.value)) return replaced(value, place.path, place.value.toSpliced(Number(last), 1));
  if (!isRecord(place?.value)) return value;
  const { [last]: _, ...rest } = place.value;
  return replaced(value, place.path, rest);
}

/** Bodies that are no JSON, or say that they are none. */
export const noJson: Arbitrary<{ raw: string; headers?: Record<string, string> }> = fc.oneof(
  fc
    .constantFrom('', '{', 'null', '[]', '"text"', '{"a":1', '\ufeff{}', '{"a":1e400}', '['.repeat(50_000))
    .map((raw) => ({ raw })),
  fc.string({ maxLength: 200 }).map((raw) => ({ raw })),
  fc
    .constantFrom(
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-16',
    )
    .map((type) => ({ raw: '{}', headers: { 'content-type': type } })),
);

/** Path segments and query values that name nothing. */
export const noName: Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'x',
    '%00',
    '%ff',
    '..',
    '%2e%2e%2f',
    'undefined',
    'null',
    '*',
    "'",
    'lst_',
    `lst_${'z'.repeat(26)}`,
    '🏠',
  ),
  fc.string({ unit: strangeCharacters, minLength: 1, maxLength: 40 }).map(encodeLoosely),
);

function encodeLoosely(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

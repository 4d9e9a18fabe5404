import type { Context } from 'hono';
import { type InputError, Problem } from '../../kernel/problem.ts';
import { z } from '../../kernel/zod.ts';
import { chunksOf, concatBytes } from '../bytes.ts';
import { isText } from './fields.ts';
import { checkJsonSize } from './json-size.ts';
import { isIdempotentWrite, type RawInput, type Route } from './route.ts';

const MAX_BODY_BYTES = 1024 * 1024;
// Of a body that is too large: who is answered while still sending sees a broken connection instead of the answer.
const MAX_READ_BYTES = 32 * MAX_BODY_BYTES;
/** Mistakes that one answer tells; more help nobody. */
const MAX_ERRORS = 100;
/** Letters of a name that a mistake repeats: no field of ours has as many, and it is repeated for all that is wrong within it. */
const MAX_NAME = 100;

/** What a request carries, read and validated: its input, and its Idempotency-Key where the operation takes one. */
export interface ReadInput {
  input: RawInput;
  idempotencyKey: string | undefined;
}

/**
 * Reads and validates all parts of a request and reports every mistake at once.
 * Throws `malformed-json`, `unsupported-media-type`, `body-too-large`, `not-found` (a path that names nothing),
 * `idempotency-key-required` or `invalid-input` with a pointer or parameter for each mistake.
 */
export async function readInput(c: Context, spec: Route['spec']): Promise<ReadInput> {
  const errors: InputError[] = [];
  const given = [...new URL(c.req.url).searchParams];
  const times = new Map<string, number>();
  for (const [parameter, value] of given) {
    const time = (times.get(parameter) ?? 0) + 1;
    times.set(parameter, time);
    if (time === 2) errors.push({ parameter, code: 'repeated', detail: 'is given more than once' });
    // What percent-encoding cannot be read as UTF-8 arrives as this character.
    if (value.includes('\ufffd')) errors.push({ parameter, code: 'invalid-character', detail: 'is not UTF-8' });
  }
  const parts = {
    params: c.req.param(),
    query: Object.fromEntries(given),
    key: c.req.header('idempotency-key'),
    body: () => readJson(c),
  };
  return validInput(spec, parts, errors);
}

/** The parts of an input, whichever way they came: parameters as text, the body when it is asked for. */
interface InputParts {
  params: Record<string, string>;
  query: Record<string, string>;
  key: string | undefined;
  body(): Promise<unknown>;
}

/** Validates all parts of an input. Throws as `readInput` does; `errors` are mistakes that were found before. */
export async function validInput(
  spec: Route['spec'],
  parts: InputParts,
  errors: InputError[] = [],
): Promise<ReadInput> {
  const params = spec.params?.safeParse(parts.params);
  if (params && !params.success) throw new Problem('not-found');
  const query = parsed(strictQueryOf(spec), parts.query, queryError, errors);
  const idempotencyKey = isIdempotentWrite(spec) ? checkKey(parts.key, errors) : undefined;
  const body = spec.body && parsed(spec.body, await parts.body(), bodyError, errors);
  if (errors.length > 0) throw new Problem('invalid-input', { errors: errors.slice(0, MAX_ERRORS) });
  return { input: { params: params?.data, query, body }, idempotencyKey };
}

const strictQueries = new WeakMap<Route['spec'], z.ZodType>();

// Made once of each route: a schema costs more to make, and to compile at its first use, than a request's other checks.
function strictQueryOf(spec: Route['spec']): z.ZodType {
  const known = strictQueries.get(spec);
  if (known !== undefined) return known;
  const strict = (spec.query ?? z.object({})).strict();
  strictQueries.set(spec, strict);
  return strict;
}

/** The body as text, at most `MAX_BODY_BYTES` of it. Throws `body-too-large`, or `malformed-json` for what isn't UTF-8. */
export async function readText(request: Request): Promise<string> {
  const body = await readBytes(request);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw new Problem('malformed-json', { detail: 'The body is not UTF-8.' });
  }
}

// Whole a body costs a small part of what its stream does. How long it is its head says, unless it comes in chunks.
async function readBytes(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const told = request.headers.has('transfer-encoding') ? '' : (request.headers.get('content-length') ?? '');
  if (/^\d+$/.test(told) && Number(told) <= MAX_BODY_BYTES) return new Uint8Array(await request.arrayBuffer());
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of chunksOf(request.body)) {
    size += chunk.byteLength;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    if (size > MAX_READ_BYTES) break;
  }
  if (size > MAX_BODY_BYTES) throw new Problem('body-too-large');
  return concatBytes(chunks);
}

async function readJson(c: Context): Promise<unknown> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new Problem('unsupported-media-type', { detail: 'Send the body as application/json.' });
  }
  const text = await readText(c.req.raw);
  checkJsonSize(text);
  return parseJson(text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('malformed-json', { detail: 'The body could not be parsed as JSON.' });
  }
}

function checkKey(key: string | undefined, errors: InputError[]): string {
  if (key === undefined) {
    throw new Problem('idempotency-key-required', { detail: 'Send a fresh UUID; send the same one again to retry.' });
  }
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    errors.push({ header: 'Idempotency-Key', code: 'invalid', detail: 'takes 1 to 255 visible ASCII characters' });
  }
  return key;
}

type Path = readonly PropertyKey[];
type ToError = (path: Path, code: string, detail: string) => InputError;

function parsed(schema: z.ZodType, value: unknown, toError: ToError, errors: InputError[]): unknown {
  for (const path of pathsOfNoText(value)) {
    if (errors.length >= MAX_ERRORS) break;
    errors.push(toError(path, 'invalid-character', 'contains NUL or half a surrogate pair'));
  }
  const result = schema.safeParse(value, { error: inOurWords });
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) errors.push(toError([...issue.path, key], 'unknown-field', 'is not a known field'));
    } else {
      errors.push(toError(issue.path, codeOf(issue), issue.message));
    }
  }
  return undefined;
}

// Where zod's words help nobody: a missing field is not `undefined` in JSON, nor anything NaN, 1.5 is a number, and of an instant with an
// offset it would say that it is none.
function inOurWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_format' && issue.format === 'datetime')
    return 'is not an instant in UTC, as 2027-06-12T15:00:00Z';
  if (issue.code !== 'invalid_type') return undefined;
  if (issue.input === undefined) return `is missing: expected ${issue.expected}`;
  if (Number.isNaN(issue.input)) return 'is not a number';
  return issue.expected === 'int' ? 'is not a whole number' : undefined;
}

// As all codes of ours are written.
function codeOf({ code }: z.core.$ZodIssue): string {
  return code === 'custom' ? 'invalid' : code.replaceAll('_', '-');
}

const bodyError: ToError = (path, code, detail) => ({ pointer: jsonPointer(path), code, detail });
// Of a list that stands in one parameter it is told which part is meant, counted from 1.
const queryError: ToError = (path, code, detail) => ({
  parameter: String(path[0] ?? ''),
  code,
  detail: typeof path[1] === 'number' ? `part ${path[1] + 1}: ${detail}` : detail,
});

function jsonPointer(path: Path): string {
  const names = path.map((part) => String(part).slice(0, MAX_NAME));
  return names.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

// Postgres' text cannot hold NUL, nor UTF-8 a lone surrogate; what has one is refused wherever it stands, in keys too.
function* pathsOfNoText(value: unknown, path: Path = []): Generator<Path> {
  if (typeof value === 'string') {
    if (!isText(value)) yield path;
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      if (!isText(key)) yield [...path, key];
      yield* pathsOfNoText(part, [...path, key]);
    }
  }
}

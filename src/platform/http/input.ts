import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type InputError, Problem } from '../../kernel/problem.ts';
import { isIdempotentWrite, type RawInput, type Route } from './route.ts';

export const MAX_BODY_BYTES = 1024 * 1024;

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
  const params = spec.params?.safeParse(c.req.param());
  if (params && !params.success) throw new Problem('not-found');
  const query = spec.query && readQuery(c, spec.query, errors);
  const idempotencyKey = isIdempotentWrite(spec) ? readKey(c, errors) : undefined;
  const body = spec.body && parsed(spec.body, await readJson(c), bodyError, errors);
  if (errors.length > 0) throw new Problem('invalid-input', { errors });
  return { input: { params: params?.data, query, body }, idempotencyKey };
}

/** The body as text, at most `MAX_BODY_BYTES` of it. Throws `body-too-large`. */
export async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw new Problem('body-too-large');
  if (request.body === null) return '';
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const body: ReadableStream<Uint8Array<ArrayBuffer>> = request.body;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw new Problem('body-too-large');
    chunks.push(chunk);
  }
  return new TextDecoder().decode(await new Blob(chunks).arrayBuffer());
}

async function readJson(c: Context): Promise<unknown> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new Problem('unsupported-media-type', { detail: 'Send the body as application/json.' });
  }
  const text = await readText(c.req.raw);
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('malformed-json', { detail: 'The body could not be parsed as JSON.' });
  }
}

function readQuery(c: Context, schema: z.ZodObject, errors: InputError[]): unknown {
  const given = Object.entries(c.req.queries());
  for (const [parameter, values] of given) {
    if (values.length > 1) errors.push({ parameter, code: 'repeated', detail: 'is given more than once' });
  }
  return parsed(schema, Object.fromEntries(given.map(([name, values]) => [name, values[0]])), queryError, errors);
}

function readKey(c: Context, errors: InputError[]): string | undefined {
  const key = c.req.header('idempotency-key');
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
  for (const path of pathsOfNul(value)) errors.push(toError(path, 'invalid_character', 'contains a NUL character'));
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) errors.push(toError([...issue.path, key], 'unknown_field', 'is not a known field'));
    } else {
      errors.push(toError(issue.path, issue.code, issue.message));
    }
  }
  return undefined;
}

const bodyError: ToError = (path, code, detail) => ({ pointer: jsonPointer(path), code, detail });
const queryError: ToError = (path, code, detail) => ({ parameter: String(path[0] ?? ''), code, detail });

function jsonPointer(path: Path): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

// Postgres' text cannot hold NUL; a string that has one is refused wherever it stands, in keys too.
function* pathsOfNul(value: unknown, path: Path = []): Generator<Path> {
  if (typeof value === 'string') {
    if (value.includes('\0')) yield path;
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) yield* pathsOfNul(part, [...path, key]);
  }
}

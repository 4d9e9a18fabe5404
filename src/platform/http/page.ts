import { getOpenApiMetadata } from '@asteasolutions/zod-to-openapi';
import { Problem } from '../../kernel/problem.ts';
import { z } from '../../kernel/zod.ts';
import { base64url, bytesOfBase64url } from '../hash.ts';
import { isText, queryNumber } from './fields.ts';

/** Keyset pagination: a cursor is the sort key of the last item, opaque to the caller. */

const MAX_PAGE = 100;

/** Query parameters of every list. */
export const pageQuery = {
  cursor: z
    .string()
    .max(1000)
    .optional()
    .openapi({ description: '`nextCursor` of the page before.', example: 'WyIyMDI2Il0' }),
  limit: queryNumber(z.int().min(1).max(MAX_PAGE)).default(20).openapi({ description: 'Items a page.', example: 20 }),
};

/** The schema of a page of these items. */
export function pageOf<S extends z.ZodType>(item: S, name: string) {
  return z.strictObject({ data: z.array(item), nextCursor: z.string().nullable() }).openapi(name, {
    description: 'One page; `nextCursor` is null on the last one.',
    example: { data: [getOpenApiMetadata(item).example], nextCursor: null },
  });
}

/**
 * A page from one row more than it shows.
 * @param rows at most `limit + 1` rows, sorted
 * @param keyOf the sort key of a row, as its cursor
 */
export function page<Row, Item extends object>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => Item,
  keyOf: (row: Row) => CursorKey,
): { data: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null;
  const data = shown.map((row) => {
    const item = view(row);
    cursors.set(item, () => encodeCursor(keyOf(row)));
    return item;
  });
  return { data, nextCursor };
}

const cursors = new WeakMap<object, () => string>();

/** The cursor of an item of a page, after which the next page begins. */
export function cursorOf(item: object): string | undefined {
  return cursors.get(item)?.();
}

type CursorKey = readonly (string | number)[];

/** The sort key of an item as the cursor of what comes after it. */
export function encodeCursor(key: CursorKey): string {
  return base64url(new TextEncoder().encode(JSON.stringify(key)));
}

/** An instant in a cursor's key. */
export const instantInKey = z.iso.datetime().transform((text) => new Date(text));

/** The key in a cursor, checked against the schema of this list's key. Throws `invalid-input` for any other text. */
export function decodeCursor<S extends z.ZodType>(cursor: string | undefined, key: S): z.output<S> | undefined {
  if (cursor === undefined) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytesOfBase64url(cursor));
    return key.parse(JSON.parse(text, refuseNoText));
  } catch {
    throw new Problem('invalid-input', {
      errors: [{ parameter: 'cursor', code: 'invalid', detail: 'is not a cursor that this list gave' }],
    });
  }
}

// A cursor is input like any other: what no text of Postgres can hold is no key of ours.
function refuseNoText(_name: string, value: unknown): unknown {
  if (typeof value === 'string' && !isText(value)) throw new SyntaxError('not text');
  return value;
}

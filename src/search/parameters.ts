import { z } from '../kernel/zod.ts';
import { queryNumber } from '../platform/http/fields.ts';
import type { Box } from './area.ts';

/** Query parameters that are lists: their values stand in one text, with commas between. */

/** Codes of a closed list, read in its order and each once: with every row, all of them are compared. */
export function listParameter<C extends string>(name: string, codes: readonly C[]) {
  const given = z.array(z.enum(codes)).min(1);
  const once = given.transform((some) => codes.filter((code) => some.includes(code)));
  return commaSeparated(name, once).openapi({ example: codes.slice(0, 2) });
}

/** `west,south,east,north` in degrees. */
export function boxParameter() {
  const [longitude, latitude] = [degrees(180), degrees(90)];
  const numbers = z.tuple([longitude, latitude, longitude, latitude], 'is not west, south, east and north');
  return commaSeparated('box', numbers)
    .transform(([west, south, east, north]): Box => ({ west, south, east, north }))
    .refine(({ south, north }) => south <= north, 'has its north south of its south')
    .openapi({ minItems: 4, maxItems: 4, example: [-82.65, 35.5, -82.45, 35.7] });
}

/** A tenth of a millimetre. What is nearer to nought is nought: of the square of less than nothing PostgreSQL makes an error. */
const NEXT_TO_NOUGHT = 1e-9;

/** Degrees from `-most` to `most`. */
export function degrees(most: number) {
  const given = z.number().min(-most).max(most);
  return queryNumber(given.transform((angle) => (Math.abs(angle) < NEXT_TO_NOUGHT ? 0 : angle)));
}

function commaSeparated<S extends z.ZodType>(name: string, values: S) {
  const split = (text: unknown) => (typeof text === 'string' ? text.split(',') : text);
  return z.preprocess(split, values).openapi({ param: { name, in: 'query', style: 'form', explode: false } });
}

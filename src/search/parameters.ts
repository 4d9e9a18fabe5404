import { z } from '@hono/zod-openapi';
import type { Box } from './area.ts';

/** Query parameters come as text; these read numbers and lists out of it, and say so in the contract. */

const decimal = z
  .string()
  .regex(/^-?\d{1,20}(\.\d{1,20})?(e-?\d{1,2})?$/i, 'is not a number')
  .transform(Number);

export function numberParameter(min: number, max: number) {
  return decimal.pipe(z.number().min(min).max(max)).openapi({ type: 'number', minimum: min, maximum: max });
}

export function integerParameter(min: number, max: number) {
  return decimal.pipe(z.int().min(min).max(max)).openapi({ type: 'integer', minimum: min, maximum: max });
}

/** Codes of a closed list, separated by commas. */
export function listParameter<C extends string>(name: string, codes: readonly C[]) {
  return z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(codes)))
    .openapi({
      param: { name, in: 'query', style: 'form', explode: false },
      type: 'array',
      items: { type: 'string', enum: [...codes] },
      minItems: 1,
      example: codes.slice(0, 2),
    });
}

/** `west,south,east,north` in degrees. */
export const boxParameter = z
  .string()
  .transform((text) => text.split(','))
  .pipe(
    z.tuple([degrees(180), degrees(90), degrees(180), degrees(90)], 'is not four numbers: west, south, east and north'),
  )
  .transform(([west, south, east, north]): Box => ({ west, south, east, north }))
  .refine(({ south, north }) => south <= north, 'has its south north of its north')
  .openapi({
    param: { name: 'box', in: 'query', style: 'form', explode: false },
    type: 'array',
    items: { type: 'number', minimum: -180, maximum: 180 },
    minItems: 4,
    maxItems: 4,
    example: [-82.65, 35.5, -82.45, 35.7],
  });

function degrees(most: number) {
  return decimal.pipe(z.number().min(-most).max(most));
}

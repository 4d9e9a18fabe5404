import type Stripe from 'stripe';
import { z } from 'zod';
import { invalidRequest, type Refusal } from './errors.ts';
import { type FormHash, formName } from './form.ts';

/** Parameters of a request by name, held to the SDK's own type of them: a name or type that Stripe doesn't have won't compile. */
export type Fields<Params> = { [Name in keyof Params]?: z.ZodType<AsRead<Params[Name]> | undefined> };

/** A parameter's type as zod reads it: what is optional in it may be there and undefined. */
type AsRead<Param> = Param extends object
  ? { [Name in keyof Param]: AsRead<Param[Name]> | (object extends Pick<Param, Name> ? undefined : never) }
  : Param;

const LARGEST_TEXT = 5000;

/** Text that can't be unset. */
export const text = z
  .string()
  .max(LARGEST_TEXT)
  .refine((value) => value !== '', {
    error: 'You passed an empty string: it would unset the parameter, but this one cannot be unset.',
    params: { code: 'parameter_invalid_empty' },
  });

/** Text that an empty one unsets. */
export const emptyableText = z.string().max(LARGEST_TEXT);

export const integer = z.string().transform((value, context) => {
  if (/^-?\d{1,15}$/.test(value)) return Number(value);
  return refuse(context, 'parameter_invalid_integer', `Invalid integer: ${value}`);
});

export const positiveInteger = integer.refine((value) => value >= 1, {
  error: 'This value must be greater than or equal to 1.',
  params: { code: 'parameter_invalid_integer' },
});

export const boolean = z.string().transform((value, context) => {
  if (value === 'true' || value === 'false') return value === 'true';
  return refuse(context, 'parameter_invalid_boolean', `Invalid boolean: ${value}`);
});

/** Values to merge; an empty one removes its key. */
export const metadata = z
  .record(
    z.string().max(40, 'Metadata keys can have up to 40 characters.'),
    z.string().max(500, 'Metadata values can have up to 500 characters.'),
  )
  .refine((entries) => Object.keys(entries).length <= 50, 'Metadata can have up to 50 keys.');

/** As `metadata`, where an empty text stands for no metadata at all. */
export const emptyableMetadata = z.union([z.literal(''), metadata]);

const created = z.union([
  integer,
  z.strictObject({
    gt: integer.optional(),
    gte: integer.optional(),
    lt: integer.optional(),
    lte: integer.optional(),
  } satisfies Fields<Stripe.RangeQueryParam>),
]);

/** What every list takes. */
export const page = {
  created: created.optional(),
  ending_before: text.optional(),
  limit: integer
    .refine((value) => value >= 1 && value <= 100, {
      error: 'limit must be from 1 to 100.',
      params: { code: 'parameter_invalid_integer' },
    })
    .optional(),
  starting_after: text.optional(),
} satisfies Fields<Stripe.ChargeListParams>;

/** Seconds since the epoch: one instant, or a range of them. */
export type Created = z.output<typeof created>;

/** Reads a form by its specification; throws the refusal of the first mistake. */
export function readParams<Spec extends z.ZodType>(spec: Spec, form: FormHash): z.output<Spec> {
  const result = spec.safeParse(form);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw issue === undefined ? invalidRequest('Invalid parameters.') : refusalOf(issue, form);
}

function refuse(context: z.RefinementCtx, code: string, message: string): never {
  context.addIssue({ code: 'custom', message, params: { code } });
  return z.NEVER;
}

function refusalOf(issue: z.core.$ZodIssue, form: FormHash): Refusal {
  const param = formName(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const unknown = formName([...issue.path, issue.keys[0] ?? '']);
    return invalidRequest(`Received unknown parameter: ${unknown}`, { code: 'parameter_unknown', param: unknown });
  }
  if (issue.code === 'invalid_type' && !isPresent(form, issue.path)) {
    return invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  }
  if (issue.code === 'invalid_value') {
    return invalidRequest(`Invalid ${param}: must be one of ${issue.values.join(', ')}`, { param });
  }
  if (issue.code === 'invalid_union') {
    const [nested] = issue.errors
      .flat()
      .filter((error) => error.code !== 'invalid_value' && error.code !== 'invalid_type');
    return nested === undefined
      ? invalidRequest(`Invalid ${param}.`, { param })
      : refusalOf({ ...nested, path: [...issue.path, ...nested.path] }, form);
  }
  if (issue.code === 'custom' && typeof issue.params?.code === 'string') {
    return invalidRequest(issue.message, { code: issue.params.code, param });
  }
  return invalidRequest(`Invalid ${param}: ${issue.message}`, { param });
}

function isPresent(form: FormHash, path: readonly PropertyKey[]): boolean {
  let value: unknown = form;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return false;
    value = Object.entries(value).find(([name]) => name === String(part))?.[1];
  }
  return value !== undefined;
}

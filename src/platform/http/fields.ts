import { currencyOf, isCurrency } from '../../kernel/currencies.ts';
import { isPlainDate, plainDate } from '../../kernel/dates.ts';
import { asId, type IdKind, idPattern, idPrefixes, isId } from '../../kernel/ids.ts';
import { z } from '../../kernel/zod.ts';

/** The fields that several modules' schemas are made of. Inputs come out branded; replies take plain strings. */

const idFields = new Map<IdKind, unknown>();

/** An id of this kind; anything else is refused before a query is made. One for all, as each costs the start a little. */
export function idField<K extends IdKind>(kind: K): IdField<K> {
  const field = idFields.get(kind) ?? makeIdField(kind);
  idFields.set(kind, field);
  // True because the field of a kind is made for it.
  return field as IdField<K>;
}

type IdField<K extends IdKind> = ReturnType<typeof makeIdField<K>>;

function makeIdField<K extends IdKind>(kind: K) {
  return z
    .string()
    .refine((text) => isId(kind, text), `is not an id of the form ${idPrefixes[kind]}_…`)
    .transform((text) => asId(kind, text))
    .openapi({
      pattern: idPattern(kind).source,
      example: `${idPrefixes[kind]}_01kav0h2e6f8w9x3m5n7p9q1r3`,
    });
}

/** Path parameters of operations on one thing. A malformed id is a 404, like one that does not exist. */
export function idParams<K extends IdKind>(kind: K) {
  return z.object({ id: idField(kind).openapi({ param: { name: 'id', in: 'path' } }) });
}

/** A calendar day in the listing's time zone, `YYYY-MM-DD`. */
export const dateField = z
  .string()
  // Other than after `refine`, a body's dates are not compared where one is none, and said to be in no order, too.
  .check(({ value, issues }) => {
    if (isPlainDate(value)) return;
    issues.push({ code: 'custom', message: 'is not a calendar date of the form YYYY-MM-DD', input: value });
  })
  .transform(plainDate)
  .openapi({ format: 'date', example: '2027-06-12' });

/** The same in an answer. Without metadata of its own it would take on what any one of its copies is described as. */
export const replyDate = z.iso.date().openapi({ format: 'date' });

/** An instant, RFC 3339 in UTC. */
export const instantField = z.iso.datetime().openapi({ example: '2026-11-23T21:07:12.000Z' });

/** An ISO 4217 code. */
export const currencyField = z
  .string()
  .refine(isCurrency, 'is not a current ISO 4217 currency code')
  .transform(currencyOf)
  .openapi({ pattern: '^[A-Z]{3}$', example: 'USD' });

export const MAX_AMOUNT = 100_000_000_000;

/**
 * An amount in the currency's minor unit, never negative; inputs are bounded so that each line of a price stays a safe
 * integer: a year's nights, at so much for each of 50 guests. What lines sum up to is looked at when a stay is priced.
 */
export const amountField = z.int().min(0).max(MAX_AMOUNT).openapi({ example: 12_000 });

/** An amount in an answer. */
export const replyAmount = z.int().openapi({ description: 'In the minor unit of the currency.' });

/** A place with taxes of its own, as the operator names it. */
export const jurisdictionField = z
  .string()
  .regex(/^[A-Z0-9]+(?:-[A-Z0-9]+)*$/, 'is not a code of capitals, digits and hyphens')
  .max(40)
  .openapi({ example: 'US-NC-ASHEVILLE' });

// The contract's patterns are of the `u` kind already and must not name their flags.
const withoutControls = /^(?:[\t\n\r]|\P{Cc})*$/u;
// No control, format character, space or mark alone, nor one of the letters that are blank (Hangul's fillers, Braille's).
const visible = /[^\p{C}\p{Z}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u;

/**
 * A number in a query, in decimal notation, with an exponent or without; `Number` alone would read '', ' 7', '0x10' and
 * 'Infinity' too.
 */
export function queryNumber<S extends z.ZodType<number>>(number: S) {
  const read = (text: unknown) => {
    if (typeof text !== 'string') return text;
    return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  };
  return z.preprocess(read, number);
}

/**
 * Text of a person: trimmed, bounded, without control characters but line breaks and tabs. Where there has to be some, not
 * made of what nobody sees.
 */
export function textField(min: number, max: number) {
  return z
    .string()
    .trim()
    .min(min)
    .max(max)
    .regex(withoutControls, 'contains control characters')
    .refine((text) => min === 0 || text === '' || canBeSeen(text), 'has nothing that can be seen')
    .openapi({ pattern: withoutControls.source });
}

/** Whether it is text that Postgres and UTF-8 can hold: without NUL and half surrogate pairs. */
export function isText(value: string): boolean {
  return !value.includes('\0') && value.isWellFormed();
}

/** Whether anything of this text can be seen. */
export function canBeSeen(text: string): boolean {
  return visible.test(text);
}

import { type Currency, exponentOf } from '../../kernel/currencies.ts';
import { canBeSeen, MAX_AMOUNT } from '../../platform/http/fields.ts';
import type { CsvRecord } from './format.ts';

/** Why a row can't be imported. */
export type RowReason = { column: string; reason: string };

/** What was read of one cell, or of several: a value, and the columns in place of which it is a default; or what is wrong. */
export type Cell<T> = { ok: true; value: T; defaulted: string[] } | { ok: false; reasons: RowReason[] };

/** Thrown by the readers below with the reason, for `read` to name the column. */
class Unreadable extends Error {}

/** The cell, trimmed and read. An empty one is `fallback`, or unreadable where there is none. */
export function read<T>(
  record: CsvRecord,
  column: string,
  parse: (text: string) => T,
  fallback?: { value: T },
): Cell<T> {
  const text = record[column]?.trim() ?? '';
  if (text === '') {
    if (fallback) return { ok: true, value: fallback.value, defaulted: [column] };
    return { ok: false, reasons: [{ column, reason: 'is missing' }] };
  }
  try {
    return { ok: true, value: parse(text), defaulted: [] };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { ok: false, reasons: [{ column, reason: error.message }] };
  }
}

/** The value of every cell, or all that is wrong with any of them. */
export function settle<T extends object>(cells: { [K in keyof T]: Cell<T[K]> }): Cell<T> {
  const all = Object.entries<Cell<unknown>>(cells);
  const reasons = all.flatMap(([, cell]) => (cell.ok ? [] : cell.reasons));
  if (reasons.length > 0) return { ok: false, reasons };
  const entries = all.flatMap(([name, cell]) => (cell.ok ? [[name, cell.value]] : []));
  // Every cell of T is there with its own value, as none failed.
  const value = Object.fromEntries(entries) as T;
  return { ok: true, value, defaulted: all.flatMap(([, cell]) => (cell.ok ? cell.defaulted : [])) };
}

/** One line of text: no control or direction-changing characters, no runs of space. */
export function line(maxLength: number): (text: string) => string {
  return (text) => bounded(text.toWellFormed().replace(UNPRINTABLE, ' ').replace(/\s+/g, ' ').trim(), maxLength);
}

/** Text of several lines, from the little HTML that Inside Airbnb's descriptions hold. */
export function prose(maxLength: number): (text: string) => string {
  return (text) => {
    const lines = text
      .toWellFormed()
      .replace(/<br ?\/?>/gi, '\n')
      .replace(/<[^<>]*>/g, '')
      .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (entity) => entities[entity] ?? entity)
      .split(/\r\n|\r|\n/);
    const clean = lines.map((each) => each.replace(UNPRINTABLE, ' ').trimEnd()).join('\n');
    return bounded(clean.replace(/\n{3,}/g, '\n\n').trim(), maxLength);
  };
}

/** A whole number, also as `2.0`; outside the range it is unreadable. */
export function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    if (!/^\d{1,10}(?:\.0+)?$/.test(text)) throw new Unreadable('is not a whole number');
    const value = Number(text);
    if (value < min || value > max) throw new Unreadable(`is not between ${min} and ${max}`);
    return value;
  };
}

/** Degrees from -`limit` to `limit`, also as `-5e-05`. */
export function degrees(limit: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d{1,3}(?:\.\d{1,20})?(?:e-\d{1,2})?$/i.test(text) ? Number(text) : Number.NaN;
    if (!(Math.abs(value) <= limit)) throw new Unreadable(`is not a number of degrees between -${limit} and ${limit}`);
    return value;
  };
}

/** `120` or `$1,234.00` in minor units. Inside Airbnb writes `$` for every currency, so the sign says nothing. */
export function price(currency: Currency): (text: string) => number {
  const exponent = exponentOf(currency);
  return (text) => {
    const [, whole = '', fraction = ''] = PRICE.exec(text) ?? [];
    if (whole === '') throw new Unreadable('is not a price');
    if (/[1-9]/.test(fraction.slice(exponent))) throw new Unreadable(`has more decimals than ${currency}`);
    const amount = Number(whole.replaceAll(',', '') + fraction.slice(0, exponent).padEnd(exponent, '0'));
    if (amount === 0) throw new Unreadable('is zero');
    if (amount > MAX_AMOUNT) throw new Unreadable('is more than a night can cost');
    return amount;
  };
}

/** `1.5 shared baths` is 1.5, `Half-bath` is 0.5; a bare number too. */
export function baths(text: string): number {
  const [, number, half] = BATHS.exec(text) ?? [];
  if (half !== undefined) return 0.5;
  if (number === undefined) throw new Unreadable('is not a number of baths');
  return Number(number);
}

/** An id of digits. A spreadsheet rounds one of 18 digits to `5.54287E+17`, which many listings then share. */
export function sourceId(text: string): { text: string; isRounded: boolean } {
  const isRounded = /^\d(?:\.\d{1,15})?E\+\d\d$/i.test(text);
  if (!isRounded && !/^\d{1,20}$/.test(text)) throw new Unreadable('is not an id');
  return { text, isRounded };
}

/** An id of digits, as it came. */
export function wholeId(text: string): string {
  if (sourceId(text).isRounded) throw new Unreadable('was rounded by a spreadsheet');
  return text;
}

/** The value that the text stands for. */
export function oneOf<T>(values: ReadonlyMap<string, T>): (text: string) => T {
  return (text) => {
    const value = values.get(text);
    if (value === undefined) throw new Unreadable(`is none of ${[...values.keys()].join(', ')}`);
    return value;
  };
}

/** A JSON array of strings. */
export function names(text: string): string[] {
  const value = parseJson(text);
  if (!Array.isArray(value) || !value.every((each) => typeof each === 'string')) {
    throw new Unreadable('is not a JSON array of strings');
  }
  return value;
}

const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
const PRICE = /^\p{Sc}?(\d{1,3}(?:,\d{3}){1,2}|\d{1,9})(?:\.(\d{1,3}))?$/u;
const BATHS = /^(?:(\d{1,2}(?:\.[05])?)(?: (?:private |shared )?baths?)?|(?:private |shared )?(half)-bath)$/i;

const entities: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
};

function bounded(text: string, maxLength: number): string {
  if (!canBeSeen(text)) throw new Unreadable('has no text');
  if (text.length > maxLength) throw new Unreadable(`is longer than ${maxLength} characters`);
  return text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

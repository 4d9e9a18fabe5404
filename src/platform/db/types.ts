import { types as builtin } from '@neondatabase/serverless';

const INT8 = 20;
const DATE = 1082;

/**
 * How Postgres' text becomes JavaScript, for both drivers. int8 is a number and must be a safe one (money and counts
 * fit); a date stays text, since a night is never a `Date`; numeric stays text; timestamptz is a `Date`.
 */
export const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8) return safeInteger;
    if (oid === DATE) return verbatim;
    return builtin.getTypeParser(oid, format);
  },
};

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is beyond the safe integers`);
  return value;
}

const verbatim = (text: string): string => text;

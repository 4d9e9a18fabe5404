import { Problem } from '../../kernel/problem.ts';

// What a small body can still hide: structure that costs a stack, or a mistake for every value, to look at.
const MAX_DEPTH = 32;
const MAX_VALUES = 20_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Throws `body-too-large` for JSON of more values, or nested deeper, than a good body's is. Looks at the text: to parse
 * a megabyte of brackets takes forty times as long as to count them. Text that is no JSON may pass.
 */
export function checkJsonSize(text: string): void {
  let depth = 0;
  let values = 1;
  let hasOpened = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (SPACE.has(code)) continue;
    if (code === COMMA || (hasOpened && !CLOSING.has(code))) values += 1;
    if (values > MAX_VALUES) throw new Problem('body-too-large', { detail: `Send at most ${MAX_VALUES} values.` });
    hasOpened = OPENING.has(code);
    if (hasOpened) depth += 1;
    else if (CLOSING.has(code)) depth -= 1;
    else if (code === QUOTE) at = endOfString(text, at);
    if (depth > MAX_DEPTH) throw new Problem('body-too-large', { detail: `Nest at most ${MAX_DEPTH} levels.` });
  }
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return text.length;
}

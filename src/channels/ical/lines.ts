/** One content line of an iCalendar text (RFC 5545, 3.1), its name in capitals. */
export type Property = { name: string; parameters: string; value: string };

/** Characters of a line that are read; a longer one is a description, or an attack. */
export const MAX_LINE = 64_000;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/**
 * The lines of a text, unfolded: of whatever line ends, without a byte order mark, and mended where a fold cut through
 * a character, which is why this starts from bytes. One by one: millions of them at once are too many for a Worker.
 */
export function* unfoldedLines(bytes: Uint8Array): Generator<string> {
  const unfolded = new Uint8Array(bytes.length);
  let length = 0;
  let at = 0;
  while (at < bytes.length) {
    const next = afterLineEnd(bytes, at);
    if (next === at) {
      unfolded[length] = bytes[at] ?? 0;
      length += 1;
      at += 1;
    } else if (bytes[next] === SPACE || bytes[next] === TAB) {
      at = next + 1;
    } else {
      unfolded[length] = LF;
      length += 1;
      at = next;
    }
  }
  const text = new TextDecoder().decode(unfolded.subarray(0, length));
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    yield text.slice(start, end);
    start = end + 1;
  }
  yield text.slice(start);
}

/** The line as a property; undefined when it isn't one. */
export function readProperty(line: string): Property | undefined {
  const form = /^\s*([A-Za-z0-9-]+)(;(?:"[^"]*"|[^":])*)?:(.*)$/su;
  const [, name, parameters = '', value] = form.exec(line.slice(0, MAX_LINE)) ?? [];
  return name === undefined || value === undefined
    ? undefined
    : { name: name.toUpperCase(), parameters, value: value.trim() };
}

/** The value of a property's parameter, without its quotes. */
export function parameterOf({ parameters }: Property, name: 'TZID' | 'VALUE' | 'RANGE' | 'FBTYPE'): string | undefined {
  const [, quoted, bare] = new RegExp(`;${name}=(?:"([^"]*)"|([^;]*))`, 'i').exec(parameters) ?? [];
  return (quoted ?? bare)?.trim();
}

// Where the line end at `at` is over, and `at` itself when there is none. Some servers send more than one CR before LF.
function afterLineEnd(bytes: Uint8Array, at: number): number {
  let next = at;
  while (bytes[next] === CR) next += 1;
  return bytes[next] === LF ? next + 1 : next;
}

import { durationToMs } from './duration.ts';

const DAY_MS = 24 * 3_600_000;

/**
 * How long to wait, in milliseconds, after an attempt failed that had `retried` attempts before it: what the answer's
 * `Retry-After` or a kindred header says if that is a day at most, else the message's own expression, else e^(2.5 n)
 * seconds before the n-th retry, a day at most. Source: https://upstash.com/docs/qstash/features/retry
 */
export function nextDelayMs(
  retried: number,
  expression: string | undefined,
  headers: ReadonlyMap<string, string>,
  now: number,
): number {
  for (const name of ['retry-after', 'x-ratelimit-reset', 'x-ratelimit-reset-requests', 'x-ratelimit-reset-tokens']) {
    const asked = askedMs(headers.get(name), now);
    if (asked !== undefined && asked <= DAY_MS) return asked;
  }
  const own = expression === undefined ? undefined : retryDelayMs(expression, retried);
  return Math.min(DAY_MS, own ?? Math.floor(Math.exp(2.5 * (retried + 1))) * 1000);
}

function askedMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? durationToMs(value) : Math.max(0, date - now);
}

/**
 * The value of a `Upstash-Retry-Delay` expression in milliseconds, e.g. `max(1000, pow(2, retried) * 100)`;
 * undefined when it is malformed or its value is no number of milliseconds.
 */
export function retryDelayMs(expression: string, retried: number): number | undefined {
  const parser = new Parser(expression, retried);
  const value = parser.parse();
  return value !== undefined && Number.isFinite(value) && value >= 0 ? value : undefined;
}

const FUNCTIONS = new Map<string, { arity: number; of(...args: number[]): number }>([
  ['pow', { arity: 2, of: Math.pow }],
  ['sqrt', { arity: 1, of: Math.sqrt }],
  ['abs', { arity: 1, of: Math.abs }],
  ['exp', { arity: 1, of: Math.exp }],
  ['floor', { arity: 1, of: Math.floor }],
  ['ceil', { arity: 1, of: Math.ceil }],
  ['round', { arity: 1, of: Math.round }],
  ['min', { arity: 2, of: Math.min }],
  ['max', { arity: 2, of: Math.max }],
]);

/** Sums of products of numbers, `retried`, brackets and functions. A mistake makes the value NaN. */
class Parser {
  readonly #tokens: string[];
  readonly #retried: number;

  constructor(expression: string, retried: number) {
    this.#tokens = expression.match(/\d+(?:\.\d+)?|[a-z]+|\S/gi) ?? [];
    this.#retried = retried;
  }

  parse(): number | undefined {
    const value = this.#sum();
    return this.#tokens.length === 0 ? value : undefined;
  }

  #sum(): number {
    let value = this.#product();
    for (;;) {
      if (this.#take('+')) value += this.#product();
      else if (this.#take('-')) value -= this.#product();
      else return value;
    }
  }

  #product(): number {
    let value = this.#factor();
    for (;;) {
      if (this.#take('*')) value *= this.#factor();
      else if (this.#take('/')) value /= this.#factor();
      else return value;
    }
  }

  #factor(): number {
    if (this.#take('-')) return -this.#factor();
    if (this.#take('(')) return this.#closed(this.#sum());
    const token = this.#tokens.shift() ?? '';
    if (token === 'retried') return this.#retried;
    const called = FUNCTIONS.get(token);
    if (called === undefined) return /^\d/.test(token) ? Number(token) : Number.NaN;
    if (!this.#take('(')) return Number.NaN;
    const args = [this.#sum()];
    while (this.#take(',')) args.push(this.#sum());
    return this.#closed(args.length === called.arity ? called.of(...args) : Number.NaN);
  }

  #closed(value: number): number {
    return this.#take(')') ? value : Number.NaN;
  }

  #take(token: string): boolean {
    if (this.#tokens[0] !== token) return false;
    this.#tokens.shift();
    return true;
  }
}

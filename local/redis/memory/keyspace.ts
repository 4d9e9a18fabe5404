type Value = string | Map<string, string> | Set<string>;

type Entry = { value: Value /** Milliseconds since the epoch. */; expiresAt: number | undefined };

/** The keys of one namespace, with Redis's rules about types and expiry. Times are milliseconds since the epoch. */
export class Keyspace {
  readonly #entries = new Map<string, Entry>();
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock();
  }

  get(key: string): Value | undefined {
    return this.#live(key)?.value;
  }

  text(key: string): string | undefined {
    const value = this.get(key);
    if (value === undefined || typeof value === 'string') return value;
    throw wrongType();
  }

  hash(key: string): Map<string, string> | undefined {
    const value = this.get(key);
    if (value === undefined || value instanceof Map) return value;
    throw wrongType();
  }

  set(key: string): Set<string> | undefined {
    const value = this.get(key);
    if (value === undefined || value instanceof Set) return value;
    throw wrongType();
  }

  /** Stores the value, or removes the key when the value is an empty collection. Expiry stays as it was. */
  store(key: string, value: Value): void {
    if (typeof value !== 'string' && value.size === 0) this.#entries.delete(key);
    else this.#entries.set(key, { value, expiresAt: this.#live(key)?.expiresAt });
  }

  delete(key: string): boolean {
    return this.#live(key) !== undefined && this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  keys(): string[] {
    return [...this.#entries.keys()].filter((key) => this.#live(key) !== undefined);
  }

  expiry(key: string): number | undefined {
    return this.#live(key)?.expiresAt;
  }

  /** Sets or with undefined lifts the expiry; one in the past removes the key. False when there is no such key. */
  expire(key: string, expiresAt: number | undefined): boolean {
    const entry = this.#live(key);
    if (entry === undefined) return false;
    entry.expiresAt = expiresAt;
    this.#live(key);
    return true;
  }

  #live(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry?.expiresAt === undefined || entry.expiresAt > this.#clock()) return entry;
    this.#entries.delete(key);
    return undefined;
  }
}

/** An integer as Redis reads one; throws what Redis answers for anything else. */
export function integer(text: string | undefined): number {
  const value = /^(0|-?[1-9]\d*)$/.test(text ?? '') ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new Error('ERR value is not an integer or out of range');
  return value;
}

export function syntaxError(): Error {
  return new Error('ERR syntax error');
}

function wrongType(): Error {
  return new Error('WRONGTYPE Operation against a key holding the wrong kind of value');
}

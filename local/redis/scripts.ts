import { createHash } from 'node:crypto';

/**
 * Lets scripts written for Upstash run on a plain Redis, which refuses the flag `allow-key-locking`.
 * Clients name a script by the hash of what they wrote, Redis by the hash of what it was given.
 */
export class Scripts {
  readonly #given = new Map<string, string>();

  /** The command as Redis understands it. Whatever names or holds no such script stays as it is. */
  translate(command: string[]): string[] {
    const [name = '', first = '', ...rest] = command;
    switch (name.toUpperCase()) {
      case 'EVAL':
      case 'EVAL_RO':
        return [name, this.#plain(first), ...rest];
      case 'EVALSHA':
      case 'EVALSHA_RO':
        return [name, this.#hash(first), ...rest];
      case 'SCRIPT':
        if (first.toUpperCase() === 'LOAD') return [name, first, ...rest.map((script) => this.#plain(script))];
        if (first.toUpperCase() === 'EXISTS') return [name, first, ...rest.map((hash) => this.#hash(hash))];
        return command;
      default:
        return command;
    }
  }

  #plain(script: string): string {
    // The line stays, empty, so that errors name the author's line numbers.
    const plain = script.replace(/^#!lua flags=allow-key-locking[^\n]*/, '');
    if (plain !== script) this.#given.set(sha1(script), sha1(plain));
    return plain;
  }

  #hash(hash: string): string {
    return this.#given.get(hash.toLowerCase()) ?? hash;
  }
}

/** The name Redis gives a script: SHA-1, in lower-case hex. */
export function sha1(script: string): string {
  return createHash('sha1').update(script).digest('hex');
}

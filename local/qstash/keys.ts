import { randomBytes } from 'node:crypto';

/** The two keys that receivers accept: messages are signed with the current one. */
export class SigningKeys {
  #current: string;
  #next: string;

  constructor(current: string = newKey(), next: string = newKey()) {
    this.#current = current;
    this.#next = next;
  }

  both(): { current: string; next: string } {
    return { current: this.#current, next: this.#next };
  }

  /** The next key becomes the current one, and a new one the next: receivers that know both go on. */
  rotate(): { current: string; next: string } {
    this.#current = this.#next;
    this.#next = newKey();
    return this.both();
  }
}

function newKey(): string {
  return `sig_${randomBytes(21).toString('base64url')}`;
}

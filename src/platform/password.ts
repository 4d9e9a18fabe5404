/** Argon2id with the product's parameters; the entry point gives the WebAssembly that its runtime can load. */
export interface PasswordHasher {
  /** The password as a PHC string with a salt of its own. */
  hash(password: string): Promise<string>;
  /** Whether it is the password of this PHC string. Where there is none it is not, and finding out takes as long. */
  verify(phc: string | undefined, password: string): Promise<boolean>;
}

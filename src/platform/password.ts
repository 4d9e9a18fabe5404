/** Argon2id with the product's parameters; the entry point gives the WebAssembly that its runtime can load. */
export interface PasswordHasher {
  /** The password as a PHC string with a salt of its own. */
  hash(password: string): Promise<string>;
  verify(phc: string, password: string): Promise<boolean>;
}

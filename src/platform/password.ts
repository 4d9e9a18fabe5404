import type Argon2 from '@phi-ag/argon2';
import { Argon2Type } from '@phi-ag/argon2';
import { base64url } from './hash.ts';

/** Hashes and verifies passwords; the entry point gives the WebAssembly that its runtime can load. */
export interface PasswordHasher {
  /** The password as a PHC string with a salt of its own. */
  hash(password: string): Promise<string>;
  /**
   * Whether it is the password of this PHC string. Of what is none, as of an account that has no password, it is not, and
   * finding out takes as long.
   */
  verify(phc: string | undefined, password: string): Promise<boolean>;
}

/** Argon2id: 19 MiB, two passes, one lane (OWASP's first choice). */
const PARAMETERS = { type: Argon2Type.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** With the same parameters, of a password that was never written down. */
const NOBODYS = '$argon2id$v=19$m=19456,t=2,p=1$afg6GAAiaJLro6AlyxDyjg$4SfVDRcosWH1TrqGmukvHNrTXyry+M9Wg4YzREVifFg';

export function createPasswordHasher(argon2: Argon2): PasswordHasher {
  return {
    hash: async (password) => argon2.hash(wholly(password), PARAMETERS).encoded,
    verify: async (phc = '', password) => {
      const isHash = phc.startsWith('$argon2id$');
      return argon2.tryVerify(isHash ? phc : NOBODYS, wholly(password)).success && isHash;
    },
  };
}

// The library hashes as many bytes as the text has letters: of any that take more bytes than one it would leave the end out.
function wholly(password: string): string {
  return /^\p{ASCII}*$/u.test(password) ? password : base64url(new TextEncoder().encode(password));
}

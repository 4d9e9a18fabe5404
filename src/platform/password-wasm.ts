import Argon2, { Argon2Type } from '@phi-ag/argon2';
import wasm from '@phi-ag/argon2/argon2.wasm';
import type { PasswordHasher } from './password.ts';

/** Argon2id: 19 MiB, two passes, one lane (OWASP's first choice). */
const PARAMETERS = { type: Argon2Type.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** With the same parameters, of a password that was never written down. */
const NOBODYS = '$argon2id$v=19$m=19456,t=2,p=1$afg6GAAiaJLro6AlyxDyjg$4SfVDRcosWH1TrqGmukvHNrTXyry+M9Wg4YzREVifFg';

/** Argon2 from the module that the bundle carries: workerd refuses to compile WebAssembly at run time. */
export function loadPasswordHasher(): PasswordHasher {
  const argon2 = new Argon2(new WebAssembly.Instance(wasm, {}));
  return {
    hash: async (password) => argon2.hash(password, PARAMETERS).encoded,
    verify: async (phc, password) => argon2.tryVerify(phc ?? NOBODYS, password).success && phc !== undefined,
  };
}

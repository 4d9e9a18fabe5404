import Argon2 from '@phi-ag/argon2';
import wasm from '@phi-ag/argon2/argon2.wasm';
import { createPasswordHasher, type PasswordHasher } from './password.ts';

/** Argon2 from the module that the bundle carries: workerd refuses to compile WebAssembly at run time. */
export function loadPasswordHasher(): PasswordHasher {
  return createPasswordHasher(new Argon2(new WebAssembly.Instance(wasm, {})));
}

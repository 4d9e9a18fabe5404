import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const Secrets = z.object({
  ACCESS_TOKEN_KEYS: z.string(),
  QUOTE_KEYS: z.string(),
  REFRESH_TOKEN_SECRET: z.string(),
  LOCATION_SECRET: z.string(),
  INTEGRATION_SECRET: z.string(),
});

export type Secrets = z.infer<typeof Secrets>;

/** The secrets of one machine's stack, made at the first run and kept, so that tokens outlive a restart. */
export async function loadSecrets(file: string): Promise<Secrets> {
  const kept = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '{}';
    throw error;
  });
  // Those that an earlier version did not know are made anew.
  const secrets = Secrets.parse({ ...generateSecrets(), ...JSON.parse(kept) });
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}

/** Fresh values for every setting that is a secret of ours: two live keys each where keys rotate. */
export function generateSecrets(): Secrets {
  const random = () => randomBytes(32).toString('base64url');
  return {
    ACCESS_TOKEN_KEYS: JSON.stringify({ keys: [signingKey(), signingKey()] }),
    QUOTE_KEYS: JSON.stringify({ keys: [symmetricKey(random()), symmetricKey(random())] }),
    REFRESH_TOKEN_SECRET: random(),
    LOCATION_SECRET: random(),
    INTEGRATION_SECRET: random(),
  };
}

function signingKey() {
  return {
    ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }),
    kid: randomBytes(6).toString('hex'),
  };
}

function symmetricKey(k: string) {
  return { kty: 'oct', k, kid: randomBytes(6).toString('hex') };
}

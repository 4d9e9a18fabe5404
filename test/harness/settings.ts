import { generateSecrets } from '../../local/stack/secrets.ts';

/** Secrets of this test file's world: two live keys each, so that rotation is the ordinary case. */
export const secrets = generateSecrets();

import { generateSecrets } from '../../local/stack/secrets.ts';

/** Secrets of this process's worlds: two live keys each, so that rotation is the ordinary case. */
export const secrets = generateSecrets();

/** What the queue signs with: the same in each world on a site, whose Worker was told once. */
export const signingKeys = { currentSigningKey: 'sig_current', nextSigningKey: 'sig_next' };

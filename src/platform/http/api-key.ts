import { type ApiKeyId, asId, type PersonId } from '../../kernel/ids.ts';
import { bytesOfBase64url, hmac, sha256, verifyHmac } from '../hash.ts';

/** How every API key begins, so that one which got out is recognised. */
export const API_KEY_PREFIX = 'ik_';

const UUID = '[0-7][0-9a-hjkmnp-tv-z]{25}';
const FORM = new RegExp(`^${API_KEY_PREFIX}(${UUID})(${UUID})_([\\w-]{43})$`);

/** What a key says of itself, once it is known to be one of ours. */
interface PresentedKey {
  personId: PersonId;
  apiKeyId: ApiKeyId;
  hash: string;
}

/**
 * The text of an API key: whose it is, which one, and a secret that is computed from both. So a repeated request can be
 * answered by the same key though the database holds but its hash.
 */
export async function apiKeyText(serviceSecret: string, personId: PersonId, apiKeyId: ApiKeyId): Promise<string> {
  const secret = await hmac(serviceSecret, content(personId, apiKeyId));
  return `${API_KEY_PREFIX}${personId.slice(-26)}${apiKeyId.slice(-26)}_${secret}`;
}

/** The key in this text; undefined when it was not made here. Compares in constant time, and asks nobody. */
export async function readApiKey(serviceSecret: string, text: string): Promise<PresentedKey | undefined> {
  const [, person, key, secret] = FORM.exec(text) ?? [];
  if (person === undefined || key === undefined || secret === undefined) return undefined;
  const [personId, apiKeyId] = [asId('person', `per_${person}`), asId('apiKey', `key_${key}`)];
  const isOurs = await verifyHmac(serviceSecret, content(personId, apiKeyId), bytesOfBase64url(secret));
  return isOurs ? { personId, apiKeyId, hash: await sha256(text) } : undefined;
}

function content(personId: PersonId, apiKeyId: ApiKeyId): string {
  return `api-key ${personId} ${apiKeyId}`;
}

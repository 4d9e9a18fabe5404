import type { Config } from '../config.ts';
import { isId, type PersonId } from '../kernel/ids.ts';
import { equalInConstantTime, hmac } from '../platform/hash.ts';
import { isOptionalKind, type OptionalKind } from './kinds.ts';

/** Where the links lead that end one kind of e-mail to one person. */
export const UNSUBSCRIBE_PATH = '/unsubscribe';

/** Whose e-mails of which kind a link ends. */
export interface Unsubscription {
  personId: PersonId;
  kind: OptionalKind;
}

/** The address that ends this kind of e-mail to this person, without signing in. It is good for as long as the secret is. */
export async function unsubscribeLink(
  config: Pick<Config, 'publicUrl' | 'refreshTokenSecret'>,
  personId: PersonId,
  kind: OptionalKind,
): Promise<string> {
  const token = await tokenOf(config.refreshTokenSecret, { personId, kind });
  return new URL(`${UNSUBSCRIBE_PATH}/${token}`, config.publicUrl).href;
}

/** What a token stands for; nothing for any text that was not made here. */
export async function readUnsubscription(secret: string, token: string): Promise<Unsubscription | undefined> {
  const [personId = '', kind = ''] = token.split('.');
  if (!isId('person', personId) || !isOptionalKind(kind)) return undefined;
  return equalInConstantTime(token, await tokenOf(secret, { personId, kind })) ? { personId, kind } : undefined;
}

// The prefix keeps these apart from what else is made with the same secret.
async function tokenOf(secret: string, { personId, kind }: Unsubscription): Promise<string> {
  return `${personId}.${kind}.${await hmac(secret, `unsubscribe:${personId}:${kind}`)}`;
}

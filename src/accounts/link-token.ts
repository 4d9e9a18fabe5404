import { HOUR_MS } from '../kernel/durations.ts';
import { type EmailLinkId, isId } from '../kernel/ids.ts';
import { equalInConstantTime, hmac } from '../platform/hash.ts';

export type LinkPurpose = 'verify-email' | 'reset-password' | 'change-email';
/** What a link is for that belongs to an address, whoever has it. */
export type AddressPurpose = Exclude<LinkPurpose, 'change-email'>;

/** Hours that a link is good for. */
export const LINK_HOURS: Readonly<Record<LinkPurpose, number>> = {
  'verify-email': 24,
  'reset-password': 1,
  'change-email': 24,
};

/** When a link ends that is made now. */
export function linkEnd(purpose: LinkPurpose, now: Date): Date {
  return new Date(now.getTime() + LINK_HOURS[purpose] * HOUR_MS);
}

/**
 * The token that a mailed link carries: the link's id and an HMAC of it. It is stored nowhere; who reads the database
 * without the secret has nothing to present.
 */
export async function linkToken(secret: string, purpose: LinkPurpose, id: EmailLinkId): Promise<string> {
  // The prefix keeps these apart from the refresh tokens made with the same secret: those hold no colon.
  return `${id}.${await hmac(secret, `email-link:${purpose}:${id}`)}`;
}

/** The id in a token that was made by `linkToken` for this purpose; nothing for any other text. */
export async function readLinkToken(
  secret: string,
  purpose: LinkPurpose,
  token: string,
): Promise<EmailLinkId | undefined> {
  const [id = ''] = token.split('.');
  if (!isId('emailLink', id)) return undefined;
  return equalInConstantTime(token, await linkToken(secret, purpose, id)) ? id : undefined;
}

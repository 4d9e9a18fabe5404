import type { EmailLinkId, PersonId } from '../kernel/ids.ts';
import { z } from '../kernel/zod.ts';
import { idField } from '../platform/http/fields.ts';
import type { JobKind } from '../platform/jobs/index.ts';

/**
 * Mails a link to the person whose address it is for: bound by whoever writes letters. It tells whether nobody has asked for
 * it, since support has given the account back.
 */
export const mailLink: JobKind<{ linkId: EmailLinkId; isGivenBack?: boolean | undefined }> = {
  name: 'accounts.mail-link',
  payload: z.object({ linkId: idField('emailLink'), isGivenBack: z.boolean().optional() }),
};

/**
 * Tells of a change of a person's address, of whatever has become of it: the old address that it was asked for and that it
 * was made, the new one by which link it is made. Bound by whoever writes letters.
 */
export const tellEmailChange: JobKind<{ changeId: EmailLinkId }> = {
  name: 'accounts.tell-email-change',
  payload: z.strictObject({ changeId: idField('emailLink') }),
};

/**
 * Ends what a thief of a person's password may have made before it was reset, beside sessions and keys: bound by whoever
 * keeps such things.
 */
export const endMadeBefore: JobKind<{ personId: PersonId; resetAt: string }> = {
  name: 'accounts.end-made-before',
  payload: z.strictObject({ personId: idField('person'), resetAt: z.iso.datetime() }),
};

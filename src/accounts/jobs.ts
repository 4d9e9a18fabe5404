import type { EmailLinkId, PersonId } from '../kernel/ids.ts';
import { z } from '../kernel/zod.ts';
import { idField } from '../platform/http/fields.ts';
import type { JobKind } from '../platform/jobs/index.ts';

/** Mails a link to the person whose address it is for: bound by whoever writes letters. */
export const mailLink: JobKind<{ linkId: EmailLinkId }> = {
  name: 'accounts.mail-link',
  payload: z.object({ linkId: idField('emailLink') }),
};

/**
 * Ends what a thief of a person's password may have made before it was reset, beside sessions and keys: bound by whoever
 * keeps such things.
 */
export const endMadeBefore: JobKind<{ personId: PersonId; resetAt: string }> = {
  name: 'accounts.end-made-before',
  payload: z.strictObject({ personId: idField('person'), resetAt: z.iso.datetime() }),
};

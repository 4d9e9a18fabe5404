import type { EmailLinkId } from '../kernel/ids.ts';
import { z } from '../kernel/zod.ts';
import { idField } from '../platform/http/fields.ts';
import type { JobKind } from '../platform/jobs/index.ts';

/** Mails a link to the person whose address it is for: bound by whoever writes letters. */
export const mailLink: JobKind<{ linkId: EmailLinkId }> = {
  name: 'accounts.mail-link',
  payload: z.object({ linkId: idField('emailLink') }),
};

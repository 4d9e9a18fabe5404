import { z } from '@hono/zod-openapi';
import type { Ctx } from '../context.ts';
import type { EmailLinkId } from '../kernel/ids.ts';
import type { Write } from '../platform/db/index.ts';
import { idField } from '../platform/http/fields.ts';
import { handles, type JobBinding, type JobKind } from '../platform/jobs/index.ts';
import { MailError, type OutgoingMail } from '../platform/mail/index.ts';
import { alreadyRegisteredMail, resetMail, verificationMail } from './emails.ts';
import { linkToken } from './link-token.ts';
import { dropLink, findLink } from './queries.ts';

/** Mails a link to the person whose address it is for. */
export const mailLink: JobKind<{ linkId: EmailLinkId }> = {
  name: 'accounts.mail-link',
  payload: z.object({ linkId: idField('emailLink') }),
};

export const accountJobs: readonly JobBinding[] = [handles(mailLink, sendMail)];

async function sendMail(ctx: Ctx, { linkId }: { linkId: EmailLinkId }): Promise<readonly Write[]> {
  const [link] = await ctx.db.all(findLink(linkId));
  if (link === undefined || link.expires_at <= ctx.now) return [dropLink(linkId)];
  const { webUrl, refreshTokenSecret } = ctx.config;
  const token = await linkToken(refreshTokenSecret, link.purpose, linkId);
  const to = { to: link.email, idempotencyKey: linkId };
  if (link.purpose === 'reset-password') {
    await deliver(ctx, { ...to, ...resetMail(webUrl, token) });
    return [];
  }
  if (link.email_verified_at !== null) {
    await deliver(ctx, { ...to, ...alreadyRegisteredMail(webUrl) });
    return [dropLink(linkId)];
  }
  await deliver(ctx, { ...to, ...verificationMail(webUrl, token) });
  return [];
}

// A mail that the provider refuses for good ends its job: trying again would be refused again.
async function deliver(ctx: Ctx, mail: OutgoingMail): Promise<void> {
  try {
    await ctx.mail.send(mail);
  } catch (error) {
    if (!(error instanceof MailError) || error.retryable) throw error;
    ctx.log.warn('mail.refused', { status: error.status });
  }
}

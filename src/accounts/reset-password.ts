import type { Ctx } from '../context.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { endMadeBefore } from './jobs.ts';
import { loadLink, redeem } from './load-link.ts';
import { refusePersonalPassword } from './password-rules.ts';
import { revokeKeys } from './queries/api-keys.ts';
import { dropEmailChanges } from './queries/email-changes.ts';
import { revokeSessions } from './queries/sessions.ts';
import { SIGN_IN } from './sign-in.ts';

/**
 * Sets the password of whoever got the link, and ends all sessions, API keys, webhook endpoints and changes of the address
 * that wait to be confirmed: a thief of the password may have opened, made and asked for some. Reading the mail proves the
 * address, too: what its owner tried before asking for the link keeps them out no longer.
 */
export async function resetPassword(ctx: Ctx, input: { token: string; newPassword: string }): Promise<Reply<null>> {
  let email = '';
  const reply = await decideAndCommit(ctx, async () => {
    const link = await loadLink(ctx, 'reset-password', input.token);
    email = link.email;
    refusePersonalPassword(input.newPassword, link);
    await ctx.admission.admitted();
    const password_hash = await ctx.passwords.hash(input.newPassword);
    return {
      reply: { status: 204, body: null },
      writes: [
        ...redeem(ctx, link, { password_hash }),
        revokeSessions(link.person_id, ctx.now),
        revokeKeys(link.person_id, ctx.now),
        dropEmailChanges(link.person_id, ctx.now),
        enqueue(ctx, endMadeBefore, { personId: link.person_id, resetAt: ctx.now.toISOString() }),
        audit(ctx, 'account.password-reset', link.person_id),
      ],
    };
  });
  await ctx.forgive(SIGN_IN, email.toLowerCase());
  return reply;
}

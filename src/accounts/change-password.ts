import type { Ctx } from '../context.ts';
import { sessionOf } from '../kernel/actor.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { loadMeByPassword } from './load-me.ts';
import { refusePersonalPassword } from './password-rules.ts';
import { dropEmailChanges } from './queries/email-changes.ts';
import { dropResetLinks } from './queries/links.ts';
import { updatePerson } from './queries/people.ts';
import { revokeSessions } from './queries/sessions.ts';

/** Changes the password of who is signed in, and ends all other sessions and what was asked for with the old one. */
export function changePassword(
  ctx: Ctx,
  input: { currentPassword: string; newPassword: string },
): Promise<Reply<null>> {
  const { sessionId } = sessionOf(ctx.actor);
  return decideAndCommit(ctx, async () => {
    const me = await loadMeByPassword(ctx, input.currentPassword);
    refusePersonalPassword(input.newPassword, me);
    const password_hash = await ctx.passwords.hash(input.newPassword);
    return {
      reply: { status: 204, body: null },
      writes: [
        updatePerson(me.id, me.version, { password_hash }),
        dropResetLinks(me.email),
        dropEmailChanges(me.id, ctx.now),
        revokeSessions(me.id, ctx.now, sessionId),
        audit(ctx, 'account.password-changed', me.id),
      ],
    };
  });
}

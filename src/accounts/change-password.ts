import type { Ctx } from '../context.ts';
import { sessionOf } from '../kernel/actor.ts';
import { Problem } from '../kernel/problem.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { loadMe } from './load-me.ts';
import { refusePersonalPassword } from './password-rules.ts';
import { dropResetLinks, revokeSessions, updatePerson } from './queries.ts';

/** Changes the password of who is signed in, and ends all other sessions. */
export function changePassword(
  ctx: Ctx,
  input: { currentPassword: string; newPassword: string },
): Promise<Reply<null>> {
  const { sessionId } = sessionOf(ctx.actor);
  return decideAndCommit(ctx, async () => {
    const me = await loadMe(ctx);
    await ctx.admission.admitted();
    if (!(await ctx.passwords.verify(me.password_hash, input.currentPassword))) {
      throw new Problem('invalid-input', {
        errors: [{ pointer: '/currentPassword', code: 'wrong', detail: 'is not the password of the account' }],
      });
    }
    refusePersonalPassword(input.newPassword, me);
    const password_hash = await ctx.passwords.hash(input.newPassword);
    return {
      reply: { status: 204, body: null },
      writes: [
        updatePerson(me.id, me.version, { password_hash }),
        dropResetLinks(me.email),
        revokeSessions(me.id, ctx.now, sessionId),
        audit(ctx, 'account.password-changed', me.id),
      ],
    };
  });
}

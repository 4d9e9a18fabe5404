import type { Ctx } from '../context.ts';
import { newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { tellEmailChange } from './jobs.ts';
import { linkEnd } from './link-token.ts';
import { loadMeByPassword } from './load-me.ts';
import { insertEmailChange } from './queries/email-changes.ts';
import { guardUnchanged } from './queries/people.ts';
import type { Accepted, EmailChange } from './schemas.ts';
import { viewAccepted } from './views.ts';

/**
 * Has a link mailed to the address that who is signed in wants instead of theirs; until it is followed nothing changes.
 * Whether somebody has that address shows neither in the answer nor in what is written: only its owner is told. The
 * address as it is now is told as well, at once: whoever stole the password does not take the account unnoticed, and
 * resetting it from there ends the change. Throws `invalid-input` for another password, or the same address.
 */
export function requestEmailChange(ctx: Ctx, input: z.output<typeof EmailChange>): Promise<Reply<Accepted>> {
  return decideAndCommit(ctx, async () => {
    const me = await loadMeByPassword(ctx, input.currentPassword);
    if (input.email.toLowerCase() === me.email.toLowerCase()) {
      throw new Problem('invalid-input', {
        errors: [{ pointer: '/email', code: 'same', detail: 'is the address of the account already' }],
      });
    }
    const id = newId('emailLink');
    return {
      reply: { status: 202, body: viewAccepted() },
      writes: [
        guardUnchanged(me.id, me.version),
        insertEmailChange({
          id,
          person_id: me.id,
          old_email: me.email,
          new_email: input.email,
          expires_at: linkEnd('change-email', ctx.now),
        }),
        enqueue(ctx, tellEmailChange, { changeId: id }),
        audit(ctx, 'account.email-change-requested', me.id, { changeId: id }),
      ],
    };
  });
}

import type { Ctx } from '../context.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { tellEmailChange } from './jobs.ts';
import { readLinkToken } from './link-token.ts';
import { proveAddress } from './load-link.ts';
import { selectEmailChange, stateOfChange, useEmailChange } from './queries/email-changes.ts';
import { dropLinks } from './queries/links.ts';
import { vacate } from './queries/unverified.ts';
import type { EmailChangeConfirmation } from './schemas.ts';

/**
 * Gives an account the address that the token was mailed to, verified by that. Whoever reads the mail has to know the
 * password as well, as when a sign-up is verified: else anyone could have another follow the link, and sit in an account
 * that its new owner takes for theirs. An account that has the address unverified loses it; a verified one keeps it.
 *
 * Sessions and keys stay, unlike after a reset: what opens the account is the same as before. If a thief of the password
 * did this, its owner's sessions are what they can undo it from; the address that was left is told at once, and support
 * finds the account by it. All links that were mailed to either address before are good no more.
 *
 * Throws `invalid-token`, for a wrong password, a suspended person and an address taken meanwhile too.
 */
export function completeEmailChange(
  ctx: Ctx,
  { token, password }: z.output<typeof EmailChangeConfirmation>,
): Promise<Reply<null>> {
  return decideAndCommit(ctx, async () => {
    const change = await loadChange(ctx, token);
    await ctx.admission.admitted();
    if (!(await ctx.passwords.verify(change.password_hash, password))) {
      throw new Problem('invalid-token', { detail: 'The link belongs to an account with another password.' });
    }
    const { id, person_id, old_email, new_email } = change;
    return {
      reply: { status: 204, body: null },
      writes: [
        vacate(new_email),
        ...proveAddress(ctx, change, { email: new_email }),
        useEmailChange(id, ctx.now),
        dropLinks([old_email, new_email]),
        emit(ctx, { type: 'account.email-changed', subject: person_id, data: {} }),
        enqueue(ctx, tellEmailChange, { changeId: id }),
        audit(ctx, 'account.email-changed', person_id, { changeId: id }),
      ],
    };
  });
}

async function loadChange(ctx: Ctx, token: string) {
  const id = await readLinkToken(ctx.config.refreshTokenSecret, 'change-email', token);
  const [change] = id === undefined ? [] : await ctx.db.all(selectEmailChange(id));
  if (change === undefined || stateOfChange(change, ctx.now) !== 'open' || change.suspended_at !== null) {
    throw new Problem('invalid-token', { detail: 'The link was used or has expired; ask for a new one.' });
  }
  return change;
}

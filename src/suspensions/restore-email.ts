import { restoreEmailWrites, selectLeftEmail } from '../accounts/index.ts';
import type { Ctx } from '../context.ts';
import { DAY_MS } from '../kernel/durations.ts';
import type { PersonId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { loadPerson } from './load-person.ts';
import type { Account, EmailRestoration } from './schemas.ts';
import { viewAccount } from './views.ts';

/** For so many days an address can be given back: later it may be another's, as that of a company is. */
const RESTORE_DAYS = 30;

/**
 * Gives an account the address back that it left not long ago, since somebody else had changed it. Throws
 * `invalid-transition` for an address that it has not left so, for one that it came by after one given back, and for one that is
 * another's by now.
 */
export function restoreEmail(
  ctx: Ctx,
  id: PersonId,
  { email, reason }: z.output<typeof EmailRestoration>,
): Promise<Reply<z.input<typeof Account>>> {
  return decideAndCommit(ctx, async () => {
    const since = new Date(ctx.now.getTime() - RESTORE_DAYS * DAY_MS);
    const { person, rows } = await loadPerson(ctx, id, selectLeftEmail(id, email, since));
    const [left] = rows;
    if (left === undefined) {
      throw new Problem('invalid-transition', {
        detail: `The account has the address, has not left it within ${RESTORE_DAYS} days, or came by it after one given back.`,
      });
    }
    if (left.holder_id !== null)
      throw new Problem('invalid-transition', { detail: 'Another account has the address.' });
    return {
      reply: { status: 200, body: viewAccount({ ...person, email: left.old_email }) },
      writes: restoreEmailWrites(ctx, person, left.old_email, reason),
    };
  });
}

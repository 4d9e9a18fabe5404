import {
  endAccess,
  erasePerson,
  lockLeaving,
  provePassword,
  selectLeftEmails,
  selectPerson,
} from '../accounts/index.ts';
import { forgetCustomer } from '../cards/index.ts';
import { endChannelsOf } from '../channels/index.ts';
import type { Ctx } from '../context.ts';
import { sessionOf } from '../kernel/actor.ts';
import { DAY_MS } from '../kernel/durations.ts';
import { Problem } from '../kernel/problem.ts';
import { closeListingsOf, lockListingsOf, projectListings, selectListingsOf } from '../listings/index.ts';
import { lastWrites } from '../notifications/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { deleteEndpointsOf } from '../webhooks/index.ts';
import { refuseOpen } from './obstacles.ts';
import { guardNothingOpen, selectOpen } from './queries.ts';

/** An address that was left so lately is told as well: who has taken an account over may have changed it first. */
const TELL_LEFT_MS = 30 * DAY_MS;

/**
 * Closes the account of who is signed in, for good. Throws `invalid-input` for a wrong password, and `account-in-use` with all
 * that stands in the way.
 */
export function closeAccount(ctx: Ctx, currentPassword: string): Promise<Reply<null>> {
  const { personId } = sessionOf(ctx.actor);
  return decideAndCommit(ctx, async () => {
    const [[me], left, listings, open] = await ctx.db.batch([
      selectPerson(personId),
      selectLeftEmails(personId, new Date(ctx.now.getTime() - TELL_LEFT_MS)),
      selectListingsOf(personId),
      selectOpen(personId),
    ]);
    if (me === undefined) throw new Problem('session-ended');
    await provePassword(ctx, me, currentPassword);
    refuseOpen(open);
    const ids = listings.map(({ id }) => id);
    return {
      reply: { status: 204, body: null },
      writes: [
        // Who books with the person waits for one of these, and whom that is waited for is seen by what comes after.
        lockLeaving(me),
        lockListingsOf(personId),
        guardNothingOpen(personId),
        ...closeListingsOf(personId, ids, ctx.now),
        ...endChannelsOf(personId),
        projectListings(ids),
        ...lastWrites(ctx, me, [me.email, ...left.map(({ old_email }) => old_email)]),
        ...endAccess(me),
        deleteEndpointsOf(personId),
        erasePerson(me, ctx.now),
        enqueue(ctx, forgetCustomer, { personId }),
        emit(ctx, { type: 'person.closed', subject: personId, data: {} }),
        audit(ctx, 'account.closed', personId),
      ],
    };
  });
}

import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import type { ClosureId, ListingId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { lockOwnListing, projectListing } from '../listings/index.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import { deleteClosure, selectOwnClosure } from './queries/closures.ts';

/**
 * Takes a closure of the host back; its nights open unless something else has them. Throws `not-found`, or
 * `invalid-transition` for one that a cancellation or a channel has made.
 */
export async function removeClosure(ctx: Ctx, listingId: ListingId, closureId: ClosureId): Promise<Reply<null>> {
  const { personId: hostId } = personOf(ctx.actor);
  return decideAndCommit(ctx, async () => {
    const [closure] = await ctx.db.all(selectOwnClosure(closureId, listingId, hostId));
    if (closure === undefined) throw new Problem('not-found');
    if (closure.source !== 'host') throw new Problem('invalid-transition', { detail: whyKept[closure.source] });
    const { start, end } = closure;
    return {
      reply: { status: 204, body: null },
      writes: [
        lockOwnListing(listingId, hostId),
        deleteClosure(closureId),
        projectListing(listingId),
        emit(ctx, {
          type: 'calendar.changed',
          subject: listingId,
          hostId,
          data: { change: 'reopened', closureId, start, end },
        }),
      ],
    };
  });
}

const whyKept = {
  cancellation: 'Nights of a booking that the host cancelled stay closed.',
  feed: 'Another channel has these nights: they open when its feed frees them, or when the feed is removed.',
} as const;

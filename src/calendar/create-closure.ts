import { guardActive } from '../accounts/index.ts';
import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import { type ListingId, newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { lockOwnListing, projectListing } from '../listings/index.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import { closeNights, guardClosureCount, guardConflicts, selectConflicts } from './queries/closures.ts';
import type { CreatedClosure, NewClosure } from './schemas.ts';
import { viewClosure } from './views.ts';

/**
 * Closes nights of the host's own listing, also such as are booked: answer and event name every booking that has some
 * of them, one made in the same moment included. Throws `not-found`.
 */
export async function createClosure(
  ctx: Ctx,
  listingId: ListingId,
  input: NewClosure,
): Promise<Reply<z.input<typeof CreatedClosure>>> {
  const { personId: hostId } = personOf(ctx.actor);
  return decideAndCommit(ctx, async () => {
    const [listing] = await ctx.db.all(selectConflicts(listingId, hostId, input, ctx.now));
    if (listing === undefined) throw new Problem('not-found');
    const { conflicts } = listing;
    const bookings = conflicts.map(({ bookingId }) => bookingId);
    const closure = { ...input, id: newId('closure'), source: 'host' as const };
    const { id: closureId, start, end } = closure;
    return {
      reply: {
        status: 201,
        body: {
          closure: viewClosure(listingId, { ...closure, created_at: ctx.now, feed_id: null, feed_kind: null }),
          conflicts,
        },
      },
      writes: [
        // Who closes their account at the moment leaves no note behind.
        guardActive([hostId], 'session-ended'),
        lockOwnListing(listingId, hostId),
        guardConflicts(listingId, input, bookings, ctx.now),
        guardClosureCount(listingId, ctx.now),
        closeNights({ ...closure, listingId }, ctx.now),
        projectListing(listingId),
        emit(ctx, {
          type: 'calendar.changed',
          subject: listingId,
          hostId,
          data: { change: 'closed', closureId, start, end, conflicts: bookings },
        }),
      ],
    };
  });
}

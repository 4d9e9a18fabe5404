import { guardActive } from '../accounts/index.ts';
import type { Ctx } from '../context.ts';
import type { ListingId } from '../kernel/ids.ts';
import type { z } from '../kernel/zod.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import { refuseIncomplete } from './completeness.ts';
import { loadOwnListing } from './load-listing.ts';
import { projectListing } from './project.ts';
import { forgetSuspended, updateListing } from './queries/listings.ts';
import type { OwnListing } from './schemas.ts';
import { type ListingMove, nextState } from './state.ts';
import { viewOwnListing } from './views.ts';

const eventOf = {
  publish: 'listing.published',
  unlist: 'listing.unlisted',
  close: 'listing.closed',
} as const satisfies Record<ListingMove, string>;

/**
 * Publishes, unlists or closes the host's own listing. Bookings and their nights stay as they are, whatever becomes of
 * the listing. Throws `invalid-transition`, and `listing-incomplete` with all that publishing lacks.
 */
export function moveListing(ctx: Ctx, id: ListingId, move: ListingMove): Promise<Reply<z.input<typeof OwnListing>>> {
  return decideAndCommit(ctx, async () => {
    const row = await loadOwnListing(ctx, id);
    const state = nextState(row.state, move);
    if (state === 'published') refuseIncomplete(row);
    const published_at = row.published_at ?? ctx.now;
    const changes = state === 'published' ? { state, published_at } : { state };
    return {
      reply: { status: 200, body: viewOwnListing(ctx, { ...row, ...changes, updated_at: ctx.now }) },
      writes: [
        ...(state === 'published' ? [guardActive([row.host_id], 'session-ended')] : []),
        updateListing(row, changes, ctx.now),
        forgetSuspended(id),
        projectListing(id),
        emit(ctx, { type: eventOf[move], subject: id, hostId: row.host_id, data: { state } }),
      ],
    };
  });
}

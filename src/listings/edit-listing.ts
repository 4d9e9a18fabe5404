import type { Ctx } from '../context.ts';
import type { ListingId } from '../kernel/ids.ts';
import type { z } from '../kernel/zod.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import { refuseIncomplete } from './completeness.ts';
import { decideListing } from './decide-listing.ts';
import { loadOwnListing } from './load-listing.ts';
import { placeOf } from './locate.ts';
import { projectListing } from './project.ts';
import { clearNightPrices, updateListing } from './queries/listings.ts';
import type { ListingChanges, OwnListing } from './schemas.ts';
import { refuseClosed } from './state.ts';
import { viewOwnListing } from './views.ts';

/**
 * Changes the host's own listing; one that was published once has to stay complete. Another currency takes the prices
 * of single nights away. Quotes that were given keep their price.
 */
export function editListing(
  ctx: Ctx,
  id: ListingId,
  changes: ListingChanges,
): Promise<Reply<z.input<typeof OwnListing>>> {
  return decideAndCommit(ctx, async () => {
    const row = await loadOwnListing(ctx, id);
    refuseClosed(row.state);
    const columns = decideListing(row, changes, await placeOf(ctx.config.locationSecret, id, changes.location));
    const after = { ...row, ...columns, updated_at: ctx.now };
    if (row.state !== 'draft') refuseIncomplete(after);
    return {
      reply: { status: 200, body: viewOwnListing(ctx, after) },
      writes: [
        updateListing(row, columns, ctx.now),
        ...(after.currency === row.currency ? [] : [clearNightPrices(id)]),
        projectListing(id),
        emit(ctx, {
          type: 'listing.updated',
          subject: id,
          hostId: row.host_id,
          data: { fields: Object.keys(changes) },
        }),
      ],
    };
  });
}

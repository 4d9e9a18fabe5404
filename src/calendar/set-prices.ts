import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import type { ListingId } from '../kernel/ids.ts';
import { projectListing } from '../listings/index.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import { overridesOf, spanOf } from './night-prices.ts';
import { lockOwnListing, writeOverrides } from './queries.ts';
import type { NewPrices } from './schemas.ts';

/** Sets or clears the prices of nights of the host's own listing, all or none of them. */
export async function setPrices(ctx: Ctx, listingId: ListingId, { ranges, kind }: NewPrices): Promise<Reply<null>> {
  const { personId: hostId } = personOf(ctx.actor);
  const [start, end] = spanOf(ranges);
  return decideAndCommit(ctx, async () => ({
    reply: { status: 204, body: null },
    writes: [
      lockOwnListing(listingId, hostId),
      ...writeOverrides(listingId, overridesOf(ranges), kind),
      projectListing(listingId),
      emit(ctx, { type: 'calendar.changed', subject: listingId, hostId, data: { change: 'priced', start, end } }),
    ],
  }));
}

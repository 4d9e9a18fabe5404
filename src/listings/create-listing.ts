import { guardActive } from '../accounts/index.ts';
import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import { newId } from '../kernel/ids.ts';
import type { z } from '../kernel/zod.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { emit } from '../platform/events.ts';
import { decideListing } from './decide-listing.ts';
import { blankListing, newListing } from './listing-columns.ts';
import { placeOf } from './locate.ts';
import { insertListing } from './queries/listings.ts';
import type { NewListing, OwnListing } from './schemas.ts';
import { viewOwnListing } from './views.ts';

/** Creates a draft. */
export function createListing(ctx: Ctx, input: NewListing): Promise<Reply<z.input<typeof OwnListing>>> {
  const { personId: hostId } = personOf(ctx.actor);
  return decideAndCommit(ctx, async () => {
    const id = newId('listing');
    const { title, roomType, capacity } = input;
    const blank = { ...blankListing, title, room_type: roomType, capacity };
    const said = decideListing(blank, input, await placeOf(ctx.config.locationSecret, id, input.location));
    const fee_model = ctx.config.feeModel;
    const row = { ...blank, ...said, id, host_id: hostId, fee_model, created_at: ctx.now, updated_at: ctx.now };
    return {
      reply: { status: 201, body: viewOwnListing(ctx, { ...newListing, ...row, photos: [] }) },
      writes: [
        guardActive([hostId], 'session-ended'),
        insertListing(row),
        emit(ctx, { type: 'listing.created', subject: id, hostId, data: { state: 'draft' } }),
      ],
    };
  });
}

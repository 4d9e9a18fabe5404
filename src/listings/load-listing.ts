import type { Ctx } from '../context.ts';
import { personOf } from '../kernel/actor.ts';
import type { ListingId, PhotoId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { type OwnListingRow, type OwnPhotoRow, selectOwnListing } from './queries/listings.ts';

/** The listing of the person who acts, in one round trip. Throws `not-found` for anybody else's. */
export async function loadOwnListing(ctx: Ctx, id: ListingId): Promise<OwnListingRow> {
  const [listing] = await ctx.db.all(selectOwnListing(id, personOf(ctx.actor).personId));
  if (listing === undefined) throw new Problem('not-found');
  return listing;
}

/** The listing's photo with this id. Throws `not-found` where it has none. */
export function photoIn(listing: OwnListingRow, id: PhotoId): OwnPhotoRow {
  const photo = listing.photos.find((candidate) => candidate.id === id);
  if (photo === undefined) throw new Problem('not-found');
  return photo;
}

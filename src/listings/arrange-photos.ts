import type { Ctx } from '../context.ts';
import type { ListingId, PhotoId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { type Decision, decideAndCommit, type Reply } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import { emit } from '../platform/events.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { forgetObjects } from './jobs.ts';
import { loadOwnListing, photoIn } from './load-listing.ts';
import type { Photo, PhotoChanges, Photos } from './photo-schemas.ts';
import { viewPhoto } from './photo-views.ts';
import { projectListing } from './project.ts';
import type { OwnListingRow } from './queries/listings.ts';
import { deletePhotoRow, guardPhotos, orderPhotoRows, touchListing, updatePhotoTexts } from './queries/photos.ts';
import { refuseClosed } from './state.ts';

/** Puts the photos of the host's own listing in order. Throws `invalid-input` unless each is named, once. */
export function orderPhotos(
  ctx: Ctx,
  listingId: ListingId,
  photoIds: readonly PhotoId[],
): Promise<Reply<z.input<typeof Photos>>> {
  return changePhotos(ctx, listingId, (listing) => {
    const isComplete = photoIds.length === listing.photos.length && new Set(photoIds).size === photoIds.length;
    if (!isComplete || listing.photos.some(({ id }) => !photoIds.includes(id))) {
      const detail = 'does not name each photo of the listing once';
      throw new Problem('invalid-input', { errors: [{ pointer: '/photoIds', code: 'incomplete', detail }] });
    }
    const data = photoIds.map((id) => viewPhoto(ctx, photoIn(listing, id)));
    return {
      reply: { status: 200, body: { data } },
      writes: [guardPhotos(listingId, photoIds), orderPhotoRows(listingId, photoIds)],
    };
  });
}

/** Changes what is said of a photo of the host's own listing. */
export function describePhoto(
  ctx: Ctx,
  listingId: ListingId,
  photoId: PhotoId,
  changes: PhotoChanges,
): Promise<Reply<z.input<typeof Photo>>> {
  return changePhotos(ctx, listingId, (listing) => {
    const photo = photoIn(listing, photoId);
    const texts = {
      caption: changes.caption ?? photo.caption,
      alternative_text: changes.alternativeText ?? photo.alternative_text,
    };
    const body = viewPhoto(ctx, { ...photo, ...texts });
    return { reply: { status: 200, body }, writes: [updatePhotoTexts(photo, texts)] };
  });
}

/** Removes a photo of the host's own listing, from the storage too. */
export function removePhoto(ctx: Ctx, listingId: ListingId, photoId: PhotoId): Promise<Reply<null>> {
  return changePhotos(ctx, listingId, (listing) => {
    const { served_key: key } = photoIn(listing, photoId);
    const forgotten: Write[] = key === null ? [] : [enqueue(ctx, forgetObjects, { keys: [key] })];
    return { reply: { status: 204, body: null }, writes: [deletePhotoRow(photoId), ...forgotten] };
  });
}

/** The batch of writes that change a listing's photos: under its lock, with all that follows. */
export function photosChanged(
  ctx: Ctx,
  { id, host_id: hostId }: Pick<OwnListingRow, 'id' | 'host_id'>,
  writes: readonly Write[],
): Write[] {
  return [
    touchListing(id, ctx.now),
    ...writes,
    projectListing(id),
    emit(ctx, { type: 'listing.updated', subject: id, hostId, data: { fields: ['photos'] } }),
  ];
}

function changePhotos<T>(
  ctx: Ctx,
  listingId: ListingId,
  decide: (listing: OwnListingRow) => Decision<T>,
): Promise<Reply<T>> {
  return decideAndCommit(ctx, async () => {
    const listing = await loadOwnListing(ctx, listingId);
    refuseClosed(listing.state);
    const { reply, writes } = decide(listing);
    return { reply, writes: photosChanged(ctx, listing, writes) };
  });
}

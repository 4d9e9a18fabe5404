import type { Ctx } from '../context.ts';
import { MINUTE_MS } from '../kernel/durations.ts';
import { type ListingId, newId } from '../kernel/ids.ts';
import type { z } from '../kernel/zod.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { randomSecret } from '../platform/hash.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { endUpload } from './jobs.ts';
import { loadOwnListing } from './load-listing.ts';
import type { NewPhoto, PhotoUpload } from './photo-schemas.ts';
import { viewPhoto } from './photo-views.ts';
import { guardPhotoLimit, insertPhoto, touchListing } from './queries/photos.ts';
import { refuseClosed } from './state.ts';

const UPLOAD_MINUTES = 60;
/** An upload that began before its URL expired has so long to end. */
const LAST_MINUTES = 10;

/**
 * Adds a photo to the host's own listing, to be uploaded to the URL in the answer within the hour and then completed;
 * else it is forgotten. Throws `photo-limit`.
 */
export function requestPhoto(
  ctx: Ctx,
  listingId: ListingId,
  input: NewPhoto,
): Promise<Reply<z.input<typeof PhotoUpload>>> {
  return decideAndCommit(ctx, async () => {
    const listing = await loadOwnListing(ctx, listingId);
    refuseClosed(listing.state);
    const id = newId('photo');
    const uploadKey = `uploads/${id}/${randomSecret()}`;
    const [expiresAt, endsAt] = [
      minutesFrom(ctx.now, UPLOAD_MINUTES),
      minutesFrom(ctx.now, UPLOAD_MINUTES + LAST_MINUTES),
    ];
    const upload = await ctx.storage.presignPut({
      key: uploadKey,
      contentType: input.contentType,
      contentLength: input.byteSize,
      expiresInSeconds: UPLOAD_MINUTES * 60,
      now: ctx.now,
    });
    const photo = viewPhoto(ctx, {
      id,
      state: 'awaiting',
      caption: input.caption,
      alternative_text: input.alternativeText,
      upload_key: uploadKey,
      served_key: null,
      width: null,
      height: null,
    });
    return {
      reply: { status: 201, body: { photo, upload: { method: 'PUT', ...upload, expiresAt: expiresAt.toISOString() } } },
      writes: [
        touchListing(listingId, ctx.now),
        guardPhotoLimit(listingId),
        insertPhoto({ ...input, id, listingId, uploadKey }, ctx.now),
        enqueue(ctx, endUpload, { photoId: id, key: uploadKey }, endsAt),
      ],
    };
  });
}

function minutesFrom(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() + minutes * MINUTE_MS);
}

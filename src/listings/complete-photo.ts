import type { Ctx } from '../context.ts';
import type { ListingId, PhotoId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { commitOrThrow, decideAndCommit, type Reply } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import { sha256 } from '../platform/hash.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { inspectImage, StorageError } from '../platform/storage/index.ts';
import { photosChanged } from './arrange-photos.ts';
import { forgetObjects } from './jobs.ts';
import { loadOwnListing, photoIn } from './load-listing.ts';
import { MAX_PHOTO_BYTES, type Photo } from './photo-schemas.ts';
import { viewPhoto } from './photo-views.ts';
import type { PhotoRow } from './queries/listings.ts';
import { completePhotoRow } from './queries/photos.ts';
import { refuseClosed } from './state.ts';

/**
 * Inspects what was uploaded, strips it of its metadata and serves a copy of its own, under a key named by its content,
 * which the upload's URL cannot reach. Completing it again answers the same. Throws `upload-missing`, `photo-rejected`
 * and `storage-unavailable`.
 */
export async function completePhoto(
  ctx: Ctx,
  listingId: ListingId,
  photoId: PhotoId,
): Promise<Reply<z.input<typeof Photo>>> {
  const served: string[] = [];
  const complete = decideAndCommit(ctx, async () => {
    const listing = await loadOwnListing(ctx, listingId);
    const photo = photoIn(listing, photoId);
    if (photo.state === 'ready') {
      return {
        reply: { status: 200, body: viewPhoto(ctx, photo) },
        writes: forgetOthers(ctx, served, photo.served_key),
      };
    }
    refuseClosed(listing.state);
    await ctx.admission.admitted();

    const copy = await ctx.storage.turns.take(photo.byte_size, () => copyUpload(ctx, photo, served));
    if (copy === undefined) throw new Problem('storage-unavailable', { retryAfter: 5 });
    const { servedKey, width, height } = copy;
    return {
      reply: { status: 200, body: viewPhoto(ctx, { ...photo, state: 'ready', served_key: servedKey, width, height }) },
      writes: photosChanged(ctx, listing, [
        completePhotoRow(photoId, copy),
        enqueue(ctx, forgetObjects, { keys: [photo.upload_key] }),
        ...forgetOthers(ctx, served, servedKey),
      ]),
    };
  });
  return complete.catch(async (error: unknown) => {
    // Removed while its copy was put, or its listing closed for good, by who did not know of the copy.
    const isGone = error instanceof Problem && (error.code === 'not-found' || error.code === 'invalid-transition');
    if (isGone && served.length > 0) await commitOrThrow(ctx, [enqueue(ctx, forgetObjects, { keys: served })]);
    throw error;
  });
}

// Copies of what was uploaded before, or after another request had completed it, which no photo shows.
function forgetOthers(ctx: Ctx, served: readonly string[], shown: string | null): Write[] {
  const keys = served.filter((key) => key !== shown);
  return keys.length === 0 ? [] : [enqueue(ctx, forgetObjects, { keys })];
}

/** Puts the inspected copy of an upload. Its key is among those that are served before it is there. */
async function copyUpload(ctx: Ctx, { id, upload_key }: PhotoRow, served: string[]) {
  const upload = await answered(ctx.storage.get(upload_key, MAX_PHOTO_BYTES));
  if (upload === null) throw new Problem('upload-missing', { detail: 'Send the file to the upload URL first.' });
  const image = inspectImage(upload.body);
  if (!image.ok) throw new Problem('photo-rejected', { detail: `The file is refused: ${image.reason}.` });
  const { bytes, contentType, width, height } = image;
  const servedKey = `photos/${id}/${await sha256(bytes)}.${contentType.slice('image/'.length)}`;
  served.push(servedKey);
  await answered(ctx.storage.put(servedKey, bytes, contentType));
  // Without the bytes, which are not needed any more.
  return { servedKey, contentType, width, height, byteSize: bytes.byteLength };
}

async function answered<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    if (error.reason === 'too-large')
      throw new Problem('photo-rejected', { detail: 'The file is refused: too-large.' });
    throw new Problem('storage-unavailable', { retryAfter: 5 });
  }
}

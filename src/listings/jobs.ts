import type { PhotoId } from '../kernel/ids.ts';
import { z } from '../kernel/zod.ts';
import { idField } from '../platform/http/fields.ts';
import { handles, type JobBinding, type JobKind } from '../platform/jobs/index.ts';
import { dropAwaitedPhoto } from './queries/photos.ts';

/** Runs when an upload's URL has expired: what was uploaded goes, and with it a photo that was never completed. */
export const endUpload: JobKind<{ photoId: PhotoId; key: string }> = {
  name: 'listings.end-upload',
  payload: z.object({ photoId: idField('photo'), key: z.string() }),
};

/** Deletes objects that no photo shows any more. */
export const forgetObjects: JobKind<{ keys: string[] }> = {
  name: 'listings.forget-objects',
  payload: z.object({ keys: z.array(z.string()) }),
};

export const listingJobs: readonly JobBinding[] = [
  handles(endUpload, async (ctx, { photoId, key }) => {
    await ctx.storage.delete(key);
    return [dropAwaitedPhoto(photoId)];
  }),
  handles(forgetObjects, async (ctx, { keys }) => {
    for (const key of keys) await ctx.storage.delete(key);
    return [];
  }),
];

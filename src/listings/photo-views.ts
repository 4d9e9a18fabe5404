import type { Ctx } from '../context.ts';
import type { z } from '../kernel/zod.ts';
import type { Photo, PublicPhoto } from './photo-schemas.ts';
import type { PhotoRow } from './queries/listings.ts';

/** A photo as anybody sees it. Throws for one that isn't ready. */
export function viewPublicPhoto(ctx: Pick<Ctx, 'storage'>, photo: PhotoRow): z.input<typeof PublicPhoto> {
  const { id, served_key: key, width, height } = photo;
  if (key === null || width === null || height === null) throw new Error(`${id} is not ready`);
  return { id, url: ctx.storage.publicUrlOf(key), ...textsOf(photo), width, height };
}

/** A photo as its host sees it. */
export function viewPhoto(ctx: Pick<Ctx, 'storage'>, photo: PhotoRow): z.input<typeof Photo> {
  const { id, state, served_key: key, width, height } = photo;
  return { id, state, url: key === null ? null : ctx.storage.publicUrlOf(key), ...textsOf(photo), width, height };
}

/** The address of the photo that a listing is shown by; null for none. */
export function viewCover({ storage }: Pick<Ctx, 'storage'>, key: string | null): string | null {
  return key === null ? null : storage.publicUrlOf(key);
}

function textsOf({ caption, alternative_text }: PhotoRow) {
  return { caption, alternativeText: alternative_text };
}

import { sql } from 'kysely';
import type { ListingId, PhotoId } from '../../kernel/ids.ts';
import { guard, guarded, q, statement, type Write } from '../../platform/db/index.ts';
import { MAX_PHOTOS, type NewPhoto } from '../photo-schemas.ts';
import type { PhotoRow } from './listings.ts';

/** Locks a listing that isn't closed for the rest of the batch, so that what happens to its photos happens in turn. */
export function touchListing(listingId: ListingId, now: Date): Write {
  return guarded(
    q.updateTable('listings').set({ updated_at: now }).where('id', '=', listingId).where('state', '<>', 'closed'),
  );
}

/** Refuses a batch with `photo-limit` where the listing has as many photos as it can have. The listing is locked before. */
export function guardPhotoLimit(listingId: ListingId): Write {
  return guard(sql`(select count(*) from photos where listing_id = ${listingId}) < ${MAX_PHOTOS}`, 'photo-limit');
}

/** Makes the batch stale unless these are the listing's photos. The listing is locked before. */
export function guardPhotos(listingId: ListingId, photoIds: readonly PhotoId[]): Write {
  return guard(
    sql`(select count(*) from photos where listing_id = ${listingId}) = ${photoIds.length} and not exists (
      select from unnest(${photoIds}::text[]) as given (id)
      where not exists (select from photos where photos.id = given.id and listing_id = ${listingId}))`,
    'stale',
  );
}

/** A photo whose upload is awaited, after all others of its listing. */
export function insertPhoto(
  photo: NewPhoto & { id: PhotoId; listingId: ListingId; uploadKey: string },
  now: Date,
): Write {
  return q.insertInto('photos').values({
    id: photo.id,
    listing_id: photo.listingId,
    position: sql`(select coalesce(max(position) + 1, 0) from photos where listing_id = ${photo.listingId})`,
    caption: photo.caption,
    alternative_text: photo.alternativeText,
    upload_key: photo.uploadKey,
    content_type: photo.contentType,
    byte_size: photo.byteSize,
    created_at: now,
  });
}

/** Records the inspected copy; stale where the photo is gone, or another request completed it. */
export function completePhotoRow(
  id: PhotoId,
  copy: { servedKey: string; contentType: string; byteSize: number; width: number; height: number },
): Write {
  return guarded(
    q
      .updateTable('photos')
      .set({
        state: 'ready',
        served_key: copy.servedKey,
        content_type: copy.contentType,
        byte_size: copy.byteSize,
        width: copy.width,
        height: copy.height,
      })
      .where('id', '=', id)
      .where('state', '=', 'awaiting'),
  );
}

type Texts = Pick<PhotoRow, 'caption' | 'alternative_text'>;

/** Changes what is said of a photo that was described as it was read; else the batch is stale. */
export function updatePhotoTexts({ id, caption, alternative_text }: Texts & { id: PhotoId }, texts: Texts): Write {
  return guarded(
    q
      .updateTable('photos')
      .set(texts)
      .where('id', '=', id)
      .where('caption', '=', caption)
      .where('alternative_text', '=', alternative_text),
  );
}

/** Puts the listing's photos in this order. */
export function orderPhotoRows(listingId: ListingId, photoIds: readonly PhotoId[]): Write {
  return statement(sql`
    update photos set position = given.position
    from unnest(${photoIds}::text[]) with ordinality as given (id, position)
    where photos.id = given.id and photos.listing_id = ${listingId}`);
}

export function deletePhotoRow(id: PhotoId): Write {
  return guarded(q.deleteFrom('photos').where('id', '=', id));
}

/** Drops a photo whose upload was never completed; one that was stays. */
export function dropAwaitedPhoto(id: PhotoId): Write {
  return q.deleteFrom('photos').where('id', '=', id).where('state', '=', 'awaiting');
}

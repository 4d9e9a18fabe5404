import { idParams } from '../platform/http/fields.ts';
import { type Route, route } from '../platform/http/route.ts';
import { describePhoto, orderPhotos, removePhoto } from './arrange-photos.ts';
import { completePhoto } from './complete-photo.ts';
import { NewPhoto, Photo, PhotoChanges, PhotoOrder, PhotoParams, Photos, PhotoUpload } from './photo-schemas.ts';
import { requestPhoto } from './request-photo.ts';

const tag = 'Photos';

/** A photo is asked for, uploaded to the storage itself, and completed; then everybody sees it. */
export const photoRoutes: readonly Route[] = [
  route(
    {
      operationId: 'photos_create',
      method: 'post',
      path: '/v1/listings/{id}/photos',
      tag,
      summary: 'Ask for the upload of a photo',
      description: 'Send the file to the URL in the answer within the hour, then complete the photo.',
      auth: 'person',
      limit: 'write',
      params: idParams('listing'),
      body: NewPhoto,
      reply: { status: 201, description: 'The photo and where to send it.', schema: PhotoUpload },
      problems: ['photo-limit', 'invalid-transition'],
    },
    (ctx, { params, body }) => requestPhoto(ctx, params.id, body),
  ),

  route(
    {
      operationId: 'photos_complete',
      method: 'post',
      path: '/v1/listings/{id}/photos/{photoId}/complete',
      tag,
      summary: 'Complete the upload of a photo',
      description: 'The file is inspected and stripped of its metadata; a copy of its own is served from then on.',
      auth: 'person',
      limit: 'write',
      params: PhotoParams,
      reply: { status: 200, description: 'The photo, ready.', schema: Photo },
      problems: ['upload-missing', 'photo-rejected', 'storage-unavailable', 'invalid-transition'],
    },
    (ctx, { params }) => completePhoto(ctx, params.id, params.photoId),
  ),

  route(
    {
      operationId: 'photos_order',
      method: 'put',
      path: '/v1/listings/{id}/photo-order',
      tag,
      summary: 'Put photos in order',
      auth: 'person',
      limit: 'write',
      params: idParams('listing'),
      body: PhotoOrder,
      reply: { status: 200, description: 'The photos in their order.', schema: Photos },
      problems: ['invalid-transition'],
    },
    (ctx, { params, body }) => orderPhotos(ctx, params.id, body.photoIds),
  ),

  route(
    {
      operationId: 'photos_update',
      method: 'patch',
      path: '/v1/listings/{id}/photos/{photoId}',
      tag,
      summary: 'Change what is said of a photo',
      auth: 'person',
      limit: 'write',
      params: PhotoParams,
      body: PhotoChanges,
      reply: { status: 200, description: 'The photo as it is now.', schema: Photo },
      problems: ['invalid-transition'],
    },
    (ctx, { params, body }) => describePhoto(ctx, params.id, params.photoId, body),
  ),

  route(
    {
      operationId: 'photos_remove',
      method: 'delete',
      path: '/v1/listings/{id}/photos/{photoId}',
      tag,
      summary: 'Remove a photo',
      auth: 'person',
      limit: 'write',
      params: PhotoParams,
      reply: { status: 204, description: 'The photo is gone.' },
      problems: ['invalid-transition'],
    },
    (ctx, { params }) => removePhoto(ctx, params.id, params.photoId),
  ),
];

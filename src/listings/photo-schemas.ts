import { z } from '../kernel/zod.ts';
import { idField, idParams, instantField, textField } from '../platform/http/fields.ts';

export const MAX_PHOTOS = 50;
export const MAX_PHOTO_BYTES = 20 * 1024 * 1024;

const captionField = textField(0, 500);
const alternativeTextField = textField(0, 500).openapi({
  description: 'For those who cannot see it.',
  example: 'A stove between two windows',
});

export const PhotoParams = idParams('listing').extend({
  photoId: idField('photo').openapi({ param: { name: 'photoId', in: 'path' } }),
});

export const NewPhoto = z
  .strictObject({
    contentType: z.enum(['image/jpeg', 'image/png', 'image/webp']),
    byteSize: z.int().min(1).max(MAX_PHOTO_BYTES),
    caption: captionField.default(''),
    alternativeText: alternativeTextField.default(''),
  })
  .openapi('NewPhoto', { example: { contentType: 'image/jpeg', byteSize: 2_411_724, caption: 'The stove' } });
export type NewPhoto = z.output<typeof NewPhoto>;

export const PhotoChanges = z
  .strictObject({ caption: captionField, alternativeText: alternativeTextField })
  .partial()
  .openapi('PhotoChanges', { description: 'What is absent stays as it is.', example: { caption: 'The stove' } });
export type PhotoChanges = z.output<typeof PhotoChanges>;

const textFields = { caption: z.string(), alternativeText: z.string() };
const photoExample = { caption: 'The stove', alternativeText: 'A stove between two windows' };

export const PublicPhoto = z
  .strictObject({ id: z.string(), url: z.url(), ...textFields, width: z.int(), height: z.int() })
  .openapi('PublicPhoto', {
    description: 'Width and height in pixels, as shown.',
    example: {
      id: 'pho_01kav0h2e6f8w9x3m5n7p9q1r3',
      url: 'https://photos.stays.example/photos/pho_01kav0h2e6f8w9x3m5n7p9q1r3/x.jpg',
      ...photoExample,
      width: 4_000,
      height: 3_000,
    },
  });

const awaitedExample = {
  id: 'pho_01kav0h2e6f8w9x3m5n7p9q1r3',
  state: 'awaiting',
  url: null,
  ...photoExample,
  width: null,
  height: null,
} as const;

export const Photo = z
  .strictObject({
    id: z.string(),
    state: z.enum(['awaiting', 'ready']).openapi({ description: '`awaiting`: the upload has not been completed.' }),
    url: z.url().nullable(),
    ...textFields,
    width: z.int().nullable(),
    height: z.int().nullable(),
  })
  .openapi('Photo', {
    description: 'A photo as the host sees it; `url`, width and height are there once it is ready.',
    example: awaitedExample,
  });

export const Photos = z
  .strictObject({ data: z.array(Photo) })
  .openapi('Photos', { description: "All of a listing's photos, in order.", example: { data: [] } });

const uploadExample = {
  method: 'PUT',
  url: 'https://storage.example/photos/uploads/pho_01kav0h2e6f8w9x3m5n7p9q1r3?X-Amz-Signature=4f2a',
  headers: { 'content-type': 'image/jpeg', 'content-length': '2411724' },
  expiresAt: '2026-11-23T22:07:12.000Z',
} as const;

const Upload = z
  .strictObject({
    method: z.literal('PUT'),
    url: z.url(),
    headers: z.record(z.string(), z.string()).openapi({ description: 'To be sent as they are.' }),
    expiresAt: instantField,
  })
  .openapi('Upload', { example: uploadExample });

export const PhotoUpload = z
  .strictObject({
    photo: Photo,
    upload: Upload,
  })
  .openapi('PhotoUpload', {
    description: 'Send the file there, then complete the photo.',
    example: {
      photo: awaitedExample,
      upload: uploadExample,
    },
  });

export const PhotoOrder = z
  .strictObject({ photoIds: z.array(idField('photo')).max(MAX_PHOTOS) })
  .openapi('PhotoOrder', {
    description: 'All photos of the listing, each once; the first is its cover.',
    example: { photoIds: ['pho_01kav0h2e6f8w9x3m5n7p9q1r3'] },
  });

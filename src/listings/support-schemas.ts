import { z } from '../kernel/zod.ts';
import { instantField } from '../platform/http/fields.ts';
import { pageOf } from '../platform/http/page.ts';
import { listingState } from './schemas.ts';

export const SupportListing = z
  .strictObject({
    id: z.string(),
    state: listingState,
    title: z.string(),
    place: z.string(),
    registrationNumber: z.string().nullable(),
    coverPhotoUrl: z.url().nullable(),
    createdAt: instantField,
    publishedAt: instantField.nullable().openapi({ description: 'When it was first.' }),
  })
  .openapi('SupportListing', {
    description: 'A listing as support sees it, without the exact place.',
    example: {
      id: 'lst_01kav0h2e6f8w9x3m5n7p9q1r3',
      state: 'unlisted',
      title: 'Loft by the river',
      place: 'New York',
      registrationNumber: null,
      coverPhotoUrl: null,
      createdAt: '2026-11-23T21:07:12.000Z',
      publishedAt: '2026-11-24T09:30:00.000Z',
    },
  });

export const SupportListingPage = pageOf(SupportListing, 'SupportListingPage');

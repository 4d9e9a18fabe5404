import { personOf } from '../kernel/actor.ts';
import { Problem } from '../kernel/problem.ts';
import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { amenities } from './amenities.ts';
import { createListing } from './create-listing.ts';
import { editListing } from './edit-listing.ts';
import { listListings } from './list-listings.ts';
import { loadOwnListing } from './load-listing.ts';
import { moveListing } from './move-listing.ts';
import { photoRoutes } from './photo-routes.ts';
import { selectPublishedListing } from './queries/listings.ts';
import {
  AmenityCatalogue,
  Listing,
  ListingChanges,
  NewListing,
  OwnListing,
  OwnListingPage,
  OwnListingsQuery,
} from './schemas.ts';
import { supportListingRoutes } from './support-routes.ts';
import { viewListing, viewOwnListing } from './views.ts';

const tag = 'Listings';
const changed = { status: 200 as const, description: 'The listing as it is now.', schema: OwnListing };

export const listingRoutes: readonly Route[] = [
  route(
    {
      operationId: 'amenities_list',
      method: 'get',
      path: '/v1/amenities',
      tag,
      summary: 'Read the catalogue of amenities',
      auth: 'public',
      limit: 'read',
      cache: 'text',
      reply: { status: 200, description: 'Every amenity there is.', schema: AmenityCatalogue },
      problems: [],
    },
    async () => ok({ data: amenities.map(({ code, label }) => ({ code, label })) }),
  ),

  route(
    {
      operationId: 'listings_create',
      method: 'post',
      path: '/v1/listings',
      tag,
      summary: 'Create a draft of a listing',
      auth: 'person',
      limit: 'write',
      body: NewListing,
      reply: { status: 201, description: 'The draft, seen by its host only.', schema: OwnListing },
      problems: [],
    },
    (ctx, { body }) => createListing(ctx, body),
  ),

  route(
    {
      operationId: 'listings_get',
      method: 'get',
      path: '/v1/listings/{id}',
      tag,
      summary: 'Read a published listing',
      description: 'As it was within the last second.',
      auth: 'public',
      limit: 'read',
      params: idParams('listing'),
      cache: 'listing',
      reply: { status: 200, description: 'The listing.', schema: Listing },
      problems: [],
    },
    async (ctx, { params }) => {
      const [row] = await ctx.db.all(selectPublishedListing(params.id));
      if (row === undefined) throw new Problem('not-found');
      return ok(viewListing(ctx, row));
    },
  ),

  route(
    {
      operationId: 'listings_update',
      method: 'patch',
      path: '/v1/listings/{id}',
      tag,
      summary: 'Change a listing',
      description:
        'What was published once must stay complete. Quotes that were given keep their price. Another currency takes the prices of single nights away.',
      auth: 'person',
      limit: 'write',
      params: idParams('listing'),
      body: ListingChanges,
      reply: changed,
      problems: ['invalid-transition', 'listing-incomplete'],
    },
    (ctx, { params, body }) => editListing(ctx, params.id, body),
  ),

  route(
    {
      operationId: 'listings_publish',
      method: 'post',
      path: '/v1/listings/{id}/publish',
      tag,
      summary: 'Publish a listing',
      description: '`listing-incomplete` names all that is missing at once.',
      auth: 'person',
      limit: 'write',
      params: idParams('listing'),
      reply: changed,
      problems: ['invalid-transition', 'listing-incomplete'],
    },
    (ctx, { params }) => moveListing(ctx, params.id, 'publish'),
  ),

  route(
    {
      operationId: 'listings_unlist',
      method: 'post',
      path: '/v1/listings/{id}/unlist',
      tag,
      summary: 'Take a listing off the market, until it is published again',
      description: 'Its bookings stay.',
      auth: 'person',
      limit: 'write',
      params: idParams('listing'),
      reply: changed,
      problems: ['invalid-transition'],
    },
    (ctx, { params }) => moveListing(ctx, params.id, 'unlist'),
  ),

  route(
    {
      operationId: 'listings_close',
      method: 'post',
      path: '/v1/listings/{id}/close',
      tag,
      summary: 'Close a listing for good',
      description: 'Its bookings stay, and have to be kept or cancelled one by one. Quotes that were given end.',
      auth: 'person',
      limit: 'write',
      params: idParams('listing'),
      reply: changed,
      problems: ['invalid-transition'],
    },
    (ctx, { params }) => moveListing(ctx, params.id, 'close'),
  ),

  route(
    {
      operationId: 'listings_listOwn',
      method: 'get',
      path: '/v1/me/listings',
      tag,
      summary: 'List your own listings',
      description: 'Newest first.',
      auth: 'person',
      limit: 'read',
      query: OwnListingsQuery,
      reply: { status: 200, description: 'A page of listings.', schema: OwnListingPage },
      problems: [],
    },
    async (ctx, { query }) => ok(await listListings(ctx, personOf(ctx.actor).personId, query, viewOwnListing)),
  ),

  route(
    {
      operationId: 'listings_getOwn',
      method: 'get',
      path: '/v1/me/listings/{id}',
      tag,
      summary: 'Read a listing of your own',
      auth: 'person',
      limit: 'read',
      params: idParams('listing'),
      reply: { status: 200, description: 'The listing with all that only its host sees.', schema: OwnListing },
      problems: [],
    },
    async (ctx, { params }) => ok(viewOwnListing(ctx, await loadOwnListing(ctx, params.id))),
  ),

  ...photoRoutes,
  ...supportListingRoutes,
];

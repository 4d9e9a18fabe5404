import { personOf } from '../kernel/actor.ts';
import { guardOwnListing } from '../listings/index.ts';
import { idParams } from '../platform/http/fields.ts';
import { decodeCursor, page } from '../platform/http/page.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import {
  NewPromotion,
  PromotionKey,
  PromotionPage,
  PromotionParams,
  PromotionQuery,
  PromotionSchema,
} from './promotion-schemas.ts';
import { createPromotion, removePromotion, viewPromotion } from './promotions.ts';
import { selectPromotions } from './queries.ts';

const tag = 'Prices';

export const promotionRoutes: readonly Route[] = [
  route(
    {
      operationId: 'promotions_create',
      method: 'post',
      path: '/v1/listings/{id}/promotions',
      tag,
      summary: 'Take something off the nights of stays in a season',
      description:
        'For stays that lie wholly within its dates. Of several promotions the best counts. A stay has one discount at ' +
        'most: that of a new listing, else a promotion, else by length, early bird, last minute.',
      auth: 'person',
      limit: 'write',
      params: idParams('listing'),
      body: NewPromotion,
      reply: { status: 201, description: 'The promotion holds from now on.', schema: PromotionSchema },
      problems: ['promotion-exists', 'promotion-limit'],
    },
    (ctx, { params, body }) => createPromotion(ctx, params.id, body),
  ),

  route(
    {
      operationId: 'promotions_list',
      method: 'get',
      path: '/v1/listings/{id}/promotions',
      tag,
      summary: 'List the promotions of your own listing',
      description: 'Newest first.',
      auth: 'person',
      limit: 'read',
      params: idParams('listing'),
      query: PromotionQuery,
      reply: { status: 200, description: 'A page of promotions.', schema: PromotionPage },
      problems: [],
    },
    async (ctx, { params: { id }, query: { cursor, limit } }) => {
      const { personId } = personOf(ctx.actor);
      const [after] = decodeCursor(cursor, PromotionKey) ?? [];
      const [, rows] = await ctx.db.batch([
        guardOwnListing(id, personId),
        selectPromotions(id, personId, { after, limit }),
      ]);
      return ok(page(rows, limit, viewPromotion, (row) => [row.id]));
    },
  ),

  route(
    {
      operationId: 'promotions_remove',
      method: 'delete',
      path: '/v1/listings/{id}/promotions/{promotionId}',
      tag,
      summary: 'End a promotion',
      description: 'Quotes that were given keep their price.',
      auth: 'person',
      limit: 'write',
      params: PromotionParams,
      reply: { status: 204, description: 'The promotion is gone.' },
      problems: [],
    },
    (ctx, { params }) => removePromotion(ctx, params.id, params.promotionId),
  ),
];

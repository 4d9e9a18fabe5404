import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { createQuote } from './create-quote.ts';
import { StayExplanation, StayToExplain } from './explain-schemas.ts';
import { explainStay } from './explain-stay.ts';
import { operatorRoutes } from './operator-routes.ts';
import { promotionRoutes } from './promotion-routes.ts';
import { NewQuote, Quote } from './schemas.ts';

export const pricingRoutes: readonly Route[] = [
  ...promotionRoutes,
  ...operatorRoutes,
  route(
    {
      operationId: 'stays_explain',
      method: 'post',
      path: '/v1/listings/{id}/explain',
      tag: 'Calendar',
      summary: 'Ask why a stay cannot be had, and which can',
      description: 'All reasons at once, and the nearest stays that can be had. It writes nothing.',
      auth: 'public',
      idempotent: false,
      isSafe: true,
      limit: 'read',
      params: idParams('listing'),
      body: StayToExplain,
      reply: { status: 200, description: 'What is in the way, and what is not.', schema: StayExplanation },
      problems: [],
    },
    async (ctx, { params, body }) => ok(await explainStay(ctx, params.id, body)),
  ),

  route(
    {
      operationId: 'quotes_create',
      method: 'post',
      path: '/v1/listings/{id}/quotes',
      tag: 'Quotes',
      summary: 'Price a stay, line by line',
      description:
        'The quote is signed: for 15 minutes its `token` books this stay at exactly this price, whatever the host ' +
        'changes meanwhile. It keeps no night; whoever books first has it.',
      auth: 'person',
      idempotent: false,
      isSafe: true,
      limit: 'read',
      params: idParams('listing'),
      body: NewQuote,
      reply: { status: 201, description: 'What the stay costs, and on which terms.', schema: Quote },
      problems: ['own-listing', 'listing-not-open', 'nights-unavailable', 'stay-not-allowed', 'amount-not-chargeable'],
    },
    async (ctx, { params, body }) => ({ status: 201, body: await createQuote(ctx, params.id, body) }),
  ),
];

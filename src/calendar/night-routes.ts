import { personOf } from '../kernel/actor.ts';
import { Problem } from '../kernel/problem.ts';
import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { rulesToSet, viewNightRules } from './night-rules.ts';
import { ManyPrices, ManyRules, NewPrices, RulesList } from './night-schemas.ts';
import { selectNightRules } from './queries/nights.ts';
import { CalendarQuery } from './schemas.ts';
import { setPrices } from './set-prices.ts';
import { setStayRules } from './set-stay-rules.ts';

const tag = 'Calendar';

/** What hosts say of single nights: prices and rules. */
export const nightRoutes: readonly Route[] = [
  route(
    {
      operationId: 'prices_set',
      method: 'put',
      path: '/v1/listings/{id}/prices',
      tag,
      summary: 'Set or clear the prices of nights',
      description: 'All ranges or none. Quotes that were given keep their price.',
      auth: 'person',
      limit: 'write',
      params: idParams('listing'),
      body: NewPrices,
      reply: { status: 204, description: 'The prices are set.' },
      problems: [],
    },
    (ctx, { params: { id }, body }) => setPrices(ctx, [{ listingIds: [id], ...body }]),
  ),

  route(
    {
      operationId: 'prices_setMany',
      method: 'put',
      path: '/v1/me/prices',
      tag,
      summary: 'Set or clear the prices of nights of many listings',
      description: 'All or none of them. Quotes that were given keep their price.',
      auth: 'person',
      limit: 'write',
      body: ManyPrices,
      reply: { status: 204, description: 'The prices are set.' },
      problems: ['not-found', 'other-currency'],
    },
    (ctx, { body }) => setPrices(ctx, body.changes),
  ),

  route(
    {
      operationId: 'stayRules_setMany',
      method: 'put',
      path: '/v1/me/stay-rules',
      tag,
      summary: 'Set or clear the rules of nights of many listings',
      description:
        'All or none of them. A rule that is not named stays as it is, null takes it back to what the listing has. ' +
        'Quotes that were given can still be booked.',
      auth: 'person',
      limit: 'write',
      body: ManyRules,
      reply: { status: 204, description: 'The rules are set.' },
      problems: ['not-found'],
    },
    (ctx, { body }) => setStayRules(ctx, rulesToSet(body.changes)),
  ),

  route(
    {
      operationId: 'stayRules_list',
      method: 'get',
      path: '/v1/me/listings/{id}/stay-rules',
      tag,
      summary: 'Read the rules of the nights that have their own',
      description: "The listing's own rules are part of the listing.",
      auth: 'person',
      limit: 'read',
      params: idParams('listing'),
      query: CalendarQuery,
      reply: { status: 200, description: 'Nights with their rules.', schema: RulesList },
      problems: [],
    },
    async (ctx, { params: { id }, query: { from, to } }) => {
      const [row] = await ctx.db.all(selectNightRules(id, personOf(ctx.actor).personId, from, to));
      if (row === undefined) throw new Problem('not-found');
      return ok({ data: viewNightRules(row.night_rules) });
    },
  ),
];

import { decodeCursor, page } from '../platform/http/page.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { selectUnresolvedPage } from './queries/unresolved.ts';
import { PageQuery, UnresolvedPayoutCursor, UnresolvedPayoutPage } from './schemas.ts';
import { viewUnresolved } from './views.ts';

export const unresolvedRoutes: readonly Route[] = [
  route(
    {
      operationId: 'unresolvedPayouts_list',
      method: 'get',
      path: '/v1/admin/unresolved-payouts',
      tag: 'Payouts',
      summary: 'List transfers to hosts, and reversals of such, that Stripe may have made or not, newest first',
      description:
        'After 20 hours in which nobody could learn from Stripe; `payout.unresolved` tells of each. They are looked for at Stripe ' +
        'and gone on with, and leave the list once it is known what became of them.',
      auth: 'admin',
      limit: 'read',
      query: PageQuery,
      reply: { status: 200, description: 'One page.', schema: UnresolvedPayoutPage },
      problems: [],
    },
    async (ctx, { query: { cursor, limit } }) => {
      const after = decodeCursor(cursor, UnresolvedPayoutCursor);
      const rows = await ctx.db.all(selectUnresolvedPage({ after, limit }));
      return ok(page(rows, limit, viewUnresolved, (row) => [row.unresolved_at.toISOString(), row.id]));
    },
  ),
];

import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { viewAccount } from './account-views.ts';
import { listPayouts } from './list-payouts.ts';
import { selectAccountOf } from './queries/accounts.ts';
import { selectBalances } from './queries/reports.ts';
import { PayoutPage, PayoutQuery, PayoutStatus } from './schemas.ts';
import { viewBalances } from './views.ts';

const tag = 'Support';
const auth = 'support';
const limit = 'read';
const method = 'get';

export const supportPayoutRoutes: readonly Route[] = [
  route(
    {
      operationId: 'support_listPayouts',
      method,
      path: '/v1/admin/people/{id}/payouts',
      tag,
      summary: 'List the payouts of a host, newest first',
      description: 'As `GET /v1/payouts` does for the host, also of one who has left.',
      auth,
      limit,
      params: idParams('person'),
      query: PayoutQuery,
      reply: { status: 200, description: 'One page.', schema: PayoutPage },
      problems: [],
    },
    async (ctx, { params: { id }, query }) => ok(await listPayouts(ctx, id, query)),
  ),
  route(
    {
      operationId: 'support_getPayoutStatus',
      method,
      path: '/v1/admin/people/{id}/payout-status',
      tag,
      summary: 'See why a host is not paid, or when',
      description: 'What `GET /v1/payout-account` and `GET /v1/payout-balance` tell the host.',
      auth,
      limit,
      params: idParams('person'),
      reply: { status: 200, description: 'How it stands.', schema: PayoutStatus },
      problems: [],
    },
    async (ctx, { params: { id } }) => {
      const [[account], balances] = await ctx.db.batch([selectAccountOf(id), selectBalances(id, ctx.realNow)]);
      return ok({ account: account === undefined ? null : viewAccount(account), ...viewBalances(balances) });
    },
  ),
];

import { personOf } from '../kernel/actor.ts';
import { Problem } from '../kernel/problem.ts';
import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { accountRoutes } from './account-routes.ts';
import { earningsOf } from './earnings.ts';
import { listPayouts } from './list-payouts.ts';
import { loadStatement } from './load-statement.ts';
import { selectBalances, selectEarningStays, selectPayoutsOf } from './queries/reports.ts';
import { Earnings, EarningsQuery, Statement, StatementFile, StatementParams } from './report-schemas.ts';
import { HostBalances, Payout, PayoutPage, PayoutQuery } from './schemas.ts';
import { statementFile } from './statement.ts';
import { supportPayoutRoutes } from './support-routes.ts';
import { unresolvedRoutes } from './unresolved-routes.ts';
import { viewBalances, viewPayout } from './views.ts';

const tag = 'Payouts';
const auth = 'person';
const limit = 'read';
const method = 'get';

export const payoutRoutes: readonly Route[] = [
  ...accountRoutes,
  ...unresolvedRoutes,
  ...supportPayoutRoutes,
  route(
    {
      operationId: 'payouts_list',
      method,
      path: '/v1/payouts',
      tag,
      summary: "List the host's payouts, newest first",
      description: 'Each is of one booking, and is transferred to the account of the host at Stripe.',
      auth,
      limit,
      query: PayoutQuery,
      reply: { status: 200, description: 'One page.', schema: PayoutPage },
      problems: [],
    },
    async (ctx, { query }) => ok(await listPayouts(ctx, personOf(ctx.actor).personId, query)),
  ),
  route(
    {
      operationId: 'payouts_get',
      method,
      path: '/v1/payouts/{id}',
      tag,
      summary: 'See a payout, as its host',
      auth,
      limit,
      params: idParams('payout'),
      reply: { status: 200, description: 'The payout.', schema: Payout },
      problems: [],
    },
    async (ctx, { params: { id } }) => {
      const [payout] = await ctx.db.all(selectPayoutsOf(personOf(ctx.actor).personId).where('payouts.id', '=', id));
      if (payout === undefined) throw new Problem('not-found');
      return ok(viewPayout(payout));
    },
  ),
  route(
    {
      operationId: 'payouts_balance',
      method,
      path: '/v1/payout-balance',
      tag,
      summary: 'See what the host has coming, and what the host owes',
      auth,
      limit,
      reply: { status: 200, description: 'In each currency in which guests have paid.', schema: HostBalances },
      problems: [],
    },
    async (ctx) => ok(viewBalances(await ctx.db.all(selectBalances(personOf(ctx.actor).personId, ctx.realNow)))),
  ),
  route(
    {
      operationId: 'earnings_get',
      method,
      path: '/v1/earnings',
      tag,
      summary: 'See what the nights of a time have brought, by listing and night',
      auth,
      limit,
      query: EarningsQuery,
      reply: { status: 200, description: "The host's part, refunds taken off.", schema: Earnings },
      problems: [],
    },
    async (ctx, { query }) => {
      const stays = await ctx.db.all(selectEarningStays(personOf(ctx.actor).personId, query));
      return ok(earningsOf(stays, query));
    },
  ),
  route(
    {
      operationId: 'statements_get',
      method,
      path: '/v1/statements/{month}',
      tag,
      summary: "See a month of the host's money, line by line",
      auth,
      limit,
      params: StatementParams,
      reply: { status: 200, description: 'The statement; of a month that is not over, so far.', schema: Statement },
      problems: [],
    },
    async (ctx, { params: { month } }) => ok(await loadStatement(ctx, month)),
  ),
  route(
    {
      operationId: 'statements_download',
      method,
      path: '/v1/statements/{month}/csv',
      tag,
      summary: 'Download a statement as CSV',
      auth,
      limit,
      params: StatementParams,
      reply: { status: 200, description: 'The same lines.', schema: StatementFile, media: 'text/csv' },
      problems: [],
    },
    async (ctx, { params: { month } }) => ok(statementFile(await loadStatement(ctx, month))),
  ),
];

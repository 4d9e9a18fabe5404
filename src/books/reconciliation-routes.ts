import { idParams } from '../platform/http/fields.ts';
import { decodeCursor, page } from '../platform/http/page.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { reconcileDay } from './begin-reconciliation.ts';
import { closeDifference } from './close-difference.ts';
import { selectDifferencePage } from './queries/differences.ts';
import { selectReconciliationPage } from './queries/reconciliations.ts';
import {
  ClosedDifference,
  Difference,
  DifferenceCursor,
  DifferencePage,
  DifferenceQuery,
  NewReconciliation,
  Reconciliation,
  ReconciliationCursor,
  ReconciliationPage,
  ReconciliationQuery,
} from './reconciliation-schemas.ts';
import { viewDifference, viewReconciliation } from './reconciliation-views.ts';

const tag = 'Books';
const auth = 'admin';

export const reconciliationRoutes: readonly Route[] = [
  route(
    {
      operationId: 'reconciliations_list',
      method: 'get',
      path: '/v1/admin/reconciliations',
      tag,
      summary: "List the days that were compared with Stripe's record, newest first",
      auth,
      limit: 'read',
      query: ReconciliationQuery,
      reply: { status: 200, description: 'One page.', schema: ReconciliationPage },
      problems: [],
    },
    async (ctx, { query: { cursor, limit } }) => {
      const [after] = decodeCursor(cursor, ReconciliationCursor) ?? [];
      const rows = await ctx.db.all(selectReconciliationPage(after, limit));
      return ok(page(rows, limit, viewReconciliation, ({ day }) => [day]));
    },
  ),
  route(
    {
      operationId: 'reconciliations_create',
      method: 'post',
      path: '/v1/admin/reconciliations',
      tag,
      summary: "Compare a day with Stripe's record, again if it was",
      description: 'Every day is compared by itself, six hours after its end in UTC.',
      auth,
      limit: 'write',
      body: NewReconciliation,
      reply: { status: 202, description: 'It has begun.', schema: Reconciliation },
      problems: ['invalid-transition', 'reconciliation-running'],
    },
    (ctx, { body }) => reconcileDay(ctx, body.day),
  ),
  route(
    {
      operationId: 'differences_list',
      method: 'get',
      path: '/v1/admin/differences',
      tag,
      summary: "List where the books and Stripe's record differ, newest first",
      auth,
      limit: 'read',
      query: DifferenceQuery,
      reply: { status: 200, description: 'One page.', schema: DifferencePage },
      problems: [],
    },
    async (ctx, { query: { state, cursor, limit } }) => {
      const [after] = decodeCursor(cursor, DifferenceCursor) ?? [];
      const rows = await ctx.db.all(selectDifferencePage({ state, after, limit }));
      return ok(page(rows, limit, viewDifference, ({ id }) => [id]));
    },
  ),
  route(
    {
      operationId: 'differences_close',
      method: 'post',
      path: '/v1/admin/differences/{id}/close',
      tag,
      summary: 'Close a difference by correcting the books',
      description:
        'Posts what the books lack of what Stripe says, or have too much, against this account. No posting is ever changed.',
      auth,
      limit: 'write',
      params: idParams('difference'),
      body: ClosedDifference,
      reply: { status: 200, description: 'The difference, closed.', schema: Difference },
      problems: ['invalid-transition'],
    },
    (ctx, { params: { id }, body }) => closeDifference(ctx, id, body),
  ),
];

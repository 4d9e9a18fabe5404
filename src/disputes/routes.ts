import { idParams } from '../platform/http/fields.ts';
import { decodeCursor, page } from '../platform/http/page.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { acceptDispute, contestDispute, loadCase } from './answer-dispute.ts';
import { selectDisputePage } from './queries/disputes.ts';
import { Contest, Dispute, DisputeCursor, DisputePage, DisputeQuery } from './schemas.ts';
import { viewCase, viewDispute } from './views.ts';

const tag = 'Disputes';
const auth = 'support';
const params = idParams('dispute');

export const disputeRoutes: readonly Route[] = [
  route(
    {
      operationId: 'disputes_list',
      method: 'get',
      path: '/v1/admin/disputes',
      tag,
      summary: 'List disputes, newest first',
      auth,
      limit: 'read',
      query: DisputeQuery,
      reply: { status: 200, description: 'One page.', schema: DisputePage },
      problems: [],
    },
    async (ctx, { query: { state, cursor, limit } }) => {
      const [after] = decodeCursor(cursor, DisputeCursor) ?? [];
      const rows = await ctx.db.all(selectDisputePage({ state, after, limit }));
      return ok(page(rows, limit, viewDispute, (row) => [row.id]));
    },
  ),
  route(
    {
      operationId: 'disputes_get',
      method: 'get',
      path: '/v1/admin/disputes/{id}',
      tag,
      summary: 'See a dispute with its evidence',
      description: 'The evidence is gathered from the booking.',
      auth,
      limit: 'read',
      params,
      reply: { status: 200, description: 'The dispute.', schema: Dispute },
      problems: [],
    },
    async (ctx, { params: { id } }) => ok(viewCase(await loadCase(ctx, id))),
  ),
  route(
    {
      operationId: 'disputes_contest',
      method: 'post',
      path: '/v1/admin/disputes/{id}/contest',
      tag,
      summary: 'Answer a dispute with evidence',
      description:
        'Sends Stripe what the booking says and what you add. It can be sent once, until `evidenceDueBy`; the state ' +
        'becomes `answered` when Stripe has it.',
      auth,
      limit: 'write',
      params,
      body: Contest,
      reply: { status: 200, description: 'The dispute, with what is sent.', schema: Dispute },
      problems: ['invalid-transition'],
    },
    (ctx, { params: { id }, body }) => contestDispute(ctx, id, body),
  ),
  route(
    {
      operationId: 'disputes_accept',
      method: 'post',
      path: '/v1/admin/disputes/{id}/accept',
      tag,
      summary: 'Give in to a dispute',
      description: 'It is lost: the host, the marketplace and the tax authorities each give back their share.',
      auth,
      limit: 'write',
      params,
      reply: {
        status: 200,
        description: 'The dispute; its state becomes `lost` when Stripe has closed it.',
        schema: Dispute,
      },
      problems: ['invalid-transition'],
    },
    (ctx, { params: { id } }) => acceptDispute(ctx, id),
  ),
];

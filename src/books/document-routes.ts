import type { Ctx } from '../context.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { idParams } from '../platform/http/fields.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { DocumentPage, Issuer } from './document-schemas.ts';
import { documentOf } from './issue-document.ts';
import { saveIssuer, selectIssuer } from './queries/documents.ts';

const tag = 'Books';

/** What both documents have in common. */
const printed = {
  method: 'get',
  tag,
  auth: 'person',
  limit: 'read',
  params: idParams('booking'),
  description:
    'Issued when it is first asked for once the stay is over, and the same ever after. Numbers have no gaps in a year.',
  problems: ['invalid-transition'],
} as const;
const reply = { status: 200, description: 'The document.', schema: DocumentPage, media: 'text/html' } as const;

export const documentRoutes: readonly Route[] = [
  route(
    {
      ...printed,
      operationId: 'bookings_getReceipt',
      path: '/v1/bookings/{id}/receipt',
      summary: 'Print the receipt of a stay, as its guest',
      reply,
    },
    (ctx, { params: { id } }) => documentOf(ctx, id, 'receipt'),
  ),
  route(
    {
      ...printed,
      operationId: 'bookings_getInvoice',
      path: '/v1/bookings/{id}/invoice',
      summary: "Print the invoice for the marketplace's fee, as the host",
      reply,
    },
    (ctx, { params: { id } }) => documentOf(ctx, id, 'invoice'),
  ),
  route(
    {
      operationId: 'issuer_get',
      method: 'get',
      path: '/v1/admin/issuer',
      tag,
      summary: 'See who issues receipts and invoices',
      auth: 'admin',
      limit: 'read',
      reply: { status: 200, description: 'The issuer.', schema: Issuer },
      problems: ['not-found'],
    },
    async (ctx) => ok(await loadIssuer(ctx)),
  ),
  route(
    {
      operationId: 'issuer_set',
      method: 'put',
      path: '/v1/admin/issuer',
      tag,
      summary: 'Say who issues receipts and invoices',
      description: 'It counts for what is issued from now on.',
      auth: 'admin',
      limit: 'write',
      body: Issuer,
      reply: { status: 204, description: 'This is who issues them now.' },
      problems: [],
    },
    (ctx, { body }) => setIssuer(ctx, body),
  ),
];

async function loadIssuer(ctx: Ctx): Promise<z.input<typeof Issuer>> {
  const [issuer] = await ctx.db.all(selectIssuer());
  if (issuer === undefined) throw new Problem('not-found');
  const { name, address, vat_id: vatId, vat_bps: vatBps } = issuer;
  return { name, address, vatId, vatBps };
}

function setIssuer(ctx: Ctx, issuer: z.output<typeof Issuer>): Promise<Reply<null>> {
  const { name, address, vatId, vatBps } = issuer;
  return decideAndCommit(ctx, async () => ({
    reply: { status: 204, body: null },
    writes: [
      saveIssuer({ name, address, vat_id: vatId, vat_bps: vatBps }, ctx.now),
      audit(ctx, 'issuer.set', 'marketplace', issuer),
    ],
  }));
}

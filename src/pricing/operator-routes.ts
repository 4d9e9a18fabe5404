import type { Ctx } from '../context.ts';
import type { z } from '../kernel/zod.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { ok, type Route, route } from '../platform/http/route.ts';
import { ExchangeRates, JurisdictionParams, TaxRules } from './operator-schemas.ts';
import { selectTaxRules, writeExchangeRates, writeTaxRules } from './queries.ts';

const tag = 'Prices';

export const operatorRoutes: readonly Route[] = [
  route(
    {
      operationId: 'taxRules_get',
      method: 'get',
      path: '/v1/admin/tax-rules/{jurisdiction}',
      tag,
      summary: 'See the taxes of a jurisdiction',
      auth: 'admin',
      limit: 'read',
      params: JurisdictionParams,
      reply: { status: 200, description: 'Its taxes; none if none were set.', schema: TaxRules },
      problems: [],
    },
    async (ctx, { params }) => ok(await loadTaxRules(ctx, params.jurisdiction)),
  ),

  route(
    {
      operationId: 'taxRules_set',
      method: 'put',
      path: '/v1/admin/tax-rules/{jurisdiction}',
      tag,
      summary: 'Set all taxes of a jurisdiction',
      description: 'They count at once for every quote of its listings; quotes that were given keep their price.',
      auth: 'admin',
      limit: 'write',
      params: JurisdictionParams,
      body: TaxRules,
      reply: { status: 204, description: 'These are its taxes now.' },
      problems: [],
    },
    (ctx, { params, body }) => setTaxRules(ctx, params.jurisdiction, body),
  ),

  route(
    {
      operationId: 'exchangeRates_set',
      method: 'put',
      path: '/v1/admin/exchange-rates',
      tag,
      summary: 'Set the exchange rates of a day',
      description: 'They show totals in other currencies; nothing is ever charged by them.',
      auth: 'admin',
      limit: 'write',
      body: ExchangeRates,
      reply: { status: 204, description: 'The rates are set.' },
      problems: [],
    },
    (ctx, { body }) => setExchangeRates(ctx, body),
  ),
];

async function loadTaxRules(ctx: Ctx, jurisdiction: string): Promise<z.input<typeof TaxRules>> {
  const rows = await ctx.db.all(selectTaxRules(jurisdiction));
  const rules = rows.map((row) => ({
    name: row.name,
    kind: row.kind,
    rate: row.rate,
    currency: row.currency,
    capNights: row.cap_nights,
    exemptFromNights: row.exempt_from_nights,
    exemptChildren: row.exempt_children,
    included: row.included,
    validFrom: row.valid_from,
    validTo: row.valid_to,
  }));
  return { rules };
}

function setTaxRules(ctx: Ctx, jurisdiction: string, { rules }: TaxRules): Promise<Reply<null>> {
  return decideAndCommit(ctx, async () => ({
    reply: { status: 204, body: null },
    writes: [...writeTaxRules(jurisdiction, rules), audit(ctx, 'taxRules.set', jurisdiction, { rules })],
  }));
}

function setExchangeRates(ctx: Ctx, { day, rates }: ExchangeRates): Promise<Reply<null>> {
  return decideAndCommit(ctx, async () => ({
    reply: { status: 204, body: null },
    writes: [writeExchangeRates(day, rates), audit(ctx, 'exchangeRates.set', day, { rates })],
  }));
}

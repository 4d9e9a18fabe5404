import type Stripe from 'stripe';
import { invalidRequest } from './errors.ts';
import type { World } from './world.ts';

/** What was created or changed less than this ago (seconds) is not found yet: Stripe's search lags, and says so. */
const LAG = 60;
const DEFAULT_LIMIT = 10;

const CLAUSE =
  /^(?:metadata\[(?<quote>['"])(?<key>.+?)\k<quote>\]|(?<field>status|currency)):(?<mark>['"])(?<value>.*)\k<mark>$/;

/** Searches intents by `metadata['key']:'value'`, `status:'…'` and `currency:'…'`, joined by AND; newest first. */
export function searchIntents(
  world: World,
  params: { limit?: number | undefined; page?: string | undefined; query: string },
): Stripe.ApiSearchResult<Stripe.PaymentIntent> {
  const clauses = params.query.split(/\s+AND\s+/i).map(readClause);
  const found = [...world.paymentIntents.values()]
    .filter((intent) => intent.created <= world.now() - LAG && clauses.every((matches) => matches(intent)))
    .reverse();
  const start = Number(params.page ?? 0);
  const end = start + (params.limit ?? DEFAULT_LIMIT);
  const hasMore = found.length > end;
  return {
    object: 'search_result',
    data: found.slice(start, end),
    has_more: hasMore,
    next_page: hasMore ? String(end) : null,
    url: '/v1/payment_intents/search',
  };
}

function readClause(clause: string): (intent: Stripe.PaymentIntent) => boolean {
  const { key, field, value } = CLAUSE.exec(clause.trim())?.groups ?? {};
  if (key !== undefined) return (intent) => intent.metadata[key] === value;
  if (field === 'status') return (intent) => intent.status === value;
  if (field === 'currency') return (intent) => intent.currency === value;
  throw invalidRequest(`We were unable to parse your search query: ${clause}`, { param: 'query' });
}

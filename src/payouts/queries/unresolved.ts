import { type RawBuilder, sql } from 'kysely';
import { type Query, statement } from '../../platform/db/index.ts';
import type { PayoutRow, ReversalRow } from './transfers.ts';

/** A transfer or a reversal of one of which nobody knows whether Stripe has made it. */
export type UnresolvedRow = Pick<
  PayoutRow | ReversalRow,
  'id' | 'host_id' | 'booking_id' | 'currency' | 'amount' | 'attempt' | 'created_at'
> & { kind: 'transfer' | 'reversal'; unresolved_at: Date };

/** One page of them, the newest first, from the one after the cursor's. */
export function selectUnresolvedPage(page: { after: [Date, string] | undefined; limit: number }): Query<UnresolvedRow> {
  const { after, limit } = page;
  const later = after === undefined ? sql`` : sql`and (unresolved_at, id) < (${after[0]}::timestamptz, ${after[1]})`;
  const newest = (kind: UnresolvedRow['kind'], table: RawBuilder<unknown>) => sql`(
    select id, ${kind} as kind, host_id, booking_id, currency, amount, attempt, created_at, unresolved_at from ${table}
    where unresolved_at is not null ${later}
    order by unresolved_at desc, id desc limit ${limit + 1})`;
  return statement(sql<UnresolvedRow>`
    ${newest('transfer', sql`payouts`)} union all ${newest('reversal', sql`payout_reversals`)}
    order by unresolved_at desc, id desc limit ${limit + 1}`);
}

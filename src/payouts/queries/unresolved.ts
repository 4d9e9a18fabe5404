import { type RawBuilder, sql } from 'kysely';
import type { Currency } from '../../kernel/currencies.ts';
import type { BookingId, PayoutId, PayoutReversalId, PersonId } from '../../kernel/ids.ts';
import { type Query, statement } from '../../platform/db/index.ts';

/** A transfer or a reversal of one of which nobody knows whether Stripe has made it. */
export type UnresolvedRow = {
  id: PayoutId | PayoutReversalId;
  kind: 'transfer' | 'reversal';
  host_id: PersonId;
  booking_id: BookingId;
  currency: Currency;
  amount: number;
  attempt: number;
  created_at: Date;
  unresolved_at: Date;
};

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

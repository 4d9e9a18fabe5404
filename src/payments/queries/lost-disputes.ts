import { type RawBuilder, sql } from 'kysely';
import { guarded, q, type Write } from '../../platform/db/index.ts';
import type { Paid, PaidColumn } from '../paid.ts';

/** Takes note of what a payment or deposit has lost, if it is as it was loaded: no refund may be promised of the same money. */
export function addDisputed(disputed: Paid & { version: number }, amount: number, now: Date): Write {
  const table = disputed.kind === 'payment' ? 'payments' : 'deposits';
  return guarded(
    q
      .updateTable(table)
      .set({ disputed_amount: sql`disputed_amount + ${amount}`, version: sql`version + 1`, updated_at: now })
      .where(sql<boolean>`id = ${disputed.id}`)
      .where('version', '=', disputed.version),
  );
}

/**
 * What the marketplace bears of lost disputes of one payment or deposit, in minor units, because refunds had given the same
 * money back before; without what came back of these since, or of the disputes.
 */
export function excessOf(column: PaidColumn, id: RawBuilder<unknown>, subject: RawBuilder<unknown>) {
  const of = sql.ref(column);
  return sql<number>`(
    select coalesce(sum(posted.amount), 0) from ledger_entries as posted
    where posted.subject = ${subject} and posted.account = 'platform'
      and posted.effect ~ '^(deposit-)?(dispute-excess|refund-failed):' and split_part(posted.effect, ':', 2) in (
        select stripe_dispute_id from disputes where ${of} = ${id}
        union all select other.id from refunds as other where ${of} = ${id}))::bigint`;
}

/** Those of these disputes, by Stripe's ids, that we know to be lost. */
export function selectHeardLost(stripeDisputeIds: readonly string[]) {
  return q
    .selectFrom('disputes')
    .select('id')
    .where('stripe_dispute_id', '=', sql<never>`any (${stripeDisputeIds}::text[])`)
    .where('state', '=', 'lost');
}

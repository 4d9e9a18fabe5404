import { type Selectable, sql } from 'kysely';
import type { PayoutId, PayoutReversalId } from '../../kernel/ids.ts';
import { guarded, q, type Write } from '../../platform/db/index.ts';
import type { PayoutTables } from '../../platform/db/tables/payouts.ts';
import { currenciesOf, staysPaid } from './settlement.ts';

export type PayoutRow = Selectable<PayoutTables['payouts']>;
export type ReversalRow = Selectable<PayoutTables['payout_reversals']>;

/** What else was transferred for a booking, or is about to be: since when the charges of then have it no more. */
export type Drawn = { amount: number; paidAt: string | null };

/**
 * A payout with the intents by which its booking and deposit were paid, the latest first, what else of them its host was paid, and
 * what the host has and was paid beside.
 */
export function selectTransfer(payoutId: PayoutId) {
  return q
    .selectFrom('payouts')
    .selectAll()
    .select(
      sql<string[]>`(
        select coalesce(json_agg(intent_id order by at desc), '[]') from (
          select intent_id, created_at as at from payments where subject = payouts.booking_id and state = 'captured'
          union all
          select intent_id, claimed_at from deposits join deposit_holds on deposit_holds.id = deposits.hold_id
          where booking_id = payouts.booking_id and deposits.state = 'captured') as paid
        where intent_id is not null)`.as('intents'),
    )
    .select(
      sql<Drawn[]>`(
        select coalesce(json_agg(json_build_object('amount', drawn.amount, 'paidAt', drawn.paid_at)), '[]') from payouts as drawn
        where drawn.booking_id = payouts.booking_id and drawn.id <> payouts.id and drawn.state <> 'failed')`.as(
        'drawn',
      ),
    )
    .select(staysPaid(sql.ref('payouts.host_id'), sql.ref('payouts.booking_id')).as('other_stays_paid'))
    .select(currenciesOf(sql.ref('payouts.host_id')).as('currencies'))
    .where('id', '=', payoutId);
}

/** Moves a payout that is under way, once. */
export function updatePayout(
  payoutId: PayoutId,
  change: { state: 'paid'; stripe_transfer_id: string; paid_at: Date } | { state: 'failed'; failure: string },
): Write {
  return guarded(
    q
      .updateTable('payouts')
      .set({ ...change, unresolved_at: null })
      .where('id', '=', payoutId)
      .where('state', '=', 'pending'),
  );
}

/** Marks a payout of which nobody knows whether Stripe has made it. Once, whoever else finds it so. */
export function markUnresolved(id: PayoutId | PayoutReversalId, of: 'payouts' | 'payout_reversals', now: Date): Write {
  return guarded(
    q
      .updateTable(of)
      .set({ unresolved_at: now })
      .where(sql<boolean>`id = ${id}`)
      .where('state', '=', 'pending')
      .where('unresolved_at', 'is', null),
  );
}

/** A reversal with the transfer that it takes from. */
export function selectReversal(reversalId: PayoutReversalId) {
  return q
    .selectFrom('payout_reversals')
    .innerJoin('payouts', 'payouts.id', 'payout_reversals.payout_id')
    .selectAll('payout_reversals')
    .select((column) => column.ref('payouts.stripe_transfer_id').$notNull().as('stripe_transfer_id'))
    .where('payouts.stripe_transfer_id', 'is not', null)
    .where('payout_reversals.id', '=', reversalId);
}

/** Moves a reversal that is under way, once. */
export function updateReversal(
  reversalId: PayoutReversalId,
  change: { state: 'made'; stripe_reversal_id: string } | { state: 'carried' },
  now: Date,
): Write {
  return guarded(
    q
      .updateTable('payout_reversals')
      .set({ ...change, unresolved_at: null, updated_at: now })
      .where('id', '=', reversalId)
      .where('state', '=', 'pending'),
  );
}

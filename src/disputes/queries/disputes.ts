import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { DepositHoldId, DisputeId, PaymentId } from '../../kernel/ids.ts';
import type { Shares } from '../../kernel/shares.ts';
import {
  effectOn,
  excessOf,
  isUnheard,
  type OpenRefund,
  type Owed,
  owedOf,
  type Paid,
  type PaidColumn,
  sharesLeft,
} from '../../payments/index.ts';
import { guarded, json, type Query, q, statement, type Write } from '../../platform/db/index.ts';
import type { DisputeAnswer, DisputeState, DisputeTables, Evidence } from '../../platform/db/tables/disputes.ts';
import type { PaymentTables } from '../../platform/db/tables/payments.ts';
import type { Loss } from '../dispute.ts';

export type Dispute = Selectable<DisputeTables['disputes']>;

/** What can be disputed: a payment, or a deposit of which something was taken. */
export type Disputable = Pick<
  Selectable<PaymentTables['payments']>,
  'version' | 'subject' | 'payer_id' | 'payee_id' | 'currency' | 'intent_id'
> & {
  is_captured: boolean;
  /** Whether it may still go by another intent than it does. */
  is_open: boolean;
} & Paid;

/** A dispute with what it is about. */
export type DisputeRow = Dispute & { subject: string };

/** What the parties still have of a payment (positive), and what is owed of its refunds. */
export type LeftRow = Owed & {
  shares: Shares;
  /** What of the payment neither went back nor was lost. */
  room: number;
  /** Whether Stripe has a refund of it under way, which may still fail. */
  is_paying: boolean;
  /** Whether whoever was paid for has yet to count it, or to give it back. */
  is_uncounted: boolean;
  /** The accounts of these shares, as they stand with payouts and all; none of a deposit, whose version guards what is left. */
  balances: { [account in keyof Shares]?: number };
};

export function selectDisputeAtStripe(stripeDisputeId: string) {
  return q.selectFrom('disputes').selectAll().where('stripe_dispute_id', '=', stripeDisputeId);
}

/** Disputes that no bank has decided, so far as we have heard; of more than these, others each day. */
export function selectUndecided(day: string, limit: number) {
  return q
    .selectFrom('disputes')
    .select('stripe_dispute_id')
    .where('state', 'in', ['open', 'answered'])
    .orderBy(sql`md5(id || ${day})`)
    .limit(limit);
}

export function selectDispute(disputeId: DisputeId) {
  return q.selectFrom('disputes').selectAll().where('id', '=', disputeId);
}

const disputable = ['version', 'subject', 'payer_id', 'payee_id', 'currency', 'intent_id'] as const;

export function selectPayment(paymentId: PaymentId) {
  return q
    .selectFrom('payments')
    .select(['id', ...disputable])
    .select([sql<boolean>`state = 'captured'`.as('is_captured'), sql<boolean>`state = 'pending'`.as('is_open')])
    .select(sql<'payment'>`'payment'`.as('kind'))
    .where('id', '=', paymentId);
}

/** The deposit of an authorisation, as a payment is. */
export function selectDeposit(holdId: DepositHoldId) {
  return q
    .selectFrom('deposit_holds')
    .innerJoin('deposits', 'deposits.id', 'deposit_holds.deposit_id')
    .select(['deposits.id', 'deposits.version', 'deposits.booking_id as subject', 'deposits.guest_id as payer_id'])
    .select(['deposits.host_id as payee_id', 'deposits.currency', 'deposit_holds.intent_id'])
    .select(sql<boolean>`deposits.state = 'captured'`.as('is_captured'))
    .select(sql<boolean>`deposits.state <> 'captured'`.as('is_open'))
    .select(sql<'deposit'>`'deposit'`.as('kind'))
    .where('deposit_holds.id', '=', holdId);
}

// Of a payment or deposit, what neither went back nor was lost.
const room = sql<number>`captured_amount - refunded_amount - disputed_amount`;

/** What the host still has of a deposit, and which refunds of it are owed. */
export function selectLeftOfDeposit(holdId: DepositHoldId) {
  return q
    .selectFrom('deposit_holds')
    .innerJoin('deposits', 'deposits.id', 'deposit_holds.deposit_id')
    .select(sql<Shares>`json_build_object('host', ${room}, 'platform', 0, 'tax', 0)`.as('shares'))
    .select(room.as('room'))
    .select([isPaying('deposit_id', sql.ref('deposits.id')), sql<boolean>`false`.as('is_uncounted')])
    .select(sql<LeftRow['balances']>`'{}'::json`.as('balances'))
    .select(owedOf('deposit_id', sql.ref('deposits.id'), sql.ref('deposits.booking_id')))
    .where('deposit_holds.id', '=', holdId);
}

/**
 * What is left of the shares of all that was paid for one subject (which share of a refund comes out of which payment is
 * of no account), and what this payment was to give back.
 */
export function selectLeft(paymentId: PaymentId, now: Date) {
  const subject = sql.ref('payments.subject');
  return q
    .selectFrom('payments')
    .select(sharesLeft(subject).as('shares'))
    .select(room.as('room'))
    .select([isPaying('payment_id', sql.ref('payments.id')), isUnheard(now).as('is_uncounted')])
    .select(
      sql<LeftRow['balances']>`(
        select coalesce(json_object_agg(account, balance), '{}') from ledger_balances
        where holder = payments.subject and ledger_balances.currency = payments.currency
          and account in ('host', 'platform', 'tax'))`.as('balances'),
    )
    .select(owedOf('payment_id', sql.ref('payments.id'), subject))
    .where('id', '=', paymentId);
}

function isPaying(column: PaidColumn, id: RawBuilder<unknown>) {
  return sql<boolean>`exists (
    select from refunds where ${sql.ref(column)} = ${id} and state = 'pending' and stripe_refund_id is not null)`.as(
    'is_paying',
  );
}

/** What was booked as lost, and what of the excess the marketplace still bears, of all disputes of the same money. */
export type LossRow = { loss: Loss; borne: number };

/** What a dispute that is lost was booked as. */
export function selectLoss(disputed: Disputable, stripeDisputeId: string): Query<LossRow> {
  const { kind, id, subject } = disputed;
  const posted = (account: string, effect: string) => sql`coalesce(
    sum(amount) filter (where account = ${account} and effect = ${effectOn(disputed, `${effect}:${stripeDisputeId}`)}), 0)`;
  return statement(sql<LossRow>`
    select json_build_object(
        'refunds', ${posted('guest', 'dispute-lost')},
        'from', json_build_object('host', ${posted('host', 'dispute-lost')},
          'platform', ${posted('platform', 'dispute-lost')}, 'tax', ${posted('tax', 'dispute-lost')}),
        'excess', ${posted('platform', 'dispute-excess')}) as loss,
      ${excessOf(`${kind}_id`, sql`${id}`, sql`${subject}`)} as borne
    from ledger_entries where subject = ${subject}`);
}

/** One page of disputes, newest first, from the one after the cursor's. */
export function selectDisputePage(filter: {
  state: DisputeState | undefined;
  after: DisputeId | undefined;
  limit: number;
}) {
  const { state, after, limit } = filter;
  const all = q
    .selectFrom('disputes')
    .leftJoin('payments', 'payments.id', 'disputes.payment_id')
    .leftJoin('deposits', 'deposits.id', 'disputes.deposit_id')
    .selectAll('disputes')
    .select(sql<string>`coalesce(payments.subject, deposits.booking_id)`.as('subject'))
    .orderBy('disputes.id', 'desc')
    .limit(limit + 1);
  const later = after === undefined ? all : all.where('disputes.id', '<', after);
  return state === undefined ? later : later.where('disputes.state', '=', state);
}

/** Keeps a dispute that was not heard of before; stale when it just was. */
export function insertDispute(
  dispute: Pick<
    Dispute,
    | 'id'
    | 'payment_id'
    | 'deposit_id'
    | 'stripe_dispute_id'
    | 'amount'
    | 'currency'
    | 'reason'
    | 'state'
    | 'evidence_due_by'
    | 'taken'
    | 'returned'
  >,
  now: Date,
): Write {
  return guarded(
    q
      .insertInto('disputes')
      .values({ ...dispute, created_at: now, updated_at: now })
      .onConflict((conflict) => conflict.column('stripe_dispute_id').doNothing()),
  );
}

/** Moves a dispute that is as it was loaded. */
export function updateDispute(
  { id, version }: Pick<Dispute, 'id' | 'version'>,
  change: Partial<Pick<Dispute, 'state' | 'taken' | 'returned' | 'evidence_due_by' | 'attempt'>> & {
    answer?: { kind: DisputeAnswer; evidence: Evidence | null } | null;
  },
  now: Date,
): Write {
  const { answer, ...rest } = change;
  return guarded(
    q
      .updateTable('disputes')
      .set({ ...rest, version: sql`version + 1`, updated_at: now })
      .$if(answer !== undefined, (query) =>
        query.set({
          answer: answer?.kind ?? null,
          evidence: answer?.evidence ? json(answer.evidence) : null,
          answered_at: answer ? now : null,
        }),
      )
      .where('id', '=', id)
      .where('version', '=', version),
  );
}

/** Ends a refund because a lost dispute has given the money back; stale once Stripe has made it or is asked to. */
export function endRefund({ id }: Pick<OpenRefund, 'id'>, now: Date): Write {
  return guarded(
    q
      .updateTable('refunds')
      .set({ state: 'failed', updated_at: now })
      .where('id', '=', id)
      .where('state', '=', 'pending')
      .where('stripe_refund_id', 'is', null)
      .where('asked_at', 'is', null),
  );
}

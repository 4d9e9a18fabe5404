import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { RefundId } from '../../kernel/ids.ts';
import { guarded, q, type Write } from '../../platform/db/index.ts';
import type { PaymentTables, RefundState } from '../../platform/db/tables/payments.ts';
import { hasOpenJob } from '../../platform/jobs/index.ts';
import { payRefund } from '../jobs.ts';
import type { PaidColumn } from '../paid.ts';
import { excessOf } from './lost-disputes.ts';
import type { Payment } from './payments.ts';

type Refund = Selectable<PaymentTables['refunds']>;
/** What makes a refund, of a payment or of a deposit. */
export type NewRefund = Pick<Refund, 'id' | 'payment_id' | 'deposit_id' | 'amount' | 'currency' | 'reason'>;
/** A refund with what `selectRefund` reads of its payment. */
export type RefundOfIntent = Refund &
  Pick<Payment, 'subject' | 'payer_id'> & {
    intent_id: string;
    /** The version of the payment or deposit that it is of. */
    paid_version: number;
    /** What the marketplace bears of lost disputes of the same money, because this and other refunds had given it back. */
    excess: number;
  };

/** A refund of a captured payment or deposit, with the intent that it is taken from. */
export function selectRefund(refundId: RefundId) {
  return q
    .selectFrom('refunds')
    .leftJoin('payments', 'payments.id', 'refunds.payment_id')
    .leftJoin('deposits', 'deposits.id', 'refunds.deposit_id')
    .leftJoin('deposit_holds', 'deposit_holds.id', 'deposits.hold_id')
    .selectAll('refunds')
    .select(sql<Payment['subject']>`coalesce(payments.subject, deposits.booking_id)`.as('subject'))
    .select(sql<Payment['payer_id']>`coalesce(payments.payer_id, deposits.guest_id)`.as('payer_id'))
    .select(sql<string>`coalesce(payments.intent_id, deposit_holds.intent_id)`.as('intent_id'))
    .select(sql<number>`coalesce(payments.version, deposits.version)`.as('paid_version'))
    .select(
      sql<number>`
        ${excessOf('payment_id', sql.ref('refunds.payment_id'), sql.ref('payments.subject'))}
        + ${excessOf('deposit_id', sql.ref('refunds.deposit_id'), sql.ref('deposits.booking_id'))}`.as('excess'),
    )
    .where(sql<boolean>`coalesce(payments.intent_id, deposit_holds.intent_id) is not null`)
    .where('refunds.id', '=', refundId);
}

/** What of promised refunds is owed and not at Stripe; those of them that are open are to be made there, the first one first. */
export type Owed = { owed: number; open: OpenRefund[] };
/** A promised refund that Stripe has not made yet. */
export type OpenRefund = Pick<Refund, 'id' | 'amount' | 'reason'>;

/** `owed` of one payment or deposit: by the books, which know what lost disputes and others have paid. */
export function sumOwed(column: PaidColumn, id: RawBuilder<unknown>, subject: RawBuilder<unknown>) {
  const of = sql.ref(column);
  return sql<number>`(
      (select coalesce(0 - sum(amount), 0) from ledger_entries as posted
        where posted.subject = ${subject} and account = 'guest' and (
          split_part(effect, ':', 2) in (
            select refunds.id from refunds where ${of} = ${id}
            union all select stripe_dispute_id from disputes where ${of} = ${id}
            union all select differences.id from stripe_movements as said join differences using (reference, currency)
              where said.paid_id = ${id} and said.said_by = 'object')
          or split_part(effect, ':', 3) in (select refunds.id from refunds where ${of} = ${id})))
      - (select coalesce(sum(amount), 0) from refunds
        where ${of} = ${id} and state = 'pending' and stripe_refund_id is not null))::bigint`;
}

/** The columns of `Owed`, for one payment or deposit. */
export function owedOf(column: PaidColumn, id: RawBuilder<unknown>, subject: RawBuilder<unknown>) {
  const of = sql.ref(column);
  return [
    sumOwed(column, id, subject).as('owed'),
    sql<OpenRefund[]>`(
      select coalesce(json_agg(json_build_object('id', refunds.id, 'amount', amount, 'reason', reason) order by refunds.id), '[]')
      from refunds where ${of} = ${id} and state = 'pending' and stripe_refund_id is null)`.as('open'),
  ] as const;
}

/** The payments for a subject with what is owed of their refunds, the first one first. */
export function selectOwed(subject: string) {
  return q
    .selectFrom('payments')
    .select(['id', 'version', 'subject', 'payer_id', 'payee_id', 'currency'])
    .select(['captured_amount', 'refunded_amount', 'disputed_amount'])
    .select(owedOf('payment_id', sql.ref('payments.id'), sql.ref('payments.subject')))
    .where('subject', '=', subject)
    .orderBy('id');
}

/** Refunds that have waited since before an instant, and that no job is going to pay. */
export function selectForgottenRefunds(before: Date, limit: number) {
  return q
    .selectFrom('refunds')
    .select('id')
    .where('state', '=', 'pending')
    .where('updated_at', '<', before)
    .where(sql<boolean>`not ${hasOpenJob(payRefund, 'refundId', sql`refunds.id`)}`)
    .orderBy('id')
    .limit(limit);
}

export function insertRefund(refund: NewRefund, now: Date): Write {
  return q.insertInto('refunds').values({ ...refund, created_at: now, updated_at: now });
}

/** Moves a refund that is in the state in which it was loaded. */
export function updateRefund(
  { id, state }: Pick<Refund, 'id' | 'state'>,
  change: { state: RefundState; stripe_refund_id?: string },
  now: Date,
): Write {
  return guarded(
    q
      .updateTable('refunds')
      .set({ ...change, updated_at: now })
      .where('id', '=', id)
      .where('state', '=', state),
  );
}

/**
 * Says that Stripe is about to be asked to pay a refund, or with null that it has refused for now. Stale once the refund
 * has ended, as what a lost dispute has paid is not asked for, or comes to another amount.
 */
export function askForRefund({ id, amount }: Pick<Refund, 'id' | 'amount'>, askedAt: Date | null): Write {
  return guarded(
    q
      .updateTable('refunds')
      .set({ asked_at: askedAt })
      .where('id', '=', id)
      .where('state', '=', 'pending')
      .where('amount', '=', amount),
  );
}

/** Whether it was told of this that it could not be given back. */
export function selectIsTold(subject: string) {
  return q.selectNoFrom(({ exists, selectFrom }) =>
    exists(selectFrom('events').select('id').where('subject', '=', subject).where('type', '=', 'refund.failed')).as(
      'is_told',
    ),
  );
}

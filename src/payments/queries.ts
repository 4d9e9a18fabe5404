import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { PaymentId, RefundId } from '../kernel/ids.ts';
import type { ShareColumns, Shares } from '../kernel/shares.ts';
import { guarded, q, type Write } from '../platform/db/index.ts';
import type { PaymentTables, RefundState } from '../platform/db/tables/payments.ts';
import { hasOpenJob } from '../platform/jobs/index.ts';
import { excessOf } from './excess-queries.ts';
import { payRefund } from './jobs.ts';
import type { Paid, PaidColumn } from './paid.ts';

export type Payment = Selectable<PaymentTables['payments']>;
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

/** What a move of a payment may change. */
export type PaymentChange = Partial<
  Pick<
    Payment,
    'state' | 'intent_id' | 'capture_before' | 'captured_amount' | 'captured_in_part' | 'refunded_amount' | 'last_error'
  >
>;

/** What makes a payment; the shares sum up to the amount. */
export type NewPayment = Pick<
  Payment,
  'id' | 'subject' | 'payer_id' | 'payee_id' | 'amount' | 'currency' | keyof ShareColumns | 'capture' | 'payable_until'
> &
  Partial<Pick<Payment, 'customer_id' | 'payment_method_id' | 'last_error'>>;

export function selectPayment(paymentId: PaymentId) {
  return q.selectFrom('payments').selectAll().where('id', '=', paymentId);
}

/** Writes a payment; one whose maker calls Stripe next, under a lease until then. */
export function insertPayment(payment: NewPayment, leaseUntil: Date | null, now: Date): Write {
  return q.insertInto('payments').values({ ...payment, lease_until: leaseUntil, created_at: now, updated_at: now });
}

/** Moves a payment that is as it was loaded; a known intent ends the lease. */
export function updatePayment(
  { id, version }: Pick<Payment, 'id' | 'version'>,
  change: PaymentChange,
  now: Date,
): Write {
  return guarded(
    q
      .updateTable('payments')
      .set({ ...change, version: sql`version + 1`, updated_at: now })
      .$if(change.intent_id !== undefined, (query) => query.set({ lease_until: null }))
      .where('id', '=', id)
      .where('version', '=', version),
  );
}

/** Records the intent that was made for a payment, unless it has one or is over: then the batch is stale. */
export function recordIntent(paymentId: PaymentId, intentId: string, now: Date): Write {
  return guarded(
    q
      .updateTable('payments')
      .set({ intent_id: intentId, lease_until: null, updated_at: now })
      .where('id', '=', paymentId)
      .where('state', '=', 'pending')
      .where('intent_id', 'is', null),
  );
}

/** Takes over the making of the intent once nobody else is at it; `request-in-progress` when another was faster. */
export function takeLease(paymentId: PaymentId, until: Date, now: Date): Write {
  return guarded(
    q
      .updateTable('payments')
      .set({ lease_until: until })
      .where('id', '=', paymentId)
      .where('intent_id', 'is', null)
      .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<=', now)])),
    'request-in-progress',
  );
}

/** Lets others make the intent at once: who was at it has failed. */
export function releaseLease(paymentId: PaymentId): Write {
  return q
    .updateTable('payments')
    .set({ lease_until: null })
    .where('id', '=', paymentId)
    .where('intent_id', 'is', null);
}

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

/**
 * What host, platform and tax authorities still have of all that was paid for a subject (positive), by the books, which
 * know what refunds, alterations and lost disputes took; payouts and fees are of no account.
 */
export function sharesLeft(subject: RawBuilder<unknown>) {
  return sql<Shares>`(
    select json_build_object(
      'host', coalesce(0 - sum(amount) filter (where account = 'host'), 0),
      'platform', coalesce(0 - sum(amount) filter (where account = 'platform'), 0),
      'tax', coalesce(0 - sum(amount) filter (where account = 'tax'), 0))
    from ledger_entries as posted
    where posted.subject = ${subject}
      and split_part(effect, ':', 1) in ('capture', 'refund-promised', 'alteration', 'dispute-lost'))`;
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

/** Keeps a webhook; the same one again is kept once. */
export function insertStripeEvent(event: { id: string; type: string; objectId: string }, now: Date): Write {
  return q
    .insertInto('stripe_events')
    .values({ id: event.id, type: event.type, object_id: event.objectId, received_at: now })
    .onConflict((conflict) => conflict.column('id').doNothing());
}

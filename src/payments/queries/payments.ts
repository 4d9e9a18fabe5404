import { type RawBuilder, type Selectable, sql } from 'kysely';
import { HOUR_MS } from '../../kernel/durations.ts';
import type { PaymentId } from '../../kernel/ids.ts';
import type { ShareColumns, Shares } from '../../kernel/shares.ts';
import { guarded, q, type Write } from '../../platform/db/index.ts';
import type { PaymentTables } from '../../platform/db/tables/payments.ts';
import { hasOpenJob } from '../../platform/jobs/index.ts';
import { paymentChanged } from '../jobs.ts';

export type Payment = Selectable<PaymentTables['payments']>;

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

/**
 * Whether whoever was paid for has yet to hear of what has become of a payment of the statement around it: to count it, or to give
 * it back.
 */
export function isUnheard(now: Date): RawBuilder<boolean> {
  // Such a job is due at once, and once more within the hour: with what is due the index leaves few.
  return hasOpenJob(paymentChanged, 'paymentId', sql`payments.id`, new Date(now.getTime() + 2 * HOUR_MS));
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

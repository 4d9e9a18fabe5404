import { sql } from 'kysely';
import type { PaymentId } from '../kernel/ids.ts';
import { q, statement, type Write } from '../platform/db/index.ts';
import { telling } from '../platform/events.ts';

/** Has a payment that is open not be charged without its payer any more; one that is being charged still may be. */
export function leaveToPayer(paymentId: PaymentId): Write {
  return q
    .updateTable('payments')
    .set({ payment_method_id: null })
    .where('id', '=', paymentId)
    .where('state', '=', 'pending');
}

/**
 * The same for all that are still to be charged with this card; their payer hears that they failed, and pays them otherwise. A
 * job that has charged one by now finds it changed, and Stripe tells of it.
 */
export function leaveChargesOf(paymentMethodId: string, error: string, now: Date): Write {
  return telling(
    statement(sql`
      with freed as (
        update payments set payment_method_id = null, last_error = ${error}, version = version + 1, updated_at = ${now}
        where payment_method_id = ${paymentMethodId} and state = 'pending' and last_error is null
        returning id, payer_id, subject, amount, currency
      )
      insert into events (type, occurred_at, subject, guest_id, data)
      select 'payment.failed', ${now}, id, payer_id,
        jsonb_build_object('subject', subject, 'amount', amount, 'currency', currency, 'error', ${error}::text)
      from freed`),
  );
}

import { sql } from 'kysely';
import type { PaymentId } from '../kernel/ids.ts';
import { q, type Write } from '../platform/db/index.ts';
import { selectPayment } from './queries.ts';

/** The payment, and whether the saved card that it is to be charged with is still there. */
export function selectToCharge(paymentId: PaymentId) {
  return selectPayment(paymentId).select(
    sql<boolean>`exists (
      select from saved_cards
      where saved_cards.payment_method_id = payments.payment_method_id and removed_at is null)`.as('is_card_there'),
  );
}

/** Has a payment that is open not be charged without its payer any more; one that is being charged still may be. */
export function leaveToPayer(paymentId: PaymentId): Write {
  return q
    .updateTable('payments')
    .set({ payment_method_id: null })
    .where('id', '=', paymentId)
    .where('state', '=', 'pending');
}

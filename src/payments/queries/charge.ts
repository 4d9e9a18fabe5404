import { sql } from 'kysely';
import type { PaymentId } from '../../kernel/ids.ts';
import { q, type Write } from '../../platform/db/index.ts';
import { selectPayment } from './payments.ts';

/** Why a saved card is not charged: it was removed, or its bank takes back what was paid for the same before. */
export const CARD_REMOVED = 'card_removed';
export const PAYMENT_DISPUTED = 'payment_disputed';

/** The payment, and why the saved card that it names is not to be charged for it now; null when it is. */
export function selectToCharge(paymentId: PaymentId) {
  return selectPayment(paymentId).select(
    sql<typeof CARD_REMOVED | typeof PAYMENT_DISPUTED | null>`case
      when not exists (
        select from saved_cards
        where saved_cards.payment_method_id = payments.payment_method_id and removed_at is null)
      then ${CARD_REMOVED}
      when exists (
        select from payments as paid left join disputes on disputes.payment_id = paid.id
        where paid.subject = payments.subject
          and (disputes.state in ('open', 'answered') or paid.disputed_amount > 0))
      then ${PAYMENT_DISPUTED} end`.as('obstacle'),
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

/** Has intents that are not made yet made without a customer who is no more at Stripe, which makes none for such. */
export function withoutCustomer(customerId: string): Write {
  return q
    .updateTable('payments')
    .set({ customer_id: null })
    .where('customer_id', '=', customerId)
    .where('state', '=', 'pending')
    .where('intent_id', 'is', null);
}

import type { DepositId, PaymentId } from '../kernel/ids.ts';
import type { Effect } from './ledger.ts';

/** By what somebody has paid: a payment, or a deposit of which something was taken. */
export type Paid = { kind: 'payment'; id: PaymentId } | { kind: 'deposit'; id: DepositId };

/** What a refund or a dispute is of, as their tables have it: one of the two. */
type PaidColumns = { payment_id: PaymentId | null; deposit_id: DepositId | null };

export type PaidColumn = keyof PaidColumns;

/** What a row of refunds or disputes is of. */
export function paidOf({ payment_id, deposit_id }: PaidColumns): Paid {
  if (payment_id !== null) return { kind: 'payment', id: payment_id };
  if (deposit_id !== null) return { kind: 'deposit', id: deposit_id };
  throw new Error('a refund, or a dispute, is of a payment or of a deposit');
}

/** The same, to be written to such a row. */
export function columnsOf({ kind, id }: Paid): PaidColumns {
  return kind === 'payment' ? { payment_id: id, deposit_id: null } : { payment_id: null, deposit_id: id };
}

/** The name of an effect on what was paid so: whatever moves the money of deposits is told apart by it. */
export function effectOn({ kind }: Pick<Paid, 'kind'>, effect: Effect): Effect {
  return kind === 'payment' ? effect : `deposit-${effect}`;
}

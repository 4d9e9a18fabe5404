import { Problem } from '../kernel/problem.ts';

/** Why an account cannot be closed yet, and what to do about it. The codes are contract. */
const reasons = {
  operator: 'An operator cannot leave: an admin has to take the role away first.',
  'booking-held': 'Nights are held until they are paid, or given free.',
  'booking-requested': 'A request waits for its answer; withdraw or decline it, or wait.',
  'booking-confirmed': 'A stay is to come or under way; it has to be over, or cancelled.',
  'payment-open': 'A payment is not made yet, nor given up.',
  'refund-open': 'Money is on its way back, or could not be paid back; support sees to that.',
  'dispute-open': 'A bank has not decided yet about a disputed payment.',
  'deposit-open': 'A damage deposit is set aside; it is given free once the time to claim it is over.',
  'payout-open': 'Money is still to be paid out, is on its way, or was refused by the bank.',
  'debt-open': 'Money is owed to the marketplace; it is kept from what is paid out next.',
} as const;

/** Something of a person that is not over. */
export interface Open {
  code: keyof typeof reasons;
  /** The id of the booking, the bank's payout or the person. */
  subject: string;
}

/** Throws `account-in-use`, with all that stands in the way, unless nothing does. */
export function refuseOpen(open: readonly Open[]): void {
  if (open.length === 0) return;
  throw new Problem('account-in-use', {
    errors: open.map(({ code, subject }) => ({ subject, code, detail: reasons[code] })),
  });
}

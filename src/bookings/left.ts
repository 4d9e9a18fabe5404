import { isStanding } from '../kernel/booking-state.ts';
import { unchargeable } from '../kernel/chargeable-amounts.ts';
import type { Portions, Totals } from '../kernel/price.ts';
import { type InputError, Problem } from '../kernel/problem.ts';
import type { BookingRow, BookingWithShares, PaymentOfBooking } from './queries/bookings.ts';

const names = ['hostReceives', 'platformKeeps', 'taxes'] as const;

/** Whether a booking is or was confirmed, and anything can be given back of it. */
export function wasPaid({ state }: Pick<BookingRow, 'state'>): boolean {
  return isStanding(state) || state === 'cancelled';
}

/** Who has what of the money paid, now. */
export function leftOf({ kept, refund, price }: Pick<BookingRow, 'kept' | 'refund' | 'price'>): Totals {
  return kept ?? refund?.kept ?? price.totals;
}

/** What of that each can give back: nobody more than the books say they have, from which a lost dispute took as well. */
export function givableOf(booking: BookingWithShares): Portions {
  const { hostReceives, platformKeeps, taxes } = leftOf(booking);
  const { host, platform, tax } = booking.shares;
  return {
    hostReceives: Math.max(0, Math.min(hostReceives, host)),
    platformKeeps: Math.max(0, Math.min(platformKeeps, platform)),
    taxes: Math.max(0, Math.min(taxes, tax)),
  };
}

/** Throws `payment-disputed` where somebody gives back more than they can: a bank has taken it. */
export function refuseTaken(booking: BookingWithShares, from: Portions): void {
  const givable = givableOf(booking);
  if (names.some((name) => from[name] > givable[name])) throw new Problem('payment-disputed');
}

/** The payments that count to that: one that is captured does once its job has seen to that. */
export function countedOf({ payments }: Pick<BookingRow, 'payments'>): PaymentOfBooking[] {
  return payments.filter(({ is_counted: isCounted }) => isCounted);
}

/** What is wrong with this field of the body: nobody is asked for more than is left, and all are chargeable amounts. */
export function mistakesOf(
  { price: { currency } }: Pick<BookingRow, 'price'>,
  left: Portions,
  field: string,
  portions: Portions,
): InputError[] {
  return names.flatMap((name): InputError[] => {
    const pointer = `/${field}/${name}`;
    return portions[name] > Math.max(0, left[name])
      ? [tooMuch(pointer, left[name])]
      : unchargeable(currency, pointer, portions[name]);
  });
}

/** The mistake of an amount beyond what is left. */
export function tooMuch(pointer: string, left: number): InputError {
  return { pointer, code: 'too-much', detail: `is more than the ${left} that is left` };
}

/** Throws `invalid-input` where there are mistakes. */
export function refuse(errors: InputError[]): void {
  if (errors.length > 0) throw new Problem('invalid-input', { errors });
}

import { unchargeable } from '../kernel/chargeable-amounts.ts';
import { minus, type Portions, withSum } from '../kernel/price.ts';
import { Problem } from '../kernel/problem.ts';
import { type BookedStay, type Canceller, decideRefund, type Refund } from '../pricing/index.ts';
import { bookedStayOf, checkInOf, checkOutOf, phaseOf } from './booking.ts';
import { leftOf, mistakesOf, refuse, refuseTaken } from './left.ts';
import type { Step } from './move.ts';
import type { BookingToCancel } from './queries/bookings.ts';
import { nextState } from './state.ts';

/** Amounts that support sets instead of what the terms say. */
type Override = { kept: Portions | undefined; hostFee: number | undefined };

/** Who cancels, on whose terms, and when. A guest who did not come is reported by the host. */
export type Cancelling =
  | { name: 'cancel'; by: Canceller | 'clock'; terms: Canceller; at: Date; override?: Override }
  | { name: 'reportNoShow'; by: 'host'; terms: 'guest'; at: Date };

/** How the money is divided: what goes back now, what each keeps, and what the host owes. */
export type Division = Omit<Refund, 'lines'>;

/** The one answer to what a cancellation on these terms comes to at that instant, whether it is foretold or done. */
export function divisionAt(
  booking: BookingToCancel,
  terms: Canceller,
  at: Date,
  stay: BookedStay = bookedStayOf(booking),
): Division {
  const { lines: _, ...division } = decideRefund(stay, { by: terms, at, perDollar: booking.per_dollar });
  return division;
}

/**
 * Throws `invalid-transition` unless the booking is confirmed, not over and, for a no-show, the check-in is open, and
 * `payment-disputed` where a bank has taken of a share what it would give back.
 */
export function decideCancellation(booking: BookingToCancel, cancelling: Cancelling): Step & { division: Division } {
  const { name, by, at } = cancelling;
  const move = nextState(phaseOf(booking), name, by);
  if (checkOutOf(booking) <= at) throw new Problem('invalid-transition', { detail: 'The stay is over.' });
  if (name === 'reportNoShow' && checkInOf(booking) > at) {
    throw new Problem('invalid-transition', { detail: 'The check-in is not open yet.' });
  }
  const foreseen = divisionAt(booking, cancelling.terms, at);
  const override = cancelling.name === 'cancel' ? cancelling.override : undefined;
  const division = override === undefined ? foreseen : overridden(booking, foreseen, override);
  refuseTaken(booking, minus(leftOf(booking), division.kept));
  const { hostFee, ...refund } = division;
  return {
    move,
    division,
    change: {
      ended_at: at,
      ended_by: endedBy(cancelling),
      is_no_show: name === 'reportNoShow',
      refund,
      kept: refund.kept,
      host_fee: hostFee,
    },
  };
}

/** By whom a booking is said to be cancelled: the clock is ours. */
export function endedBy({ by }: Cancelling): Canceller | 'system' {
  return by === 'clock' ? 'system' : by;
}

function overridden(booking: BookingToCancel, division: Division, { kept, hostFee }: Override): Division {
  const left = leftOf(booking);
  refuse([
    ...(kept === undefined ? [] : mistakesOf(booking, left, 'kept', kept)),
    // It is kept from what the host is paid, which would be no amount that Stripe transfers.
    ...(hostFee === undefined ? [] : unchargeable(booking.price.currency, '/hostFee', hostFee)),
  ]);
  const keeps = kept === undefined ? division.kept : withSum(kept);
  const refund = Math.max(0, left.guestPays - keeps.guestPays);
  return {
    ...division,
    // Where nothing goes back each keeps what they have, also who has less than nothing.
    kept: refund === 0 ? left : keeps,
    refund,
    hostFee: hostFee ?? division.hostFee,
  };
}

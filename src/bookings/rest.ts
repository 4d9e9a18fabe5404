import type { Side } from '../kernel/actor.ts';
import { hasFallen } from '../kernel/booking-state.ts';
import { plus, type Totals } from '../kernel/price.ts';
import { Problem } from '../kernel/problem.ts';
import { portionsOf, type ShareColumns, sharesIn } from '../kernel/shares.ts';
import type { z } from '../kernel/zod.ts';
import type { BookedStay, QuoteContent, Split } from '../pricing/index.ts';
import { bookedStayOf } from './booking.ts';
import { leftOf } from './left.ts';
import type { BookingRow } from './queries/bookings.ts';
import type { BookingRestSchema } from './rest-schemas.ts';

/** What is to be paid later of a booking; times are RFC 3339. */
export type Rest = ShareColumns & {
  amount: number;
  due_at: string;
  pay_by: string;
  payment_id: string | null;
  settled_at: string | null;
};

type WithRest = Pick<BookingRow, 'state' | 'payments' | 'rest'>;

/** Whether something is still to be paid for the booking as it was agreed. */
export function isRestOpen({ rest }: Pick<BookingRow, 'rest'>): boolean {
  return rest !== null && rest.settled_at === null;
}

/** Whether a bank has taken back some of what was paid, for good. */
export function isTakenBack({ payments }: Pick<BookingRow, 'payments'>): boolean {
  return payments.some(({ disputed_amount: amount }) => amount > 0);
}

/** Who has what once the rest is paid as well. */
export function leftOncePaid(booking: Pick<BookingRow, 'kept' | 'refund' | 'price'>, rest: Rest): Totals {
  return plus(leftOf(booking), portionsOf(sharesIn(rest)));
}

/**
 * What a refund in the future is foretold from: with the rest paid as soon as it is due, or by the end of the time for
 * it. Whoever cancels before divides what was paid until then. A rest that is never to be paid any more is not foretold.
 */
export function foretoldStayOf(booking: BookingRow): BookedStay {
  const { rest } = booking;
  const stay = bookedStayOf(booking);
  if (rest === null || rest.settled_at !== null || isRestOver(booking, rest)) return stay;
  const after = new Date(rest.payment_id === null ? rest.due_at : rest.pay_by);
  return { ...stay, oncePaid: { after, left: leftOncePaid(booking, rest) } };
}

/**
 * The two parts, if they are asked for. Throws `split-unavailable` where the quote offers none, and `card-required`
 * without a card that the rest can be charged to.
 */
export function decideSplit(quote: QuoteContent, isAsked: boolean, hasCard: boolean): QuoteContent['split'] {
  if (!isAsked) return null;
  if (quote.split === null) throw new Problem('split-unavailable');
  if (!hasCard) throw new Problem('card-required');
  return quote.split;
}

/** The same for a stay that is about to be booked so. */
export function inTwoParts(stay: BookedStay, { first, dueAt }: Split): BookedStay {
  return { ...stay, left: first, oncePaid: { after: dueAt, left: stay.price.totals } };
}

/** A rest that was just agreed on. */
export function viewAgreed({ rest, dueAt, payBy }: Split): z.input<typeof BookingRestSchema> {
  return {
    paymentId: null,
    state: 'scheduled',
    amount: rest.guestPays,
    dueAt: dueAt.toISOString(),
    payBy: payBy.toISOString(),
    error: null,
  };
}

/** The rest of a booking as one side sees it. */
export function viewRest(booking: WithRest, side: Side): z.input<typeof BookingRestSchema> | null {
  const { rest } = booking;
  if (rest === null) return null;
  return {
    paymentId: rest.payment_id,
    state: stateOf(booking, rest),
    amount: rest.amount,
    dueAt: new Date(rest.due_at).toISOString(),
    payBy: new Date(rest.pay_by).toISOString(),
    error: side === 'guest' && rest.settled_at === null ? (paymentOf(booking, rest)?.last_error ?? null) : null,
  };
}

function stateOf(booking: WithRest, rest: Rest): z.input<typeof BookingRestSchema>['state'] {
  if (rest.settled_at !== null) return 'paid';
  if (isRestOver(booking, rest)) return 'cancelled';
  const payment = paymentOf(booking, rest);
  if (payment === undefined) return 'scheduled';
  return payment.last_error === null ? 'due' : 'failed';
}

// An unpaid one.
function isRestOver(booking: WithRest, rest: Rest): boolean {
  return hasFallen(booking.state) || paymentOf(booking, rest)?.state === 'cancelled';
}

function paymentOf({ payments }: WithRest, { payment_id }: Rest): WithRest['payments'][number] | undefined {
  return payments.find(({ id }) => id === payment_id);
}

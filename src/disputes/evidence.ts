import { type BookingState, hasFallen } from '../kernel/booking-state.ts';
import type { Currency } from '../kernel/currencies.ts';
import { instantAt, minDate, todayIn } from '../kernel/dates.ts';
import { decimalOf } from '../kernel/money-text.ts';
import { minus } from '../kernel/price.ts';
import { portionsOf, sharesIn } from '../kernel/shares.ts';
import type { Evidence } from '../platform/db/tables/disputes.ts';
import { type BookedStay, cancellationTerms } from '../pricing/index.ts';
import type { CaseRow } from './queries/case.ts';

/** What the booking itself says against its dispute, in words that a bank can read; pure. */
export function evidenceOf(row: CaseRow, statement: string): Evidence {
  const { currency } = row.price;
  // Of a guest who has closed their account neither is known any more.
  const [customerName, customerEmail] = row.guest_left_at === null ? [row.guest_name, row.guest_email] : ['', ''];
  return {
    customerName,
    customerEmail,
    product:
      `${claimOf(row)}A stay at "${row.listing_title ?? ''}", ${row.check_in} to ${row.check_out}, ` +
      `${row.adults + row.children} guests, booked as ${row.subject}. Paid: ${paidOf(row)}.${endOf(row)}`,
    serviceDate: daysOf(row),
    terms: `${shownOf(row)} Policy "${row.cancellation_policy.code}". ${termsOf(row)}`,
    refunds: `Of ${decimal(row.captured_amount, currency)} paid, ${decimal(row.refunded_amount, currency)} were refunded.`,
    activity: row.told.map(({ type, at }) => `${new Date(at).toISOString()} ${type}`).join('\n'),
    statement,
  };
}

// Who ended the stay, where it did not end by itself.
function endOf({ booking_state, ended_at: at, ended_by: by, is_no_show }: CaseRow): string {
  if (neverCameAbout(booking_state)) return ` It never came about, as the booking is ${booking_state}.`;
  if (booking_state !== 'cancelled' || at === null) return '';
  const when = at.toISOString();
  if (is_no_show) return ` The host reported on ${when} that the guest had not come.`;
  if (by === 'system') return ` It was cancelled on ${when}, as the rest of its price was not paid in time.`;
  return ` It was cancelled by the ${by === 'support' ? 'marketplace' : by} on ${when}.`;
}

// Whatever was paid for such a booking came too late, or by mistake.
function neverCameAbout(state: BookingState): boolean {
  return hasFallen(state) && state !== 'cancelled';
}

// On which the stay takes place; empty where it never did.
function daysOf({ booking_state, ended_at, is_no_show, ...stay }: CaseRow): string {
  const { check_in, check_in_from, check_out, time_zone } = stay;
  if (neverCameAbout(booking_state)) return '';
  if (booking_state !== 'cancelled' || ended_at === null) return `${check_in} to ${check_out}`;
  const hasBegun = !is_no_show && instantAt(check_in, check_in_from, time_zone) < ended_at;
  return hasBegun ? `${check_in} to ${minDate(check_out, todayIn(time_zone, ended_at))}` : '';
}

// Of other dates, guests or price than those that were paid for, no terms had been shown by then.
function shownOf({ altered_at: at }: CaseRow): string {
  if (at === null) return 'Shown with the price before it was paid.';
  return `The policy was shown with the price before it was paid; the amounts are of the stay as guest and host altered it on ${at.toISOString()}.`;
}

function claimOf({ claimed_at: at, claim_reason: reason }: CaseRow): string {
  if (at === null) return '';
  if (reason === null) return `A damage deposit of this stay, taken by the marketplace on ${at.toISOString()}. `;
  return `A damage deposit of this stay, claimed by the host on ${at.toISOString()}: "${reason}". `;
}

// A stay can be paid by several payments, of which one is disputed.
function paidOf({ captured_amount, paid_amount, payment_id, is_of_stay, price: { currency } }: CaseRow): string {
  const [whole, disputed] = [decimal(paid_amount, currency), decimal(captured_amount, currency)];
  if (payment_id === null) return `${whole}, and ${disputed} of the deposit by this payment`;
  if (!is_of_stay) return `${whole}, and ${disputed} by this payment for a change of the stay that never came about`;
  return paid_amount === captured_amount ? whole : `${whole}, of which ${disputed} by this payment`;
}

function termsOf(row: CaseRow): string {
  const terms = cancellationTerms({
    policy: row.cancellation_policy,
    price: row.price,
    checkIn: row.check_in,
    timeZone: row.time_zone,
    checkInTime: row.check_in_from,
    bookedAt: row.booked_at,
    confirmedAt: row.confirmed_at ?? row.booked_at,
    ...partsOf(row),
  });
  return terms
    .map(({ until, refund }) => {
      const amount = decimal(refund, row.price.currency);
      return until === null ? `Afterwards: ${amount} back.` : `Cancelled by ${until.toISOString()}: ${amount} back.`;
    })
    .join(' ');
}

// As it was shown where the stay is paid in two parts: of the first until the rest is due, of the whole from then on. One
// that was altered since was paid whole before.
function partsOf({ rest, altered_at, price: { totals } }: CaseRow): Pick<BookedStay, 'left' | 'oncePaid'> {
  if (rest === null || altered_at !== null) return {};
  return {
    left: minus(totals, portionsOf(sharesIn(rest))),
    oncePaid: { after: new Date(rest.due_at), left: totals },
  };
}

/** An amount as a person reads it: `120.00 EUR`. */
function decimal(amount: number, currency: Currency): string {
  return `${decimalOf(amount, currency)} ${currency}`;
}

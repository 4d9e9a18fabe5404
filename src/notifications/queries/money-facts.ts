import { sql } from 'kysely';
import type { PayoutId, RefundId } from '../../kernel/ids.ts';
import { sumOwed } from '../../payments/index.ts';
import { q } from '../../platform/db/index.ts';
import { isOfPrice, type StayFacts, selectStays, waitingRefunds } from './stays.ts';

/** What letters tell of refunds and payouts, read when they are written. */

/** A stay of which support has given something back, of the price or of its damage deposit. */
export type RefundedFacts = StayFacts & {
  given: { of: 'price' | 'deposit'; amount: number };
  /** What of it waits, as `waitingRefunds`. */
  given_waits: number;
};

/** The same by the number of the event that told so. */
export function selectRefunded(seq: number) {
  return selectStays()
    .innerJoin('events', (join) => join.on(sql<boolean>`booking_of(events.subject) = bookings.id`))
    .select(
      sql<RefundedFacts['given']>`case events.type
        when 'booking.refunded' then json_build_object('of', 'price', 'amount', events.data -> 'refund')
        else json_build_object('of', 'deposit', 'amount', events.data -> 'amount') end`.as('given'),
    )
    .select(
      waitingRefunds(sql`refunds.created_at = events.occurred_at and case events.type
        when 'booking.refunded' then refunds.reason = 'support' and ${isOfPrice}
        else refunds.deposit_id = events.subject end`).as('given_waits'),
    )
    .where('events.seq', '=', seq);
}

/** A stay with a refund of it that has failed, in minor units. */
export type FailedRefund = StayFacts & { unpaid: number };

/**
 * The stay that a refund is of which the event of this number tells to have failed, while so much is owed to the guest as
 * before. What came by mistake is no refund of ours: nobody pays that once more from here.
 */
export function selectFailedRefund(seq: number) {
  return selectStays()
    .innerJoin('events', (join) => join.on(sql<boolean>`events.data ->> 'subject' = bookings.id`))
    .leftJoin('refunds', (join) => join.on(sql<boolean>`refunds.id = events.subject`))
    .leftJoin('payments', 'payments.id', 'refunds.payment_id')
    .leftJoin('deposits', 'deposits.id', 'refunds.deposit_id')
    .select(sql<number>`(events.data -> 'amount')::bigint`.as('unpaid'))
    .where('events.seq', '=', seq)
    .where(
      sql<boolean>`(refunds.id is null or refunds.state = 'failed' and
        ${sumOwed('payment_id', sql.ref('payments.id'), sql.ref('bookings.id'))}
        + ${sumOwed('deposit_id', sql.ref('deposits.id'), sql.ref('bookings.id'))}
        > (select coalesce(sum(amount), 0) from refunds as again
          where (again.payment_id = payments.id or again.deposit_id = deposits.id)
            and again.state = 'pending' and again.stripe_refund_id is null))`,
    );
}

/** A stay with what was paid for its nights once they were held no more, or as its rest once it was over, and goes back. */
export type LatePayment = StayFacts & {
  late: { of: 'nights' | 'rest'; amount: number };
  /** What of it waits, as `waitingRefunds`. */
  late_waits: number;
};

/** The same by the refund; none of what a letter of its own tells: a request, or a proposal, that came to nothing. */
export function selectLatePayment(refundId: RefundId) {
  return selectStays()
    .innerJoin('payments', 'payments.subject', 'bookings.id')
    .innerJoin('refunds', 'refunds.payment_id', 'payments.id')
    .leftJoin('booking_rests', 'booking_rests.payment_id', 'payments.id')
    .select(
      sql<LatePayment['late']>`json_build_object(
        'of', case when booking_rests.payment_id is null then 'nights' else 'rest' end, 'amount', refunds.amount)`.as(
        'late',
      ),
    )
    .select(waitingRefunds(sql`refunds.id = ${refundId}`).as('late_waits'))
    .where('refunds.id', '=', refundId)
    .where('refunds.reason', '=', 'late-payment')
    .where('refunds.state', '<>', 'failed')
    .where((is) =>
      is.or([
        is('booking_rests.payment_id', 'is not', null),
        is.and([is('payments.id', '=', is.ref('bookings.payment_id')), is('bookings.requested_at', 'is', null)]),
      ]),
    );
}

/** A payout that was made, with the stay that it is for. */
export function selectMadePayout(payoutId: PayoutId) {
  return q
    .selectFrom('payouts')
    .innerJoin('bookings', 'bookings.id', 'payouts.booking_id')
    .innerJoin('listings', 'listings.id', 'bookings.listing_id')
    .innerJoin('people', 'people.id', 'bookings.guest_id')
    .select(['payouts.amount', 'payouts.withheld', 'payouts.currency'])
    .select(['listings.title as listing_title', 'people.name as guest_name'])
    .where('payouts.id', '=', payoutId)
    .where('payouts.state', '=', 'paid');
}

/** What a host's bank has sent back; what it did not give, none. */
export function selectReturnedPayout(bankPayoutId: string) {
  return q
    .selectFrom('bank_payouts')
    .select(['amount', 'currency'])
    .where('id', '=', bankPayoutId)
    .where('amount', '>', 0)
    .where('state', '=', 'failed');
}

import { closeNights } from '../calendar/index.ts';
import type { Ctx } from '../context.ts';
import { sideOf } from '../kernel/actor.ts';
import { type BookingId, newId } from '../kernel/ids.ts';
import { minus } from '../kernel/price.ts';
import { sharesOf } from '../kernel/shares.ts';
import type { z } from '../kernel/zod.ts';
import { cancelPayment, leaveToPayer, postHostFee, promiseRefunds } from '../payments/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import type { Canceller } from '../pricing/index.ts';
import { type Cancelling, decideCancellation, endedBy } from './cancellation.ts';
import { countedOf, leftOf } from './left.ts';
import { loadToCancel } from './load-booking.ts';
import { depositWrites, moved, stepWrites } from './move.ts';
import { endAlterations } from './queries/alterations.ts';
import type { BookingRow, BookingToCancel } from './queries/bookings.ts';
import { releaseClaim } from './queries/nights.ts';
import { isTakenBack, type Rest } from './rest.ts';
import type { Booking } from './schemas.ts';
import type { SupportCancellation, SupportCancels } from './support-schemas.ts';
import { viewBooking, viewDivision } from './views.ts';

/**
 * Guest or host cancels a confirmed booking. The guest gets what the policy says, from the host everything. The nights
 * are free again; those that a host takes away stay closed, and the host owes a fee.
 */
export function cancelBooking(ctx: Ctx, bookingId: BookingId): Promise<Reply<z.input<typeof Booking>>> {
  return decideAndCommit(ctx, async () => {
    const booking = await loadToCancel(ctx, bookingId, 'party');
    const by = sideOf(ctx.actor, booking);
    const { cancelled, writes } = cancel(ctx, booking, { name: 'cancel', by, terms: by, at: ctx.now });
    return {
      reply: { status: 200, body: viewBooking(ctx, cancelled, by) },
      writes: [...writes, audit(ctx, 'bookings.cancel', bookingId, { by })],
    };
  });
}

/** The host reports that the guest did not come: the booking ends as if the guest had cancelled it now. */
export function reportNoShow(ctx: Ctx, bookingId: BookingId): Promise<Reply<z.input<typeof Booking>>> {
  return decideAndCommit(ctx, async () => {
    const booking = await loadToCancel(ctx, bookingId, 'host');
    const { cancelled, writes } = cancel(ctx, booking, {
      name: 'reportNoShow',
      by: 'host',
      terms: 'guest',
      at: ctx.now,
    });
    return {
      reply: { status: 200, body: viewBooking(ctx, cancelled, 'host') },
      writes: [...writes, audit(ctx, 'bookings.reportNoShow', bookingId)],
    };
  });
}

/** Support cancels anybody's booking, on the terms of one side or with amounts of its own. */
export function cancelBySupport(
  ctx: Ctx,
  bookingId: BookingId,
  { reason, terms, kept, hostFee }: z.output<typeof SupportCancels>,
): Promise<Reply<z.input<typeof SupportCancellation>>> {
  return decideAndCommit(ctx, async () => {
    const booking = await loadToCancel(ctx, bookingId, 'anybody');
    const override = { kept, hostFee };
    const cancelling = { name: 'cancel', by: 'support', terms, at: ctx.now, override } as const;
    const { division, writes } = cancel(ctx, booking, cancelling);
    return {
      reply: {
        status: 200,
        body: { bookingId, currency: booking.price.currency, ...viewDivision(division, 'support') },
      },
      writes: [...writes, audit(ctx, 'bookings.cancelBySupport', bookingId, { reason, terms, ...override })],
    };
  });
}

/**
 * The writes that cancel a booking of which the rest was not paid in time, on the guest's terms of that time. Where a bank
 * has taken something back, no more goes back by itself.
 */
export function cancelUnpaid(ctx: Ctx, booking: BookingToCancel, { pay_by: payBy }: Rest): Write[] {
  const at = new Date(Math.min(Date.parse(payBy), ctx.now.getTime()));
  const cancelling = { name: 'cancel', by: 'clock', terms: 'guest', at } as const;
  const override = { kept: leftOf(booking), hostFee: undefined };
  return cancel(ctx, booking, isTakenBack(booking) ? { ...cancelling, override } : cancelling).writes;
}

function cancel(ctx: Ctx, booking: BookingToCancel, cancelling: Cancelling) {
  const { division, ...step } = decideCancellation(booking, cancelling);
  const { refund, kept, hostFee } = division;
  const told = { endedBy: endedBy(cancelling), isNoShow: step.change.is_no_show };
  const from = sharesOf(minus(leftOf(booking), kept));
  return {
    division,
    cancelled: withRefund(moved(booking, step), refund),
    writes: [
      ...stepWrites(
        ctx,
        booking,
        step,
        [releaseClaim(booking.id), ...keptClosed(booking, cancelling.terms, ctx.realNow)],
        told,
      ),
      ...endOpen(ctx, booking),
      ...depositWrites(ctx, booking),
      ...(refund > 0 ? promiseRefunds(ctx, countedOf(booking), { reason: 'cancellation', from }) : []),
      ...postHostFee(ctx, {
        subject: booking.id,
        host: booking.host_id,
        currency: booking.price.currency,
        amount: hostFee,
      }),
    ],
  };
}

// For the answer: the row says so once Stripe is asked.
function withRefund(booking: BookingRow, refund: number): BookingRow {
  if (refund === 0) return booking;
  const [first, ...others] = booking.payments;
  const refunded = { ...first, refunded_amount: first.refunded_amount + refund };
  return { ...booking, payments: [refunded, ...others], refund_state: 'pending' };
}

// What is proposed falls with the booking, and what is authorised for it is given free.
function endOpen(ctx: Ctx, { id, payment_id, payments }: BookingRow): Write[] {
  const open = payments.filter(
    (payment) => payment.id !== payment_id && (payment.state === 'pending' || payment.state === 'authorised'),
  );
  return [
    endAlterations(id, ctx),
    // Should its intent not be cancelled at once, no job that comes late charges it meanwhile.
    ...open.flatMap((payment) => [leaveToPayer(payment.id), enqueue(ctx, cancelPayment, { paymentId: payment.id })]),
  ];
}

function keptClosed({ listing_id, check_in, check_out }: BookingRow, terms: Canceller, now: Date): Write[] {
  if (terms !== 'host') return [];
  const closure = { id: newId('closure'), listingId: listing_id, start: check_in, end: check_out };
  return [closeNights({ ...closure, source: 'cancellation', note: '' }, now)];
}

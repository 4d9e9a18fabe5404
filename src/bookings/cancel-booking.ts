import type { z } from '@hono/zod-openapi';
import { closeNights } from '../calendar/index.ts';
import type { Ctx } from '../context.ts';
import { type BookingId, newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { promiseRefund } from '../payments/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import type { Write } from '../platform/db/index.ts';
import { decideRefund } from '../pricing/index.ts';
import { bookedStayOf, checkOutOf, paymentOf, phaseOf, sharesOf } from './booking.ts';
import { loadBooking, sideOf } from './load-booking.ts';
import { moved, type Step, stepWrites } from './move.ts';
import type { BookingRow, Side } from './queries/bookings.ts';
import { releaseClaim } from './queries/nights.ts';
import type { Booking } from './schemas.ts';
import { nextState } from './state.ts';
import { viewBooking } from './views.ts';

/**
 * Guest or host cancels a confirmed booking. The guest gets what the policy says, from the host everything. The nights
 * are free again; those that a host takes away stay closed.
 */
export async function cancelBooking(ctx: Ctx, bookingId: BookingId): Promise<Reply<z.input<typeof Booking>>> {
  return decideAndCommit(ctx, async () => {
    const booking = await loadBooking(ctx, bookingId);
    const by = sideOf(ctx, booking);
    const step = decideCancellation(booking, by, ctx.now);
    const { kept, refund } = step.change.refund;
    const from = sharesOf(booking.price.totals, kept);
    const isRefunded = refund > 0;
    const cancelled: BookingRow = {
      ...moved(booking, step),
      refunded_amount: refund,
      refund_state: isRefunded ? 'pending' : null,
    };
    return {
      reply: { status: 200, body: viewBooking(cancelled, by) },
      writes: [
        ...stepWrites(ctx, booking, step, [releaseClaim(bookingId), ...keptClosed(booking, by, ctx.now)]),
        ...(isRefunded
          ? promiseRefund(ctx, paymentOf(booking), { id: newId('refund'), reason: 'cancellation', from })
          : []),
        audit(ctx, 'bookings.cancel', bookingId, { by, refund }),
      ],
    };
  });
}

function decideCancellation(booking: BookingRow, by: Side, now: Date) {
  const move = nextState(phaseOf(booking), 'cancel', by);
  if (checkOutOf(booking) <= now) {
    throw new Problem('invalid-transition', { detail: 'The stay is over.' });
  }
  const { refund, kept, nightsStayed } = decideRefund(bookedStayOf(booking), { by, at: now });
  return {
    move,
    change: { ended_at: now, ended_by: by, refund: { refund, kept, nightsStayed } },
  } satisfies Step;
}

function keptClosed({ listing_id, check_in, check_out }: BookingRow, by: Side, now: Date): Write[] {
  if (by === 'guest') return [];
  const closure = { id: newId('closure'), listingId: listing_id, start: check_in, end: check_out };
  return [closeNights({ ...closure, source: 'cancellation', note: '' }, now)];
}

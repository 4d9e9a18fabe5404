import { guardActive } from '../accounts/index.ts';
import type { Ctx } from '../context.ts';
import type { BookingId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { capturePayment } from '../payments/index.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { phaseOf } from './booking.ts';
import { loadBooking } from './load-booking.ts';
import { moved, type Step, stepWrites } from './move.ts';
import { guardNotSold, keepClaim, nightsOfBooking } from './queries/nights.ts';
import type { Booking } from './schemas.ts';
import { nextState } from './state.ts';
import { viewBooking } from './views.ts';

/**
 * The host accepts a request: its clock stops, the nights are kept, and the authorised amount is captured, which
 * confirms the booking. Throws `invalid-transition` once the time is up, whether or not a job has noticed, and while the
 * guest is suspended; `nights-unavailable` where another channel has sold a night of it meanwhile.
 */
export async function acceptBooking(ctx: Ctx, bookingId: BookingId): Promise<Reply<z.input<typeof Booking>>> {
  return decideAndCommit(ctx, async () => {
    const booking = await loadBooking(ctx, bookingId, 'host');
    const move = nextState(phaseOf(booking), 'accept', 'host');
    if (booking.expires_at !== null && booking.expires_at <= ctx.now) {
      throw new Problem('invalid-transition', { detail: 'The time to answer this request is up.' });
    }
    const step: Step = { move, change: { accepted_at: ctx.now, expires_at: null } };
    return {
      reply: { status: 200, body: viewBooking(ctx, moved(booking, step), 'host') },
      writes: [
        guardActive([booking.host_id], 'session-ended'),
        // Nothing new begins with who is suspended.
        guardActive([booking.guest_id], 'invalid-transition'),
        ...stepWrites(ctx, booking, step, [guardNotSold(nightsOfBooking(booking)), keepClaim(bookingId, null)]),
        enqueue(ctx, capturePayment, { paymentId: booking.payment_id }),
        audit(ctx, 'bookings.accept', bookingId),
      ],
    };
  });
}

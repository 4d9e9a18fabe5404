import type { Ctx } from '../context.ts';
import type { Side } from '../kernel/actor.ts';
import type { BookingId } from '../kernel/ids.ts';
import type { z } from '../kernel/zod.ts';
import { audit } from '../platform/audit.ts';
import { decideAndCommit, type Reply } from '../platform/commit.ts';
import { phaseOf } from './booking.ts';
import { loadBooking } from './load-booking.ts';
import { ending, endWrites, moved } from './move.ts';
import type { Booking } from './schemas.ts';
import { nextState } from './state.ts';
import { viewBooking } from './views.ts';

type Ended = Promise<Reply<z.input<typeof Booking>>>;

/** The guest gives up a hold before paying; should money arrive all the same, it goes back. */
export function releaseBooking(ctx: Ctx, bookingId: BookingId): Ended {
  return endBooking(ctx, bookingId, 'release', 'guest');
}

/** The guest takes a request back before the host has answered; the authorised amount is given free. */
export function withdrawBooking(ctx: Ctx, bookingId: BookingId): Ended {
  return endBooking(ctx, bookingId, 'withdraw', 'guest');
}

/** The host declines a request; the authorised amount is given free. */
export function declineBooking(ctx: Ctx, bookingId: BookingId): Ended {
  return endBooking(ctx, bookingId, 'decline', 'host');
}

function endBooking(ctx: Ctx, bookingId: BookingId, name: 'release' | 'withdraw' | 'decline', by: Side): Ended {
  return decideAndCommit(ctx, async () => {
    const booking = await loadBooking(ctx, bookingId, by);
    const step = ending(nextState(phaseOf(booking), name, by), by, ctx.now);
    return {
      reply: { status: 200, body: viewBooking(ctx, moved(booking, step), by) },
      writes: [...endWrites(ctx, booking, step), audit(ctx, `bookings.${name}`, bookingId)],
    };
  });
}

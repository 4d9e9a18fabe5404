import { checkInOf } from '../bookings/index.ts';
import type { Ctx } from '../context.ts';
import { daysAfter } from '../kernel/dates.ts';
import type { BookingId } from '../kernel/ids.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { tellWrites } from './follow.ts';
import { announceArrival } from './jobs.ts';
import { selectStayFacts } from './queries.ts';

/** Days before check-in, by the clocks where the listing is. */
const DAYS_BEFORE = 2;

/**
 * Job: tells both sides that a stay is about to begin, two days before. It comes again when the time is right, also where
 * the dates have changed. Who booked later than that was told by the confirmation.
 */
export async function onAnnounceArrival(ctx: Ctx, { bookingId }: { bookingId: BookingId }): Promise<readonly Write[]> {
  const [stay] = await ctx.db.all(selectStayFacts(bookingId));
  if (stay?.state !== 'confirmed') return [];
  const checkIn = checkInOf(stay);
  const dueAt = daysAfter(checkIn, -DAYS_BEFORE, stay.time_zone);
  if (ctx.now < dueAt) return [enqueue(ctx, announceArrival, { bookingId }, dueAt)];
  if (ctx.now >= checkIn || (stay.confirmed_at !== null && stay.confirmed_at >= dueAt)) return [];
  return [stay.guest_id, stay.host_id].flatMap((personId) =>
    tellWrites(ctx, { personId, kind: 'arriving', subject: bookingId }),
  );
}

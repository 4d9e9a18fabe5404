import type { z } from '../kernel/zod.ts';
import type { ClockRow } from './queries.ts';
import type { TestClock } from './schemas.ts';

/** What time it is for a booking. */
export function timeOf({ ahead }: Pick<ClockRow, 'ahead'>, realNow: Date): Date {
  return new Date(realNow.getTime() + ahead);
}

export function viewClock(clock: ClockRow, realNow: Date): z.input<typeof TestClock> {
  return {
    bookingId: clock.booking_id,
    now: timeOf(clock, realNow).toISOString(),
    advancingTo: clock.advance_to?.toISOString() ?? null,
    stoppedBy: clock.stopped_by,
  };
}

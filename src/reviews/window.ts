import { checkOutOf, REVIEW_DAYS } from '../bookings/index.ts';
import { isStanding } from '../kernel/booking-state.ts';
import { daysAfter, todayIn } from '../kernel/dates.ts';
import type { StayRow } from './queries.ts';

/** What decides whether and when a stay can be reviewed. */
export type Reviewable = Pick<StayRow, 'state' | 'check_in' | 'check_out' | 'check_out_by' | 'time_zone' | 'ended_at'>;

/**
 * From when until when both sides may review the stay, undefined when they never may: 14 days from check-out, by the
 * clocks where the listing is; from the cancellation for one that was cancelled on the day of check-in or later.
 */
export function reviewWindow(stay: Reviewable): { opensAt: Date; closesAt: Date } | undefined {
  const opensAt = leftAt(stay);
  return opensAt && { opensAt, closesAt: daysAfter(opensAt, REVIEW_DAYS, stay.time_zone) };
}

// When the guest left, or has to. A stay that is over need not have been noticed by a job.
function leftAt(stay: Reviewable): Date | undefined {
  const { state, ended_at, check_in, time_zone } = stay;
  if (isStanding(state)) return checkOutOf(stay);
  if (state !== 'cancelled' || ended_at === null) return undefined;
  return todayIn(time_zone, ended_at) >= check_in ? ended_at : undefined;
}

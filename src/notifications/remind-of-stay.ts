import { checkInOf, clocks } from '../bookings/index.ts';
import type { Ctx } from '../context.ts';
import { daysAfter } from '../kernel/dates.ts';
import { HOUR_MS } from '../kernel/durations.ts';
import type { BookingId, PersonId } from '../kernel/ids.ts';
import type { Write } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import { tellWrites } from './follow.ts';
import { remindOfStay } from './jobs.ts';
import type { OptionalKind } from './kinds.ts';
import { arrivalDay } from './letters/stay-facts.ts';
import { selectStayFacts } from './queries/facts.ts';
import type { StayFacts } from './queries/stays.ts';

/** Days before check-in, by the clocks where the listing is. */
const DAYS_BEFORE_ARRIVAL = 2;
/** Days before the rest of a price is charged, by the same clocks. */
const DAYS_BEFORE_REST = 3;
/** Before the time to pay a rest ends, where it is still unpaid. */
const BEFORE_REST_ENDS_MS = 12 * HOUR_MS;

/**
 * Job: tells of what is about to happen to a stay: two days before it begins both sides, three days before the rest of its
 * price is charged the guest, and once more should it still be unpaid when the time for it is about to end (who left 3-D
 * Secure half done hears of it from nobody else). It comes again when the time is right, also where that has moved on; where
 * the stay was altered to begin sooner, that brings it. Who booked later than that was told by the confirmation.
 */
export async function onRemindOfStay(ctx: Ctx, { bookingId }: { bookingId: BookingId }): Promise<readonly Write[]> {
  const [stay] = await ctx.db.all(selectStayFacts(bookingId));
  if (stay?.state !== 'confirmed') return [];
  const news = [arrivalOf(stay), ...restNewsOf(stay, ctx.now)];
  const confirmedAt = stay.confirmed_at ?? stay.created_at;
  const told = news.filter(({ at, until }) => at <= ctx.now && ctx.now < until && confirmedAt < at);
  const ahead = news.filter(({ at }) => at > ctx.now).map(({ at }) => at.getTime());
  return [
    ...told.flatMap(({ kind, to, occasion = 0 }) =>
      to.flatMap((personId) => tellWrites(ctx, { personId, kind, subject: bookingId, occasion })),
    ),
    ...(ahead.length > 0 ? [enqueue(ctx, remindOfStay, { bookingId }, new Date(Math.min(...ahead)))] : []),
  ];
}

/** What is told, from when on, until it is true no more. */
type News = { kind: OptionalKind; to: readonly PersonId[]; at: Date; until: Date; occasion?: number };

function arrivalOf(stay: StayFacts): News {
  const until = checkInOf(stay);
  return {
    kind: 'arriving',
    to: [stay.guest_id, stay.host_id],
    at: daysAfter(until, -DAYS_BEFORE_ARRIVAL, stay.time_zone),
    until,
    occasion: arrivalDay(stay),
  };
}

function restNewsOf({ rest, guest_id, time_zone }: StayFacts, now: Date): News[] {
  if (rest === null || rest.settled_at !== null) return [];
  const dueAt = new Date(rest.due_at);
  // What is not charged yet can be paid for as long from when it is, should we be late.
  const atLeast = rest.payment_id === null ? now.getTime() + clocks.payRest : 0;
  const payBy = new Date(Math.max(Date.parse(rest.pay_by), atLeast));
  const remindAt = new Date(payBy.getTime() - BEFORE_REST_ENDS_MS);
  return [
    { kind: 'rest-due', to: [guest_id], at: daysAfter(dueAt, -DAYS_BEFORE_REST, time_zone), until: dueAt },
    { kind: 'rest-unpaid', to: [guest_id], at: remindAt, until: payBy },
  ];
}

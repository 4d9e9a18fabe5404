import type { CancellationPolicy, Deadline } from '../kernel/cancellation-policy.ts';
import { addDays, hoursAfter, hoursBefore, instantAt, type PlainDate } from '../kernel/dates.ts';
import type { PricedStay, Totals } from '../kernel/price.ts';

/** What a refund depends on, as it was when booked; `checkInTime` is `HH:MM` on the listing's clocks. */
export type BookedStay = {
  policy: CancellationPolicy;
  price: PricedStay;
  checkIn: PlainDate;
  timeZone: string;
  checkInTime: string;
  bookedAt: Date;
  confirmedAt: Date;
  /** Who has what of the price now, where something was given back already. */
  left?: Totals;
  /** Who is to have what after that instant, once all is paid; for what is foretold only. */
  oncePaid?: { after: Date; left: Totals };
};

/** The instants at which a refund can change; `deadlines` are those of the policy's steps. */
export type Timeline = { deadlines: Date[]; checkIn: Date; nightEnds: Date[] };

/** Where on its timeline a booking is; at a limit it is still before it. `step` is -1 when no deadline is left. */
export type Moment = { step: number; hasCheckedIn: boolean; nightsStayed: number };

/** The instants at which the refund of a stay can change, by the clocks where the listing is. */
export function timelineOf(booked: BookedStay): Timeline {
  return {
    deadlines: booked.policy.steps.map((step) => deadlineOf(booked, step.until)),
    checkIn: checkInOf(booked),
    nightEnds: booked.price.nights.map((night) => instantAt(addDays(night.date, 1), '00:00', booked.timeZone)),
  };
}

/** The last instant at which a limit is met: the earliest of all that it names. */
export function deadlineOf(booked: BookedStay, until: Deadline): Date {
  const limits: Date[] = [];
  const { hoursAfterConfirmation, hoursAfterBooking, hoursBeforeCheckIn, daysBeforeCheckIn } = until;
  if (hoursAfterConfirmation !== undefined) limits.push(hoursAfter(booked.confirmedAt, hoursAfterConfirmation));
  if (hoursAfterBooking !== undefined) limits.push(hoursAfter(booked.bookedAt, hoursAfterBooking));
  if (hoursBeforeCheckIn !== undefined) limits.push(hoursBefore(checkInOf(booked), hoursBeforeCheckIn));
  if (daysBeforeCheckIn !== undefined) limits.push(checkInOf(booked, daysBeforeCheckIn));
  return new Date(Math.min(...limits.map(Number)));
}

/** Where on its timeline a stay is at this instant. */
export function momentOf({ deadlines, checkIn, nightEnds }: Timeline, at: Date): Moment {
  const instant = at.getTime();
  return {
    step: deadlines.findIndex((deadline) => at <= deadline),
    hasCheckedIn: at > checkIn,
    // As numbers: the terms of a year compare a hundred thousand pairs, and dates take a hundred times as long.
    nightsStayed: nightEnds.filter((end) => end.getTime() < instant).length,
  };
}

/** When the check-in opens, or the same clock time so many days before. */
function checkInOf({ checkIn, checkInTime, timeZone }: BookedStay, daysBefore = 0): Date {
  return instantAt(addDays(checkIn, -daysBefore), checkInTime, timeZone);
}

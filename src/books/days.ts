import { addDays, eachNight, minDate, type PlainDate, plainDate } from '../kernel/dates.ts';
import { DAY_MS, HOUR_MS } from '../kernel/durations.ts';

/** The books' day ends so much earlier: what Stripe and we tell of one moment is not of two days. */
const EARLIER_MS = HOUR_MS;
/** A day is compared once all that it brought has had time to be heard of and posted. */
const SETTLES_MS = 6 * HOUR_MS;

/** A day of Stripe's, in UTC. */
export function dayOf(day: PlainDate): { from: Date; to: Date } {
  const from = Date.parse(`${day}T00:00:00Z`);
  return { from: new Date(from), to: new Date(from + DAY_MS) };
}

/** The time whose postings Stripe has to know of by the end of this day. */
export function postedOn(day: PlainDate): { from: Date; to: Date } {
  const { from, to } = dayOf(day);
  return { from: new Date(from.getTime() - EARLIER_MS), to: new Date(to.getTime() - EARLIER_MS) };
}

/** The last day that can be compared at this instant. */
export function lastSettled(now: Date): PlainDate {
  return plainDate(new Date(now.getTime() - SETTLES_MS - DAY_MS).toISOString().slice(0, 10));
}

/** The days after the last one that was compared which can be now, so many at most; the latest alone when none was. */
export function daysToCompare(compared: PlainDate | undefined, now: Date, most: number): PlainDate[] {
  const until = addDays(lastSettled(now), 1);
  const next = compared === undefined ? addDays(until, -1) : addDays(compared, 1);
  return eachNight(next, minDate(until, addDays(next, most)));
}

import { addDays, eachNight, maxDate, minDate, type PlainDate, todayIn } from '../kernel/dates.ts';
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
  return todayIn('UTC', new Date(now.getTime() - SETTLES_MS - DAY_MS));
}

/** The days that were compared: the first, the last, and all of the recent ones. */
interface Compared {
  first: PlainDate | null;
  last: PlainDate | null;
  recent: readonly PlainDate[];
}

/**
 * The days that can be compared and were not, the earliest first, so many at most: those after the last one, and of as many
 * recent ones those that were left out, as where one could not be begun, or a later one was by hand. The latest alone when
 * none was.
 */
export function daysToCompare(compared: Compared | undefined, now: Date, most: number): PlainDate[] {
  const latest = lastSettled(now);
  const { first = null, last = null, recent = [] } = compared ?? {};
  if (first === null || last === null) return [latest];
  const from = minDate(addDays(last, 1), maxDate(first, addDays(latest, 1 - most)));
  const days = from > latest ? [] : eachNight(from, addDays(latest, 1));
  return days.filter((day) => !recent.includes(day)).slice(0, most);
}

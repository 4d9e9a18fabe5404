import {
  addDays,
  daysBetween,
  eachNight,
  FIRST_DATE,
  isoWeekday,
  LAST_DATE,
  type PlainDate,
  type Stay,
} from '../kernel/dates.ts';
import { weekendDays } from '../kernel/price.ts';

/** Nights of the lengths that a stay can be asked for by name. */
const nightsByLength = { weekend: weekendDays.length, week: 7, month: 28 } as const;

type StayLength = keyof typeof nightsByLength;
export const stayLengths = ['weekend', 'week', 'month'] as const satisfies readonly StayLength[];

/** A weekend, a week or a month anywhere within `[windowFrom, windowTo]`, from the first to the last date that one is there. */
type Window = { windowFrom: PlainDate; windowTo: PlainDate; stayLength: StayLength };

/** In the order of their dates. A weekend is the nights that have weekend prices; a week and a month begin on any day. */
export function staysWithin({ windowFrom, windowTo, stayLength }: Window): Stay[] {
  const nights = nightsByLength[stayLength];
  return eachNight(windowFrom, windowTo)
    .slice(0, Math.max(0, daysBetween(windowFrom, windowTo) - nights + 1))
    .filter((checkIn) => stayLength !== 'weekend' || isoWeekday(checkIn) === weekendDays[0])
    .map((checkIn) => ({ checkIn, checkOut: addDays(checkIn, nights) }));
}

/** Days by which other dates may be away from those that were asked for, step by step: to and including these. */
const STEPS = [1, 3, 7, 14];

/** Stays of the same length at other dates, in steps of which each is further away; within a step in the order of their dates. */
export function stepsAround(stay: Stay): Stay[][] {
  const away = (other: Stay) => Math.abs(daysBetween(stay.checkIn, other.checkIn));
  return STEPS.map((last, step) => staysAround(stay, last).filter((other) => away(other) > (STEPS[step - 1] ?? 0)));
}

/** The stay, and those of its length that begin at most so many days earlier or later, in the order of their dates. */
export function staysAround({ checkIn, checkOut }: Stay, days: number): Stay[] {
  const earlier = Math.min(days, daysBetween(FIRST_DATE, checkIn));
  const later = Math.min(days, daysBetween(checkOut, LAST_DATE));
  const first = addDays(checkIn, -earlier);
  return Array.from({ length: earlier + 1 + later }, (_, day) => ({
    checkIn: addDays(first, day),
    checkOut: addDays(checkOut, day - earlier),
  }));
}

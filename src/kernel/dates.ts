// Function by function: the classes of Temporal come whole, and are three times as large as what is called of them.
import { fromEpochMilliseconds, toZonedDateTimeISO } from 'temporal-polyfill/fns/Instant';
import { toZonedDateTime } from 'temporal-polyfill/fns/PlainDateTime';
import { addDays as addClockDays, offsetNanoseconds, toPlainDateTime } from 'temporal-polyfill/fns/ZonedDateTime';
import { DAY_MS, HOUR_MS } from './durations.ts';

declare const plainDateBrand: unique symbol;

/** A calendar date `YYYY-MM-DD` where the listing is, 1970 to 2199. Strings compare as the dates do (`a < b`). */
export type PlainDate = string & { readonly [plainDateBrand]: true };

/** The nights `[checkIn, checkOut)`: the guest leaves on `checkOut`, which may be another's `checkIn`. */
export type Stay = { checkIn: PlainDate; checkOut: PlainDate };

/** The first and the last date that there is. */
export const FIRST_DATE = '1970-01-01' as PlainDate;
export const LAST_DATE = '2199-12-31' as PlainDate;

/** Throws RangeError when the text is not a real date of 1970 to 2199 in the form `YYYY-MM-DD`. */
export function plainDate(text: string): PlainDate {
  if (!isPlainDate(text)) throw new RangeError(`Not a date from 1970-01-01 to 2199-12-31: ${text}`);
  return text;
}

/** Whether the text is a real date of 1970 to 2199 in the form `YYYY-MM-DD`. */
export function isPlainDate(text: string): text is PlainDate {
  if (!/^(19[7-9]|2[01]\d)\d-\d\d-\d\d$/.test(text)) return false;
  const day = dayNumber(text);
  return Number.isInteger(day) && dateOfDay(day) === text;
}

/** Throws RangeError when the result leaves 1970 to 2199. */
export function addDays(date: PlainDate, days: number): PlainDate {
  return plainDate(dateOfDay(dayNumber(date) + days));
}

/** Days from one date to the other, negative when `to` is earlier. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return dayNumber(to) - dayNumber(from);
}

/** 1 is Monday, 7 is Sunday. */
export function isoWeekday(date: PlainDate): number {
  return ((dayNumber(date) + 3) % 7) + 1;
}

/** For sorting, earliest first. */
export function comparePlainDates(a: PlainDate, b: PlainDate): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function minDate(a: PlainDate, b: PlainDate): PlainDate {
  return a < b ? a : b;
}

export function maxDate(a: PlainDate, b: PlainDate): PlainDate {
  return a > b ? a : b;
}

/** The dates from `checkIn` up to and without `checkOut`; none when `checkOut` is not later. */
export function eachNight(checkIn: PlainDate, checkOut: PlainDate): PlainDate[] {
  const first = dayNumber(checkIn);
  const count = Math.max(0, dayNumber(checkOut) - first);
  return Array.from({ length: count }, (_, days) => dateBetween(first + days));
}

/** The nights of a stay, in their order. */
export function nightsOf(stay: Stay): PlainDate[] {
  return eachNight(stay.checkIn, stay.checkOut);
}

/** Whether the text names a zone of the IANA time zone database, such as `America/New_York` (an offset is not one). */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text) || knownHereOnly.test(text)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: text }));
  } catch {
    return false;
  }
}

// Names of former Java, and one that was withdrawn: JavaScript knows them, PostgreSQL not at all or as other zones.
const knownHereOnly =
  /^(?:SystemV\/.*|US\/Pacific-New|A[CEGRS]T|B[ES]T|C[ANST]T|E[AC]T|I[ES]T|JST|MIT|N[ES]T|P[LNRS]T|SST|VST)$/i;

/** The date on the calendar of that zone at the instant `now`. */
export function todayIn(timeZone: string, now: Date): PlainDate {
  return localTimeIn(timeZone, now).date;
}

/** What calendar and clocks of that zone show at the instant `now`, to the minute: `time` is `HH:MM`. */
export function localTimeIn(timeZone: string, now: Date): { date: PlainDate; time: string } {
  const [date = '', time = ''] = new Date(wallOf(now.getTime(), timeZone)).toISOString().split('T');
  return { date: plainDate(date), time: time.slice(0, 5) };
}

/**
 * The instant at which the clocks of that zone show `time` (`HH:MM`) on that date. Where they skip that time the
 * instant is later by what they skip, where they show it twice it is the first.
 */
export function instantAt(date: PlainDate, time: string, timeZone: string): Date {
  return new Date(instantOf(Date.parse(`${date}T${time}Z`), timeZone));
}

/**
 * The instant, in milliseconds, at which the clocks of that zone show what those of UTC show at `wall`; where they skip it
 * or show it twice, as `instantAt`.
 */
export function instantOf(wall: number, timeZone: string): number {
  return toZonedDateTime(toPlainDateTime(zoned(wall, 'UTC')), timeZone).epochMilliseconds;
}

/** The milliseconds at which the clocks of UTC show what those of that zone show at the instant. */
export function wallOf(instant: number, timeZone: string): number {
  return instant + offsetNanoseconds(zoned(instant, timeZone)) / 1_000_000;
}

/** The instant at which the clocks of that zone show the same time so many days later. */
export function daysAfter(instant: Date, days: number, timeZone: string): Date {
  return new Date(addClockDays(zoned(instant.getTime(), timeZone), days).epochMilliseconds);
}

/** Elapsed hours, not clock time: a day in which the clocks change has 23 or 25 of them. */
export function hoursBefore(instant: Date, hours: number): Date {
  return new Date(instant.getTime() - hours * HOUR_MS);
}

/** As `hoursBefore`, the other way. */
export function hoursAfter(instant: Date, hours: number): Date {
  return hoursBefore(instant, -hours);
}

function zoned(instant: number, timeZone: string) {
  return toZonedDateTimeISO(fromEpochMilliseconds(instant), timeZone);
}

/**
 * Days since 1970-01-01. Dates without a time are counted in UTC, where every day has 24 hours: exact in any time zone
 * of the server, and several times as fast as Temporal, which a calendar of two years feels.
 */
function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

function dateOfDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

// True because it lies between two dates that are good ones.
function dateBetween(day: number): PlainDate {
  return dateOfDay(day) as PlainDate;
}

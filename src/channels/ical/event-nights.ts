import { DAY_MS, MINUTE_MS } from '../../kernel/durations.ts';
import type { RawEvent } from './components.ts';
import { type Property, parameterOf } from './lines.ts';
import { type Clocks, type Moment, type MomentReader, readDuration } from './moments.ts';
import { type Budget, occurrences, readRecurrence } from './recurrence.ts';

/** Nights `[start, end)`, in days since 1970-01-01. */
type Days = { start: number; end: number };

/** Why an event's nights are not all known. */
export type EventProblem = 'no-date' | 'invalid-date' | 'unknown-recurrence';

/** An event's nights; with a `problem`, those that could be read of it. */
type EventNights = { nights: Days[]; problem?: EventProblem };

/** Days ahead that repeated events are followed: a little more than can be booked. */
const HORIZON_DAYS = 760;
/** Between the clocks of two zones lie up to 26 hours. */
const MOST_DAYS_APART = 2;

/**
 * All nights that an event takes. A night belongs to the day it begins on, `DTEND` is the day of leaving, and what is
 * shorter than a night takes one. An end at 23:59 means the whole of that day.
 *
 * Where its own dates can be read and its repetition can't, it takes the nights that are known: of an unknown rule the
 * first. An exception that is no date frees none, since to close too much is safe.
 * @param today where repeated events begin to matter
 */
export function nightsOfEvent(
  event: RawEvent,
  moments: MomentReader,
  { today, budget }: { today: number; budget: Budget },
): EventNights {
  const begins = event.get('DTSTART')?.[0];
  if (begins === undefined) return { nights: [], problem: 'no-date' };
  const start = moments.read(begins);
  const end = start === undefined ? undefined : endOf(event, start, moments);
  if (start === undefined || end === undefined || end < start) return { nights: [], problem: 'invalid-date' };
  const first = dayOf(start);
  const length = Math.max(1, Math.floor((end + MINUTE_MS) / DAY_MS) - first);

  const clocks = moments.clocksOf(begins);
  const [rule, ...moreRules] = event.get('RRULE') ?? [];
  const span: [number, number] = [today - length, today + HORIZON_DAYS];
  const own = rule === undefined ? [first] : repeated(rule, { begins, clocks }, moments, span, budget);
  const added = daysOf(event, 'RDATE', moments, clocks);
  const excluded = daysOf(event, 'EXDATE', moments, clocks);
  const days = new Set([...(own ?? [first]), ...added.days]);
  for (const day of excluded.days) days.delete(day);
  const nights = [...days].map((day) => ({ start: day, end: day + length }));
  if (own === undefined || moreRules.length > 0 || movesOthers(event)) return { nights, problem: 'unknown-recurrence' };
  return added.areAll && excluded.areAll ? { nights } : { nights, problem: 'invalid-date' };
}

/**
 * The day of the repetition that this event replaces (`RECURRENCE-ID`); undefined when it replaces none.
 * @param begins the `DTSTART` of what is repeated, where the feed has it
 */
export function replacedDay(event: RawEvent, begins: Property | undefined, moments: MomentReader): number | undefined {
  const replaces = event.get('RECURRENCE-ID')?.[0];
  if (replaces === undefined) return undefined;
  const moment = begins === undefined ? moments.read(replaces) : moments.readAll(replaces, moments.clocksOf(begins))[0];
  return moment === undefined ? undefined : dayOf(moment);
}

// Whether other repetitions move with the one that this replaces (`THISANDFUTURE`, in older calendars `THISANDPRIOR` too):
// where to is not worked out.
function movesOthers(event: RawEvent): boolean {
  const replaces = event.get('RECURRENCE-ID')?.[0];
  return replaces !== undefined && parameterOf(replaces, 'RANGE') !== undefined;
}

function endOf(event: RawEvent, start: Moment, moments: MomentReader): number | undefined {
  const ends = event.get('DTEND')?.[0];
  if (ends !== undefined) return moments.read(ends);
  const duration = event.get('DURATION')?.[0];
  if (duration === undefined) return start;
  const length = readDuration(duration.value);
  return length === undefined ? undefined : start + length;
}

// A rule is told by the clocks of its event: its weekday may begin on the listing's day before or after.
function repeated(
  { value }: Property,
  { begins, clocks }: { begins: Property; clocks: Clocks },
  moments: MomentReader,
  [from, to]: [number, number],
  budget: Budget,
): number[] | undefined {
  const start = moments.read(begins, clocks);
  const parameters = clocks.isWholeDays ? '' : begins.parameters;
  const recurrence = readRecurrence(value, (until) => {
    const moment = moments.read({ name: 'UNTIL', parameters, value: until }, clocks);
    return moment === undefined ? undefined : dayOf(moment);
  });
  if (start === undefined || recurrence === undefined) return undefined;
  const first = dayOf(start);
  const days = occurrences(recurrence, first, [from - MOST_DAYS_APART, to], budget);
  const starts = days?.map((day) => moments.convert(start + (day - first) * DAY_MS, clocks));
  const known = starts?.filter((moment) => moment !== undefined);
  return known?.length === days?.length ? known?.map(dayOf).filter((day) => day >= from) : undefined;
}

function daysOf(event: RawEvent, name: 'RDATE' | 'EXDATE', moments: MomentReader, clocks: Clocks) {
  const listed = (event.get(name) ?? []).flatMap((property) => moments.readAll(property, clocks));
  const known = listed.filter((moment) => moment !== undefined);
  return { days: known.map(dayOf), areAll: known.length === listed.length };
}

function dayOf(moment: Moment): number {
  return Math.floor(moment / DAY_MS);
}

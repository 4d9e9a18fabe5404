import { addDays, type PlainDate, plainDate } from '../../kernel/dates.ts';
import { DAY_MS } from '../../kernel/durations.ts';
import { MAX_EVENTS, type PropertyName, type RawEvent, readComponents } from './components.ts';
import { type EventProblem, nightsOfEvent, replacedDay } from './event-nights.ts';
import { createMomentReader, type MomentReader } from './moments.ts';

/** What the channel says of the nights: sold, or just not offered. */
export type EventKind = 'booking' | 'block';

/** Nights `[start, end)` that a channel has taken. `uid` is empty where the channel gives none. */
export type FeedEvent = { uid: string; kind: EventKind; start: PlainDate; end: PlainDate };

export type FeedProblem = EventProblem | 'not-a-calendar' | 'cut-off' | 'junk-line' | 'too-many-events';

export type ParsedFeed = {
  /** Whether nothing can be missing: only such a feed may free a night by what it doesn't say. */
  complete: boolean;
  /** Whether it holds no event at all, not even one that is cancelled or over, nor a busy period. */
  isEmpty: boolean;
  /** Each once. */
  events: FeedEvent[];
  /** UIDs of events that can't be read, or only in part: they take whatever they took before, besides what is read. */
  unreadable: string[];
  problems: FeedProblem[];
};

/** Days that all repeated events of a feed may have looked at. */
const RECURRENCE_DAYS = 200_000;
const MAX_UID_LENGTH = 255;
const LAST_DAY = Date.parse('2199-12-31') / DAY_MS;

/**
 * Reads a channel's feed (RFC 5545), whatever its oddities, and never throws. A cancelled event takes no night; a
 * transparent one does, since some calendars write every event of whole days so.
 * @param timeZone the listing's, in which times become nights
 * @param today where repeated events begin to matter
 */
export function parseFeed(feed: Uint8Array, { timeZone, today }: { timeZone: string; today: PlainDate }): ParsedFeed {
  const { events: listed, isTooMuch, isWhole, isCalendar, junkLines } = readComponents(feed);
  const moments = createMomentReader(timeZone);
  const taken = listed.filter((event) => textOf(event, 'STATUS').toUpperCase() !== 'CANCELLED');
  const budget = { days: RECURRENCE_DAYS };
  const read = (event: RawEvent) => nightsOfEvent(event, moments, { today: Date.parse(today) / DAY_MS, budget });
  const replacing = new Map(taken.filter((event) => event.has('RECURRENCE-ID')).map((event) => [event, read(event)]));
  // To where a repetition was moved has to be known: until then it may be where it was.
  const replaced = replacedDays(
    listed.filter((event) => replacing.get(event)?.problem === undefined),
    moments,
  );
  const events = new Map<string, FeedEvent>();
  const unreadable = new Set<string>();
  const problems = new Set<FeedProblem>();

  for (const event of taken) {
    const uid = uidOf(event);
    const { nights, problem } = replacing.get(event) ?? read(event);
    if (problem !== undefined) {
      problems.add(problem);
      unreadable.add(uid);
    }
    const gone = replacing.has(event) ? undefined : replaced.get(uid);
    for (const { start, end } of nights.filter((night) => !gone?.has(night.start))) {
      const found: FeedEvent = { uid, kind: kindOf(event), start: dateOf(start), end: dateOf(end) };
      if (found.start < found.end) events.set(JSON.stringify(found), found);
    }
    if (events.size > MAX_EVENTS) break;
  }

  // What was not read for want of either may be sold.
  const isSpent = moments.isSpent() || budget.days <= 0;
  const tooMany = isTooMuch || events.size > MAX_EVENTS || isSpent;
  if (!isCalendar) problems.add('not-a-calendar');
  else if (!isWhole) problems.add('cut-off');
  if (junkLines > 0) problems.add('junk-line');
  if (tooMany) problems.add('too-many-events');
  return {
    // Without a UID nobody knows which nights an unreadable event took before.
    complete: isWhole && !tooMany && !unreadable.has(''),
    isEmpty: listed.length === 0,
    events: [...events.values()].slice(0, MAX_EVENTS),
    unreadable: [...unreadable],
    problems: [...problems],
  };
}

/** By UID, the days of repetitions that an event of their own replaces; of one without a UID nobody knows what it replaces. */
function replacedDays(events: readonly RawEvent[], moments: MomentReader): Map<string, Set<number>> {
  const replaced = new Map<string, Set<number>>();
  const repeated = new Map(events.filter((event) => event.has('RRULE')).map((event) => [uidOf(event), event]));
  for (const event of events) {
    const uid = uidOf(event);
    const day = replacedDay(event, repeated.get(uid)?.get('DTSTART')?.[0], moments);
    if (uid !== '' && day !== undefined) replaced.set(uid, (replaced.get(uid) ?? new Set()).add(day));
  }
  return replaced;
}

// Stored as it is, hence without what Postgres' text can't hold.
function uidOf(event: RawEvent): string {
  const uid = textOf(event, 'UID').replaceAll(/\p{Cc}/gu, '');
  return uid.slice(0, MAX_UID_LENGTH).toWellFormed();
}

// Names of guests stand in some summaries; no more than this is kept of them.
function kindOf(event: RawEvent): EventKind {
  const summary = textOf(event, 'SUMMARY');
  if (/not available|unavailable|blocked|closed/i.test(summary)) return 'block';
  return /\b(?:reserved|reservation|booked|booking)\b/i.test(summary) ? 'booking' : 'block';
}

function textOf(event: RawEvent, name: PropertyName): string {
  return event.get(name)?.[0]?.value ?? '';
}

// Some channels close for good, until a year that nobody can book.
function dateOf(day: number): PlainDate {
  return addDays(plainDate('1970-01-01'), Math.min(Math.max(day, 0), LAST_DAY));
}

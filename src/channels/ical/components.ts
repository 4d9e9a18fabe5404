import { MAX_LINE, type Property, parameterOf, readProperty, unfoldedLines } from './lines.ts';

const NAMES = [
  'DTSTART',
  'DTEND',
  'DURATION',
  'RRULE',
  'RDATE',
  'EXDATE',
  'RECURRENCE-ID',
  'UID',
  'STATUS',
  'SUMMARY',
] as const;
/** What is read of an event. */
export type PropertyName = (typeof NAMES)[number];

/** An event as it stands in the feed: what is read of its properties, by name. A busy period is one without a UID. */
export type RawEvent = ReadonlyMap<PropertyName, readonly Property[]>;

type Components = {
  /** At most `MAX_EVENTS`. */
  events: RawEvent[];
  /** Whether more comes than is kept: it is not looked at. */
  isTooMuch: boolean;
  /** Whether every part that was begun was also ended, in order: nothing was cut off at the end or torn out. */
  isWhole: boolean;
  /** Whether there is a calendar at all. */
  isCalendar: boolean;
  junkLines: number;
};

/** Events that one feed may have, repetitions included; what comes after them is not read, and nothing is freed. */
export const MAX_EVENTS = 2_000;
/** Properties that are kept of one feed: each name once an event, and a date or exception for each moment that is read. */
const MAX_PROPERTIES = 30_000;
/** Parts within parts; those of a calendar are three deep. */
const MAX_DEPTH = 100;

/** The events of a feed that are there from beginning to end. Whatever else is in it is passed over. */
export function readComponents(feed: Uint8Array): Components {
  const found: Components = { events: [], isTooMuch: false, isWhole: true, isCalendar: false, junkLines: 0 };
  const open: string[] = [];
  let event = new Map<PropertyName, Property[]>();
  let busy: RawEvent[] = [];
  let kept = 0;

  function begin(component: string) {
    const parent = open.at(-1);
    if (component === 'VCALENDAR') found.isCalendar = true;
    if ((component === 'VCALENDAR') !== (parent === undefined)) found.isWhole = false;
    if (component === 'VEVENT') {
      // The event before was never ended.
      if (parent === 'VEVENT') {
        found.isWhole = false;
        open.pop();
      }
      event = new Map();
    }
    if (component === 'VFREEBUSY') busy = [];
    if (open.length < MAX_DEPTH) open.push(component);
    else found.isWhole = false;
  }

  function end(component: string) {
    const begun = open.lastIndexOf(component);
    if (begun !== open.length - 1 || begun === -1) found.isWhole = false;
    else if (component === 'VEVENT') add([event]);
    else if (component === 'VFREEBUSY') add(busy);
    if (begun !== -1) open.length = begun;
  }

  function add(events: readonly RawEvent[]) {
    const room = MAX_EVENTS - found.events.length;
    if (events.length > room) found.isTooMuch = true;
    found.events.push(...events.slice(0, room));
  }

  function keep(name: PropertyName, property: Property) {
    kept += 1;
    found.isTooMuch = kept > MAX_PROPERTIES;
    const same = event.get(name);
    if (same === undefined) event.set(name, [property]);
    else same.push(property);
  }

  for (const line of unfoldedLines(feed)) {
    const property = readProperty(line);
    if (property === undefined) {
      if (line.trim() !== '') found.junkLines += 1;
    } else if (property.name === 'BEGIN') {
      begin(property.value.toUpperCase());
    } else if (property.name === 'END') {
      end(property.value.toUpperCase());
    } else if (open.at(-1) === 'VEVENT') {
      const name = NAMES.find((each) => each === property.name);
      if (name !== undefined) keep(name, property);
      if (name !== undefined) found.isWhole &&= isAll(line);
    } else if (open.at(-1) === 'VFREEBUSY' && property.name === 'FREEBUSY') {
      if (busy.length <= MAX_EVENTS) busy.push(...busyPeriods(property));
      found.isWhole &&= isAll(line);
    }
    if (found.isTooMuch) break;
  }
  found.isWhole &&= found.isCalendar && (found.isTooMuch || open.length === 0);
  return found;
}

// Of a longer line not all is read, such as the last of the dates that it adds.
function isAll(line: string): boolean {
  return line.length <= MAX_LINE;
}

// The periods of a `FREEBUSY` (RFC 5545, 3.8.2.6) as events. Only what it calls free is not busy.
function busyPeriods(property: Property): RawEvent[] {
  if (parameterOf(property, 'FBTYPE')?.toUpperCase() === 'FREE') return [];
  return property.value.split(',', MAX_EVENTS + 1).map((period) => {
    const [begins = '', ends] = period.split('/');
    const event = new Map<PropertyName, Property[]>([['DTSTART', [{ ...property, value: begins.trim() }]]]);
    // Without an end it is no period, and its event none that can be read.
    const isDuration = /^\s*[+-]?P/i.test(ends ?? '');
    return event.set(isDuration ? 'DURATION' : 'DTEND', [{ ...property, value: ends?.trim() ?? '' }]);
  });
}

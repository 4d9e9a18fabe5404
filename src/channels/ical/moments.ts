import { instantOf, isTimeZone, wallOf } from '../../kernel/dates.ts';
import { type Property, parameterOf } from './lines.ts';

/**
 * A point in time on the listing's clocks: the milliseconds since 1970 that its wall clock would show if it were UTC, so
 * that days can be counted. A date without a time is its midnight.
 */
export type Moment = number;

/** The clocks that an event is told by, which its repetition follows; one of whole days is told by the listing's. */
export type Clocks = { zone: string; isWholeDays: boolean };

/** Reads the moments of one feed, on the listing's clocks where no others are given. */
export type MomentReader = {
  /** Undefined for what is no date or time of the calendar, such as the 99th of the 13th month, and for one too many. */
  read(property: Property, on?: Clocks): Moment | undefined;
  /** Each of a list, `EXDATE:20261020,20261021`, of an event that is told by these clocks. */
  readAll(property: Property, of: Clocks): (Moment | undefined)[];
  clocksOf(begins: Property): Clocks;
  /** What the listing's clocks show when these show `wall`; undefined for one moment too many. */
  convert(wall: Moment, from: Clocks): Moment | undefined;
  /** Whether moments were asked for that were too many, and so not read. */
  isSpent(): boolean;
};

/** What a property's parameters say of its values: dates whatever time they name, and in which zone times are. */
type Form = { isDate: boolean; zone: string };

/** Dates and times that are read of one feed: a conversion between zones costs a tenth of a millisecond. */
const MAX_MOMENTS = 10_000;
/** Moments that a name of a zone is counted as when it is looked up, once: it costs several times a conversion. */
const ZONE_MOMENTS = 10;
const written = /^(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)?(Z)?)?$/i;

/**
 * A reader for a listing in this zone. UTC and known zones are converted; a time without a zone, or of one that nobody
 * knows, is taken for the listing's own. What comes after `MAX_MOMENTS` of them is not read.
 */
export function createMomentReader(timeZone: string): MomentReader {
  const zones = new Map([[timeZone, timeZone]]);
  let left = MAX_MOMENTS;
  function zoneOf(tzid: string): string {
    const known = zones.get(tzid);
    if (known !== undefined) return known;
    left -= ZONE_MOMENTS;
    const found = knownZone(tzid) ?? timeZone;
    zones.set(tzid, found);
    return found;
  }

  function isLeft(): boolean {
    left -= 1;
    return left >= 0;
  }

  function readAs(text: string, { isDate, zone }: Form, on: Clocks): Moment | undefined {
    if (!isLeft()) return undefined;
    const [, year, month, day, hours, minutes = '0', seconds = '0', utc] = written.exec(text.trim()) ?? [];
    const midnight = midnightOf(Number(year), Number(month), Number(day));
    if (midnight === undefined || hours === undefined || isDate) return midnight;
    if (Number(hours) > 24 || Number(minutes) > 59 || Number(seconds) > 60) return undefined;
    const wall = midnight + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
    // Programs that know no dates write one as its midnight in UTC, which is no midnight here.
    if (on.isWholeDays && utc !== undefined && wall === midnight) return midnight;
    return converted(wall, utc === undefined ? zone : 'UTC', on.zone);
  }

  const formOf = (property: Property): Form => ({
    isDate: parameterOf(property, 'VALUE')?.toUpperCase() === 'DATE',
    zone: zoneOf(parameterOf(property, 'TZID') ?? timeZone),
  });
  return {
    read: (property, on = { zone: timeZone, isWholeDays: false }) =>
      left > 0 ? readAs(property.value, formOf(property), on) : undefined,
    // The parameters are read once for all values: both can be long. Of values that are too many one is enough to show it.
    readAll(property, { zone, isWholeDays }) {
      if (left <= 0) return [undefined];
      const form = formOf(property);
      const on = { zone: timeZone, isWholeDays };
      // By other clocks, a date says nothing of the day that its repetition begins on here.
      const isUnknown = (value: string) => zone !== timeZone && (form.isDate || !/T/i.test(value));
      return property.value
        .split(',', Math.max(left, 0) + 1)
        .map((value) => (isUnknown(value) ? undefined : readAs(value, form, on)));
    },
    clocksOf(begins) {
      const { isDate, zone } = formOf(begins);
      const isWholeDays = isDate || !/T/i.test(begins.value);
      if (isWholeDays) return { zone: timeZone, isWholeDays };
      return { zone: /Z$/i.test(begins.value) ? 'UTC' : zone, isWholeDays };
    },
    convert(wall, { zone }) {
      if (zone === timeZone) return wall;
      return isLeft() ? converted(wall, zone, timeZone) : undefined;
    },
    isSpent: () => left <= 0,
  };
}

/** Milliseconds of an RFC 5545 duration such as `P3D` or `PT36H`; undefined for anything else, negative ones included. */
export function readDuration(text: string): number | undefined {
  const parts = /^\+?P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$/i.exec(text);
  if (parts === null) return undefined;
  const [, weeks = '', days = '', hours = '', minutes = '', seconds = ''] = parts;
  if (weeks + days + hours + minutes + seconds === '') return undefined;
  const inHours = (Number(weeks) * 7 + Number(days)) * 24 + Number(hours);
  return ((inHours * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

function midnightOf(year: number, month: number, day: number): Moment | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  // Date.UTC takes the years below 100 for those of the last century.
  return year >= 100 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined;
}

function converted(wall: Moment, from: string, to: string): Moment {
  return from === to ? wall : wallOf(instantOf(wall, from), to);
}

// Some programs write a path before the name: `/example.org/20260101/Europe/Berlin`.
function knownZone(tzid: string): string | undefined {
  const segments = tzid.split('/').filter((segment) => segment !== '');
  return [-3, -2, -1].map((start) => segments.slice(start).join('/')).find(isTimeZone);
}

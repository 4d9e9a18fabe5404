import { DAY_MS } from '../../kernel/durations.ts';

/** Days since 1970-01-01. */
type Day = number;

/** An `RRULE`, read; `until` is the last day on which it can happen. */
type Recurrence = {
  frequency: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
  interval: number;
  count: number;
  until: Day;
  weekStart: number;
  /** Weekdays (0 is Sunday), with `nth` of the month (negative from its end), or 0 for every one. */
  weekdays: { weekday: number; nth: number }[];
  monthDays: number[];
  months: number[];
};

/** Days and months that one part of a rule lists: each day that the rule is asked about is held against all of them. */
const MAX_LISTED = 100;
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const PARTS = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'WKST', 'BYDAY', 'BYMONTHDAY', 'BYMONTH'];

/**
 * Reads a rule in whole days: undefined for what isn't one, and for the parts that no calendar of stays has been seen
 * to use (`BYSETPOS`, `BYWEEKNO`, `BYYEARDAY`, anything shorter than a day).
 * @param readUntil the day of the `UNTIL` part
 */
export function readRecurrence(text: string, readUntil: (value: string) => Day | undefined): Recurrence | undefined {
  const parts = new Map(
    text.split(';').map((part): [string, string] => {
      const [name = '', value = ''] = part.split('=');
      return [name.trim().toUpperCase(), value.trim().toUpperCase()];
    }),
  );
  const frequency = (['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const).find((name) => name === parts.get('FREQ'));
  const weekdays = list(parts.get('BYDAY')).map(readWeekday);
  const until = parts.get('UNTIL');
  const untilDay = until === undefined ? Number.POSITIVE_INFINITY : readUntil(until);
  const numbers = {
    interval: Number(parts.get('INTERVAL') ?? 1),
    count: Number(parts.get('COUNT') ?? Number.MAX_SAFE_INTEGER),
    monthDays: list(parts.get('BYMONTHDAY')).map(Number),
    months: list(parts.get('BYMONTH')).map(Number),
  };
  const { interval, count, monthDays, months } = numbers;
  const isReadable =
    [...parts.keys()].every((name) => name === '' || PARTS.includes(name)) &&
    [interval, count].every((number) => Number.isSafeInteger(number) && number >= 1) &&
    [weekdays, monthDays, months].every(({ length }) => length <= MAX_LISTED) &&
    [...monthDays, ...months].every((number) => Number.isInteger(number) && number !== 0);
  if (frequency === undefined || untilDay === undefined || !isReadable) return undefined;
  // Without a month, the nth weekday of a yearly rule is the year's, which no such calendar means.
  if (frequency === 'YEARLY' && weekdays.length > 0 && months.length === 0) return undefined;
  const weekStart = Math.max(0, WEEKDAYS.indexOf(parts.get('WKST') ?? 'MO'));
  const known = weekdays.filter((weekday) => weekday !== undefined);
  if (known.length < weekdays.length) return undefined;
  return { frequency, ...numbers, until: untilDay, weekStart, weekdays: known };
}

/** How many days the repeated events of one feed may still have looked at: a rule can be made to cost seconds. */
export type Budget = { days: number };

/**
 * The days of `[from, to)` on which the rule, begun on `start`, happens; undefined when the budget does not suffice.
 * What it costs is taken off the budget.
 */
export function occurrences(rule: Recurrence, start: Day, [from, to]: [Day, Day], budget: Budget): Day[] | undefined {
  // A rule that counts has to be counted from its beginning; any other is asked day by day.
  const isCounted = rule.count < Number.MAX_SAFE_INTEGER;
  const first = isCounted ? start : Math.max(start, from);
  // The day it begins on counts, also where `UNTIL` lies before it.
  const last = Math.min(to - 1, Math.max(start, rule.until));
  const days: Day[] = [];
  let left = rule.count;
  for (let day = first; day <= last && left > 0; day += 1) {
    if (budget.days <= 0) return undefined;
    budget.days -= 1;
    if (day !== start && !happensOn(rule, start, day)) continue;
    left -= 1;
    if (day >= from) days.push(day);
  }
  return days;
}

function happensOn(rule: Recurrence, startDay: Day, day: Day): boolean {
  const { frequency, interval, weekStart } = rule;
  const [start, date] = [new Date(startDay * DAY_MS), new Date(day * DAY_MS)];
  const months = (date.getUTCFullYear() - start.getUTCFullYear()) * 12 + date.getUTCMonth() - start.getUTCMonth();
  const [month, monthDay, weekday] = [date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCDay()];
  if (rule.months.length > 0 && !rule.months.includes(month)) return false;
  const isListed = isListedDay(rule, date);
  const hasDays = rule.weekdays.length > 0 || rule.monthDays.length > 0;
  switch (frequency) {
    case 'DAILY':
      return (day - startDay) % interval === 0 && isListed;
    case 'WEEKLY': {
      const weeks = (weekOf(day, weekStart) - weekOf(startDay, weekStart)) / 7;
      return weeks % interval === 0 && (hasDays ? isListed : weekday === start.getUTCDay());
    }
    case 'MONTHLY':
      return months % interval === 0 && (hasDays ? isListed : monthDay === start.getUTCDate());
    case 'YEARLY': {
      if ((date.getUTCFullYear() - start.getUTCFullYear()) % interval !== 0) return false;
      if (hasDays) return isListed;
      return monthDay === start.getUTCDate() && (rule.months.length > 0 || month === start.getUTCMonth() + 1);
    }
  }
}

function isListedDay({ weekdays, monthDays, frequency }: Recurrence, date: Date): boolean {
  const monthDay = date.getUTCDate();
  const monthLength = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  const nth = Math.ceil(monthDay / 7);
  const nthFromEnd = -Math.ceil((monthLength - monthDay + 1) / 7);
  const hasNth = frequency === 'MONTHLY' || frequency === 'YEARLY';
  return (
    (monthDays.length === 0 || monthDays.some((day) => day === monthDay || day === monthDay - monthLength - 1)) &&
    (weekdays.length === 0 ||
      weekdays.some(
        (listed) =>
          listed.weekday === date.getUTCDay() &&
          (!hasNth || listed.nth === 0 || listed.nth === nth || listed.nth === nthFromEnd),
      ))
  );
}

function weekOf(day: Day, weekStart: number): Day {
  return day - ((new Date(day * DAY_MS).getUTCDay() - weekStart + 7) % 7);
}

function readWeekday(text: string): { weekday: number; nth: number } | undefined {
  const [, nth = '0', name = ''] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(text) ?? [];
  const weekday = WEEKDAYS.indexOf(name);
  return weekday === -1 ? undefined : { weekday, nth: Number(nth) };
}

function list(value: string | undefined): string[] {
  return value === undefined ? [] : value.split(',').map((item) => item.trim());
}

import { parse } from 'csv-parse/sync';
import type { StayRules } from '../../src/calendar/stay-calendar.ts';
import { addDays, eachNight, type PlainDate, plainDate, type Stay } from '../../src/kernel/dates.ts';
import { ruleColumns, type StayRule, type StayRuleChange, weekdayBits, weekdays } from '../../src/kernel/stay-rules.ts';
import { blockOf, plainRule, plainRules } from './plain.ts';

/** One stay against the rules, as a row of text says it, and the codes of all that is in its way. */
type Example = { what: string; rules: StayRules; stay: Stay; adults: number; codes: string[] };

const columns = ['what', 'zone', 'now', 'checkIn', 'checkOut', 'guests', 'rules', 'dates', 'taken', 'reasons'];
type Row = Partial<Record<string, string>>;

/**
 * Rows of `;`-separated columns under their names. Lists are separated by commas: rules as `minNights 3` or
 * `arrivalWeekdays friday+sunday`, those of dates as `2027-06-12 minNights 3` or `2027-06-01..2027-07-01 minNights 3`, what
 * is taken as `booked 2027-06-10..2027-06-12 kept 2027-06-09..2027-06-12`, `held …`, `closed …` or `sold …` elsewhere;
 * reasons by spaces.
 */
export function examplesIn(text: string): Example[] {
  const rows: Row[] = parse(text, { columns: true, delimiter: ';', trim: true });
  const unknown = rows.flatMap((row) => Object.keys(row)).find((name) => !columns.includes(name));
  if (unknown !== undefined) throw new Error(`${unknown} is no column`);
  return rows.map((row) => ({
    what: row.what ?? '',
    rules: {
      ...plainRules,
      ...(row.zone ? { timeZone: row.zone } : {}),
      ...(row.now ? { now: new Date(row.now) } : {}),
      byDefault: { ...plainRule, ...Object.assign({}, ...listOf(row.rules).map(ruleOf)) },
      byNight: datesOf(row.dates),
      blocks: listOf(row.taken).map(blockIn),
    },
    stay: { checkIn: plainDate(row.checkIn ?? ''), checkOut: plainDate(row.checkOut ?? '') },
    adults: Number(row.guests || 2),
    codes: row.reasons ? row.reasons.split(' ') : [],
  }));
}

function datesOf(text: string | undefined): Map<PlainDate, StayRuleChange> {
  const dates = new Map<PlainDate, StayRuleChange>();
  for (const item of listOf(text)) {
    const [when = '', ...rule] = item.split(' ');
    const [start, end] = rangeOf(when);
    for (const date of eachNight(start, end)) dates.set(date, { ...dates.get(date), ...ruleOf(rule.join(' ')) });
  }
  return dates;
}

function ruleOf(text: string): Partial<StayRule> {
  const [name = '', value = ''] = text.split(' ');
  const type = Object.entries(ruleColumns).find(([known]) => known === name)?.[1].type;
  if (type === undefined) throw new Error(`${text} is no rule`);
  if (name === 'arrivalWeekdays') {
    return { arrivalWeekdays: weekdayBits(weekdays.filter((day) => value.split('+').includes(day))) };
  }
  return { [name]: type === 'boolean' ? value === 'true' : type === 'text' ? value : Number(value) };
}

function blockIn(text: string): StayRules['blocks'][number] {
  const [kind, nights = '', , kept = nights] = text.split(' ');
  const [[start, end], [from, to]] = [rangeOf(nights), rangeOf(kept)];
  switch (kind) {
    case 'booked':
    case 'held':
    case 'closed':
      return blockOf(start, end, kind, { from, to });
    case 'sold':
      return { ...blockOf(start, end, 'closed'), isStay: true };
    default:
      throw new Error(`${text} is no block`);
  }
}

function rangeOf(text: string): [PlainDate, PlainDate] {
  const [start = '', end] = text.split('..');
  return [plainDate(start), end === undefined ? addDays(plainDate(start), 1) : plainDate(end)];
}

function listOf(text: string | undefined): string[] {
  return text ? text.split(',').map((item) => item.trim()) : [];
}

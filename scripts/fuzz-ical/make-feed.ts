import { addDays, type PlainDate } from '../../src/kernel/dates.ts';
import { pick, type Random } from '../random.ts';
import { below } from './below.ts';

const summaries = ['Reserved', 'Airbnb (Not available)', 'CLOSED - Not available', 'Zoë Müller – 2 guests', ''];
const rules = ['RRULE:FREQ=WEEKLY;COUNT=4', 'RRULE:FREQ=DAILY;INTERVAL=9;UNTIL=20270601'];

/** A feed as some channel or calendar might write it: whole, and of ordinary events around `today`. */
export function makeFeed(random: Random, today: PlainDate): Uint8Array {
  const lines = ['BEGIN:VCALENDAR', 'PRODID:-//Made up//EN', 'VERSION:2.0', 'CALSCALE:GREGORIAN'];
  if (random() < 0.1) lines.push('BEGIN:VTIMEZONE', 'TZID:Europe/Paris', 'END:VTIMEZONE');
  const events = random() < 0.05 ? 0 : 1 + below(random, 12);
  for (let number = 0; number < events; number += 1) lines.push(...makeEvent(random, today, number));
  lines.push('END:VCALENDAR');
  const lineEnd = pick(['\r\n', '\r\n', '\r\n', '\n', '\r'], random);
  const folded = random() < 0.2 ? lines.map((line) => fold(line, 20 + below(random, 60), lineEnd)) : lines;
  return new TextEncoder().encode((random() < 0.1 ? '\uFEFF' : '') + folded.join(lineEnd) + lineEnd);
}

function makeEvent(random: Random, today: PlainDate, number: number): string[] {
  const start = addDays(today, below(random, 500) - 30);
  const end = addDays(start, 1 + below(random, random() < 0.1 ? 300 : 14));
  const uid = random() < 0.9 ? [`UID:${random() < 0.9 ? number : 'same'}-${start}@stays.example`] : [];
  return [
    'BEGIN:VEVENT',
    'DTSTAMP:20270301T120000Z',
    ...makeDates(random, start, end),
    ...uid,
    `SUMMARY:${pick(summaries, random)}`,
    ...(random() < 0.5 ? ['DESCRIPTION:Reservation URL: https://stays.example/r/1\\nPhone: 0000'] : []),
    ...(random() < 0.05 ? [pick(rules, random)] : []),
    ...(random() < 0.03 ? ['STATUS:CANCELLED'] : []),
    ...(random() < 0.05 ? ['BEGIN:VALARM', 'TRIGGER:-PT15M', 'DURATION:PT5M', 'END:VALARM'] : []),
    'END:VEVENT',
  ];
}

function makeDates(random: Random, start: PlainDate, end: PlainDate): string[] {
  const [from, to] = [start.replaceAll('-', ''), end.replaceAll('-', '')];
  const forms = [
    [`DTSTART;VALUE=DATE:${from}`, `DTEND;VALUE=DATE:${to}`],
    [`DTSTART;VALUE=DATE:${from}`, `DTEND;VALUE=DATE:${to}`],
    [`DTSTART:${from}`, `DTEND:${to}`],
    [`DTSTART:${from}T150000Z`, `DTEND:${to}T100000Z`],
    [`DTSTART;TZID=America/New_York:${from}T160000`, `DTEND;TZID=America/New_York:${to}T110000`],
    [`DTSTART:${from}T150000`, 'DURATION:P3D'],
    [`DTSTART;VALUE=DATE:${from}`],
  ];
  return pick(forms, random);
}

function fold(line: string, width: number, lineEnd: string): string {
  return line.length <= width ? line : `${line.slice(0, width)}${lineEnd} ${fold(line.slice(width), width, lineEnd)}`;
}

import { describe, expect, test } from 'vitest';
import { readComponents } from '../../src/channels/ical/components.ts';
import { parseFeed } from '../../src/channels/ical/parse-feed.ts';
import { plainDate } from '../../src/kernel/dates.ts';
import { calendar, calendarOf, lines } from './calendars.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (text: string) =>
  parseFeed(bytes(text), { timeZone: 'America/New_York', today: plainDate('2026-10-01') });
const times = (count: number, line: (at: number) => string) => Array.from({ length: count }, (_, at) => line(at));

/** The milliseconds of the processor that reading this feed takes, at best. */
function costOf(feed: string): number {
  const costs = [0, 1].map(() => {
    const before = process.cpuUsage();
    parse(feed);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...costs);
}

describe('a feed of many lines', () => {
  test('has no more names of zones looked up than moments read', () => {
    const of = (count: number) =>
      calendarOf('UID:a', 'DTSTART:20261020', ...times(count, (at) => `EXDATE;TZID=x${at}/Europe/Rome:1`));
    expect(costOf(of(15_000))).toBeLessThan(costOf(of(1_500)) * 5);
    expect(parse(of(15_000))).toMatchObject({ unreadable: ['a'], events: [{ start: '2026-10-20' }] });
  });

  test('keeps nothing of an event but what is read', () => {
    const { events } = readComponents(
      bytes(calendarOf('UID:a', ...times(50_000, (at) => `X-${at}:`), 'DTSTART:20261020')),
    );
    expect(events.map((event) => [...event.keys()])).toEqual([['UID', 'DTSTART']]);
  });

  test('is looked at until it has more than is kept, and not taken for whole', () => {
    const many = times(9_000, (at) => at.toString()).map((uid) => ({ uid, start: '2026-10-20' }));
    expect(readComponents(bytes(calendar(many))).events).toHaveLength(2_000);

    const before = ['BEGIN:VEVENT', 'UID:before', 'DTSTART:20261020', 'END:VEVENT'];
    const heavy = calendarOf('UID:a', 'DTSTART:20261101', ...times(40_000, () => 'RDATE:20261102'));
    const feed = heavy.replace('BEGIN:VEVENT', before.join('\r\n').concat('\r\nBEGIN:VEVENT'));
    expect(parse(feed)).toMatchObject({
      complete: false,
      events: [{ uid: 'before' }],
      problems: ['too-many-events'],
    });
  });

  test('costs no more where parts are begun and others ended', () => {
    const count = 20_000;
    const inOrder = times(count, () => 'BEGIN:A\r\nEND:A');
    const torn = [...times(count, () => 'BEGIN:A'), ...times(count, () => 'END:B')];
    expect(costOf(lines(torn))).toBeLessThan(costOf(lines(inOrder)) * 10);
    expect(parse(lines(['BEGIN:VCALENDAR', ...torn, 'END:VCALENDAR'])).complete).toBe(false);
  });
});

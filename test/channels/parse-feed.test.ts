import { describe, expect, test } from 'vitest';
import { type ParsedFeed, parseFeed } from '../../src/channels/ical/parse-feed.ts';
import { plainDate } from '../../src/kernel/dates.ts';
import { calendar, calendarOf, lines } from './calendars.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const where = { timeZone: 'America/New_York', today: plainDate('2026-10-01') };
const parse = (text: string | Uint8Array): ParsedFeed =>
  parseFeed(typeof text === 'string' ? bytes(text) : text, where);
const nightsOf = (text: string | Uint8Array) => parse(text).events.map(({ start, end }) => `${start}/${end}`);
const stay = ['DTSTART;VALUE=DATE:20261020', 'DTEND;VALUE=DATE:20261022', 'UID:a@stays.example'];
const whole = calendarOf(...stay);
const nights = ['2026-10-20/2026-10-22'];

describe('a feed is read whatever its form', () => {
  const crlf = whole;
  test.each([
    ['as it should be', crlf],
    ['with LF', crlf.replaceAll('\r\n', '\n')],
    ['with CR', crlf.replaceAll('\r\n', '\r')],
    ['with CR CR LF', crlf.replaceAll('\r\n', '\r\r\n')],
    ['without a last line end', crlf.trimEnd()],
    ['with a byte order mark', `\uFEFF${crlf}`],
    ['with blank lines', crlf.replaceAll('\r\n', '\r\n\r\n')],
    ['in small letters', crlf.toLowerCase()],
    ['folded inside a date', crlf.replace('20261020', '2026\r\n 1020')],
    ['folded with a tab and LF', crlf.replace('20261020', '2026\n\t1020')],
    ['folded inside a name', crlf.replace('DTSTART', 'DTS\r\n TART')],
    ['with junk between', crlf.replace('BEGIN:VEVENT', '<!-- hello -->\r\n:::\r\nBEGIN:VEVENT\r\nno colon here')],
    ['with text before and after', `HTTP says hello\r\n${crlf}\r\n</html>`],
    ['with an alarm that has a duration and a start of its own', crlf.replace('END:VEVENT', alarm)],
    ['with a quoted parameter that has a colon', crlf.replace('VALUE=DATE:20261020', 'X="a:b;c";VALUE=DATE:20261020')],
    ['with other components', crlf.replace('BEGIN:VEVENT', `${zone}\r\nBEGIN:VEVENT`)],
    ['of two calendars', crlf + calendarOf(...stay)],
    ['with a last line of spaces', `${crlf}   `],
  ])('%s', (_, text) => {
    expect(parse(text)).toMatchObject({ complete: true, isEmpty: false });
    expect(nightsOf(text)).toEqual(nights);
  });

  test('folded inside a character of several bytes', () => {
    const [before = '', after = ''] = calendarOf(...stay.slice(0, 2), 'UID:ü@x').split('ü');
    const [first = 0, second = 0] = bytes('ü');
    const cut = Uint8Array.from([...bytes(before), first, 13, 10, 32, second, ...bytes(after)]);
    expect(parse(cut)).toMatchObject({ complete: true, events: [{ uid: 'ü@x', start: '2026-10-20' }] });
  });

  test.each([
    ['nothing', '', 'not-a-calendar'],
    ['a page to sign in at', '<!doctype html><title>Sign in</title>', 'not-a-calendar'],
    ['JSON', '{"error": "gone"}', 'not-a-calendar'],
  ])('but %s is no calendar', (_, text, problem) => {
    expect(parse(text)).toMatchObject({ complete: false, events: [], problems: expect.arrayContaining([problem]) });
  });
});

describe('the nights of an event', () => {
  test.each<[string, string[], string[]]>([
    ['a bare date', ['DTSTART:20261020', 'DTEND:20261022'], nights],
    ['a date with hyphens', ['DTSTART;VALUE=DATE:2026-10-20', 'DTEND;VALUE=DATE:2026-10-22'], nights],
    ['no end: one night', ['DTSTART;VALUE=DATE:20261020'], ['2026-10-20/2026-10-21']],
    ['an end on the first day: one night', ['DTSTART:20261020', 'DTEND:20261020'], ['2026-10-20/2026-10-21']],
    ['a duration in days', ['DTSTART:20261020', 'DURATION:P2D'], nights],
    ['a duration in weeks', ['DTSTART:20261020', 'DURATION:P1W'], ['2026-10-20/2026-10-27']],
    ['a duration in hours', ['DTSTART:20261020T150000', 'DURATION:PT44H'], nights],
    ['times on nobody’s clock: the listing’s', ['DTSTART:20261020T150000', 'DTEND:20261022T110000'], nights],
    ['times on UTC’s clock', ['DTSTART:20261020T200000Z', 'DTEND:20261022T150000Z'], nights],
    ['times that are yesterday here', ['DTSTART:20261021T030000Z', 'DTEND:20261022T150000Z'], nights],
    ['times of another zone', ['DTSTART;TZID=Asia/Tokyo:20261021T080000', 'DTEND:20261022T110000'], nights],
    ['a zone in quotes', ['DTSTART;TZID="Asia/Tokyo":20261021T080000', 'DTEND:20261022T110000'], nights],
    ['a zone after a path', ['DTSTART;TZID=/x.example/Asia/Tokyo:20261021T080000', 'DTEND:20261022T110000'], nights],
    ['a name of several zones', ['DTSTART;TZID=IST:20261020T150000', 'DTEND:20261022T110000'], nights],
    ['a zone that nobody knows', ['DTSTART;TZID=Our Time:20261020T150000', 'DTEND:20261022T110000'], nights],
    ['an hour by day: that night', ['DTSTART:20261020T100000', 'DTEND:20261020T110000'], ['2026-10-20/2026-10-21']],
    ['to the last minute of a day', ['DTSTART:20261020T000000', 'DTEND:20261021T235900'], nights],
    ['over the change of the clocks', ['DTSTART:20261031T150000', 'DTEND:20261102T110000'], ['2026-10-31/2026-11-02']],
    ['a leap day', ['DTSTART:20280229', 'DTEND:20280301'], ['2028-02-29/2028-03-01']],
    ['until a far year', ['DTSTART:20261020', 'DTEND:99991231'], ['2026-10-20/2199-12-31']],
    ['from long ago', ['DTSTART:10000101', 'DTEND:20261022'], ['1970-01-01/2026-10-22']],
    [
      'a date although a time stands there',
      ['DTSTART;VALUE=DATE:20261020T233000', 'DTEND;VALUE=DATE:20261022'],
      nights,
    ],
    ['whatever TRANSP says', ['DTSTART:20261020', 'DTEND:20261022', 'TRANSP:TRANSPARENT'], nights],
    ['none of a cancelled one', ['DTSTART:20261020', 'DTEND:20261022', 'STATUS:CANCELLED'], []],
  ])('%s', (_, event, expected) => {
    const feed = calendarOf('UID:a', ...event);
    expect(parse(feed)).toMatchObject({ complete: true, isEmpty: false, problems: [] });
    expect(nightsOf(feed)).toEqual(expected);
  });

  test.each([
    ['DTSTART:20261399'],
    ['DTSTART:20260230'],
    ['DTSTART:2026102'],
    ['DTSTART:tomorrow'],
    ['DTSTART:20261020T256000'],
    ['DTSTART:20261020', 'DTEND:20261019'],
    ['DTSTART:20261020', 'DTEND:20269999'],
    ['DTSTART:20261020', 'DURATION:-P1D'],
    ['DTSTART:20261020', 'DURATION:P'],
    ['SUMMARY:Reserved'],
  ])('are not made up where they can’t be read: %s', (...event) => {
    const known = parse(calendarOf('UID:a', ...event));
    expect(known).toMatchObject({ complete: true, events: [], unreadable: ['a'], problems: [expect.any(String)] });
    expect(parse(calendarOf(...event)).complete).toBe(false);
  });

  test.each<[string[], string[]]>([
    [['RRULE:FREQ=SECONDLY'], ['20']],
    [['RRULE:FREQ=MONTHLY;BYSETPOS=1;BYDAY=MO'], ['20']],
    [
      ['RRULE:INTERVAL=2', 'RDATE:20261028'],
      ['20', '28'],
    ],
    [['RRULE:INTERVAL=2', 'EXDATE:20261020'], []],
    [
      ['RRULE:FREQ=WEEKLY;COUNT=2', 'RRULE:FREQ=SECONDLY'],
      ['20', '27'],
    ],
    [['EXDATE:99999999'], ['20']],
    [['RRULE:FREQ=WEEKLY;COUNT=2', 'EXDATE:20261020,99999999'], ['27']],
    [['RDATE:99999999,20261028'], ['20', '28']],
  ])('are those that can be read where not all can: %j', (more, days) => {
    const event = ['DTSTART:20261020', 'DTEND:20261022', ...more];
    const known = parse(calendarOf('UID:a', ...event));
    expect(known).toMatchObject({ complete: true, unreadable: ['a'], problems: [expect.any(String)] });
    const expected = days.map((day) => `2026-10-${day}/2026-10-${Number(day) + 2}`);
    expect(nightsOf(calendarOf('UID:a', ...event))).toEqual(expected);
    expect(parse(calendarOf(...event)).complete).toBe(false);
  });

  test('are sold or blocked, as the summary says, which is all that is kept of it', () => {
    const kinds = ['Reserved', 'Airbnb (Not available)', 'CLOSED - Not available', 'Blocked', 'Booked by Ada', 'Ada'];
    const events = kinds.map((summary, day) => ({ uid: `${day}`, start: `2026-10-1${day}`, summary }));
    expect(parse(calendar(events)).events.map(({ kind }) => kind)).toEqual([
      'booking',
      'block',
      'block',
      'block',
      'booking',
      'block',
    ]);
  });
});

describe('repeated events', () => {
  test.each<[string, string[], string[]]>([
    ['daily', ['RRULE:FREQ=DAILY;COUNT=3'], ['20', '21', '22']],
    ['every second day until', ['RRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20261024'], ['20', '22', '24']],
    ['weekly by weekday', ['RRULE:FREQ=WEEKLY;BYDAY=TU,FR;COUNT=4'], ['20', '23', '27', '30']],
    ['without exceptions', ['RRULE:FREQ=DAILY;COUNT=4', 'EXDATE:20261021,20261023'], ['20', '22']],
    ['with dates of their own', ['RDATE;VALUE=DATE:20261028'], ['20', '28']],
    ['monthly by the last weekday', ['RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=2'], ['20', '30']],
    ['by the last day of the month', ['RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20261101'], ['20', '31']],
    ['once where they end before they begin', ['RRULE:FREQ=DAILY;UNTIL=20261019'], ['20']],
  ])('happen %s', (_, rule, days) => {
    const feed = calendarOf('UID:a', 'DTSTART;VALUE=DATE:20261020', ...rule);
    expect(parse(feed).events.map(({ start }) => start)).toEqual(days.map((day) => `2026-10-${day}`));
  });

  test('happen weekly in every other week as the week begins, monthly and yearly on their day', () => {
    const starts = (rule: string) =>
      parse(calendarOf('UID:a', 'DTSTART;VALUE=DATE:20261020', rule)).events.map(({ start }) => start);
    expect(starts('RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU;COUNT=3')).toEqual([
      '2026-10-20',
      '2026-11-01',
      '2026-11-03',
    ]);
    expect(starts('RRULE:FREQ=MONTHLY;COUNT=3')).toEqual(['2026-10-20', '2026-11-20', '2026-12-20']);
    expect(starts('RRULE:FREQ=YEARLY;COUNT=2')).toEqual(['2026-10-20', '2027-10-20']);
    expect(starts('RRULE:FREQ=YEARLY;BYMONTH=7;BYDAY=1SA;COUNT=2')).toEqual(['2026-10-20', '2027-07-03']);
  });

  test.each<[string, string[], string[]]>([
    [
      'the evening before',
      ['DTSTART:20261006T020000Z', 'RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3'],
      ['10-05', '10-12', '10-19'],
    ],
    [
      'in Tokyo, where it is tomorrow',
      ['DTSTART;TZID=Asia/Tokyo:20261006T080000', 'RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20261019T230000Z'],
      ['10-05', '10-12', '10-19'],
    ],
    [
      'by the day of the month',
      ['DTSTART:20261002T010000Z', 'RRULE:FREQ=MONTHLY;BYMONTHDAY=2;COUNT=2'],
      ['10-01', '11-01'],
    ],
    [
      'across a change of the clocks here',
      ['DTSTART:20261030T043000Z', 'RRULE:FREQ=WEEKLY;COUNT=2'],
      ['10-30', '11-05'],
    ],
    [
      'but for an exception',
      ['DTSTART:20261006T020000Z', 'RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3', 'EXDATE:20261013T020000Z'],
      ['10-05', '10-19'],
    ],
  ])('follow the clocks that they are told by: %s', (_, event, starts) => {
    const { events, problems } = parse(calendarOf('UID:a', 'DURATION:PT3H', ...event));
    expect(events.map(({ start }) => start)).toEqual(starts.map((start) => `2026-${start}`));
    expect(problems).toEqual([]);
  });

  test.each<[string, string, string, string[]]>([
    ['New York', 'America/New_York', '20261022T000000Z', ['20', '21', '22']],
    ['Tokyo', 'Asia/Tokyo', '20261022T000000Z', ['20', '21', '22']],
    ['Tokyo, by its own midnight', 'Asia/Tokyo', '20261021T150000Z', ['20', '21', '22']],
  ])('of whole days end with, and leave out, the day that a midnight names: in %s', (_, timeZone, midnight, days) => {
    const startsIn = (...rule: string[]) =>
      parseFeed(bytes(calendarOf('UID:a', 'DTSTART;VALUE=DATE:20261020', ...rule)), { ...where, timeZone }).events.map(
        ({ start }) => start,
      );
    expect(startsIn(`RRULE:FREQ=DAILY;UNTIL=${midnight}`)).toEqual(days.map((day) => `2026-10-${day}`));
    expect(startsIn('RRULE:FREQ=DAILY;COUNT=3', `EXDATE:${midnight}`)).toEqual(['2026-10-20', '2026-10-21']);
  });

  /** A repetition a week later, and what the feed says of it by itself. */
  const withReplaced = (...second: string[]) =>
    lines([
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'UID:a',
      'DTSTART;VALUE=DATE:20261020',
      'RRULE:FREQ=WEEKLY;COUNT=2',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'UID:a',
      'RECURRENCE-ID;VALUE=DATE:20261027',
      ...second,
      'END:VEVENT',
      'END:VCALENDAR',
    ]);

  test('are replaced where one of them is an event of its own', () => {
    const moved = withReplaced('DTSTART;VALUE=DATE:20261029');
    expect(nightsOf(moved)).toEqual(['2026-10-20/2026-10-21', '2026-10-29/2026-10-30']);
    expect(nightsOf(withReplaced('STATUS:CANCELLED'))).toEqual(['2026-10-20/2026-10-21']);
  });

  test('are replaced by an event that names their day by its midnight in UTC', () => {
    const feed = withReplaced('DTSTART;VALUE=DATE:20261029').replace(
      'RECURRENCE-ID;VALUE=DATE:20261027',
      'RECURRENCE-ID:20261027T000000Z',
    );
    expect(nightsOf(feed)).toEqual(['2026-10-20/2026-10-21', '2026-10-29/2026-10-30']);
  });

  test('free no night by a date where they are told by clocks of which that may be another day here', () => {
    const event = [
      'DTSTART:20261006T020000Z',
      'DURATION:PT3H',
      'RRULE:FREQ=DAILY;COUNT=3',
      'EXDATE;VALUE=DATE:20261007',
    ];
    const { events, problems } = parse(calendarOf('UID:a', ...event));
    expect(events.map(({ start }) => start)).toEqual(['2026-10-05', '2026-10-06', '2026-10-07']);
    expect(problems).toEqual(['invalid-date']);
  });

  test.each<[string[], string[]]>([
    [['DTSTART;VALUE=DATE:20261399'], []],
    [['DTSTART;VALUE=DATE:20261029', 'DTEND;VALUE=DATE:20261028'], []],
    [['SUMMARY:Reserved'], []],
    [['DTSTART;VALUE=DATE:20261029', 'RDATE:99999999'], ['2026-10-29/2026-10-30']],
  ])('keep their day where what replaces one of them cannot be read: %j', (second, known) => {
    const feed = withReplaced(...second);
    expect(parse(feed)).toMatchObject({ unreadable: ['a'], problems: [expect.any(String)] });
    expect(nightsOf(feed)).toEqual(['2026-10-20/2026-10-21', '2026-10-27/2026-10-28', ...known]);
  });

  test('without end are followed two years ahead, from now on, and cost no time', () => {
    const started = performance.now();
    const events = parse(calendarOf('UID:a', 'DTSTART;VALUE=DATE:19700101', 'RRULE:FREQ=WEEKLY')).events;
    expect(events.length).toBeGreaterThan(104);
    expect(events.length).toBeLessThan(112);
    const endless = Array.from({ length: 3000 }, (_, at) => ({
      uid: `${at}`,
      start: '1971-01-01',
      more: ['RRULE:FREQ=DAILY;INTERVAL=9999;COUNT=9999'],
    }));
    expect(parse(calendar(endless)).complete).toBe(false);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('a feed that is made to be slow', () => {
  const repeated = (text: string, times: number) => Array(times).fill(text).join(',');

  test.each([
    ['dates in other zones', `EXDATE;TZID=Asia/Tokyo:${repeated('20270101T100000', 3_900)}`],
    ['dates behind long parameters', `EXDATE;X=${';'.repeat(30_000)}:${repeated('20270101T100000', 1_900)}`],
    ['days of the month', `RRULE:FREQ=DAILY;BYMONTHDAY=${repeated('99', 20_000)}`],
    ['days of the week', `RRULE:FREQ=MONTHLY;BYDAY=${repeated('9MO', 15_000)}`],
  ])('by endless %s costs no more than another, and frees no night', (_name, line) => {
    const events = Array.from({ length: 80 }, (_, at) => ({ uid: `${at}`, start: '2026-10-20', more: [line] }));
    const started = performance.now();
    const { events: read, unreadable } = parse(calendar(events));
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(new Set([...read.map(({ uid }) => uid), ...unreadable]).size).toBe(80);
  });
});

describe('busy periods', () => {
  const busy = (...inside: string[]) =>
    lines([
      'BEGIN:VCALENDAR',
      'BEGIN:VFREEBUSY',
      'UID:a',
      'DTSTART:20261001T000000Z',
      ...inside,
      'END:VFREEBUSY',
      'END:VCALENDAR',
    ]);

  test.each<[string, string[], string[]]>([
    ['begin and end', ['FREEBUSY:20261020T190000Z/20261022T150000Z'], nights],
    ['begin and last', ['FREEBUSY;FBTYPE=BUSY:20261020T190000Z/P1DT20H'], nights],
    ['are not sure or not offered', ['FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261020T190000Z/PT44H'], nights],
    ['are of a type that nobody knows', ['FREEBUSY;FBTYPE=X-OURS:20261020T190000Z/PT44H'], nights],
    [
      'are several',
      [
        'FREEBUSY:20261020T190000Z/PT44H,20261025T190000Z/PT20H',
        'FREEBUSY;FBTYPE=busy-tentative:20261101T190000Z/PT1H',
      ],
      [...nights, '2026-10-25/2026-10-26', '2026-11-01/2026-11-02'],
    ],
    ['are free', ['FREEBUSY;FBTYPE=FREE:20261020T190000Z/20261022T150000Z'], []],
  ])('close their nights as events do: %s', (_, inside, expected) => {
    const feed = busy(...inside);
    expect(parse(feed)).toMatchObject({ complete: true, isEmpty: expected.length === 0, problems: [] });
    expect(nightsOf(feed)).toEqual(expected);
    expect(parse(feed).events.map(({ kind }) => kind)).toEqual(expected.map(() => 'block'));
  });

  test.each([
    ['20261020T190000Z'],
    ['20261020T190000Z/'],
    ['/20261020T190000Z'],
    ['20261399T190000Z/PT44H'],
    ['20261020T190000Z/-PT44H'],
    ['20261020T190000Z/20261019T190000Z'],
  ])('that cannot be read are missing from the feed: %s', (period) => {
    const feed = busy(`FREEBUSY:20261101T190000Z/PT1H,${period}`);
    expect(parse(feed)).toMatchObject({ complete: false, problems: ['invalid-date'] });
    expect(nightsOf(feed)).toEqual(['2026-11-01/2026-11-02']);
  });

  test('are as many as events at most', () => {
    const many = Array.from({ length: 1_001 }, () => '20261020T190000Z/PT44H').join();
    expect(parse(busy(`FREEBUSY:${many}`, `FREEBUSY:${many}`))).toMatchObject({
      complete: false,
      problems: ['too-many-events'],
    });
  });
});

describe('events that share a UID or have none', () => {
  test('keep their nights where one without a UID says that it replaces another', () => {
    const others = ['DTSTART;VALUE=DATE:20261020', 'END:VEVENT', 'BEGIN:VEVENT'];
    const feed = calendarOf(...others, 'DTSTART;VALUE=DATE:20261029', 'RECURRENCE-ID;VALUE=DATE:20261020');
    expect(nightsOf(feed)).toEqual(['2026-10-20/2026-10-21', '2026-10-29/2026-10-30']);
  });

  test('are all taken', () => {
    const feed = calendar([
      { uid: 'same', start: '2026-10-20' },
      { uid: 'same', start: '2026-10-25' },
      { start: '2026-11-01' },
      { start: '2026-11-05' },
    ]);
    expect(parse(feed)).toMatchObject({ complete: true });
    expect(parse(feed).events.map(({ uid }) => uid)).toEqual(['same', 'same', '', '']);
  });
});

describe('a feed that is cut off', () => {
  test('is never taken for whole, wherever it is cut', () => {
    const feed = calendar([
      { uid: 'a', start: '2026-10-20', end: '2026-10-22' },
      { uid: 'b', start: '2026-11-20', end: '2026-11-22' },
    ]);
    const end = feed.trimEnd().length;
    for (let length = 0; length < end; length += 1) {
      const cut = parse(feed.slice(0, length));
      expect(cut.complete).toBe(false);
      for (const event of cut.events) expect(parse(feed).events).toContainEqual(event);
    }
    expect(parse(feed.slice(0, end)).complete).toBe(true);
  });

  test('within a line that is longer than is read is not whole either, but for a line that nobody reads', () => {
    const dates = Array(8_000).fill('20261020').join();
    expect(parse(calendarOf(...stay, `RDATE:${dates}`)).complete).toBe(false);
    // What is left out begins with a whole date.
    expect(parse(calendarOf(...stay, `RDATE;X=${'x'.repeat(64_000 - 17)}:20261101,20261102`)).complete).toBe(false);
    expect(parse(calendarOf(...stay, `ATTACH:${dates}`)).complete).toBe(true);
  });

  test.each([
    ['an event that is never ended', ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...stay, 'END:VCALENDAR']],
    [
      'an event within an event',
      ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...stay, 'BEGIN:VEVENT', ...stay, 'END:VEVENT', 'END:VCALENDAR'],
    ],
    ['an end without a beginning', ['BEGIN:VCALENDAR', ...stay, 'END:VEVENT', 'END:VCALENDAR']],
    ['no beginning', ['BEGIN:VEVENT', ...stay, 'END:VEVENT', 'END:VCALENDAR']],
    ['another calendar begun', [...whole.trim().split('\r\n'), 'BEGIN:VCALENDAR']],
  ])('is not whole either with %s', (_, torn) => {
    expect(parse(lines(torn)).complete).toBe(false);
  });

  test.each([
    ['exceptions', 12, 'DTSTART:20261001', `EXDATE:${Array(1_000).fill('20250101').join()}`],
    ['repetitions', 300, 'DTSTART:20261001', 'RRULE:FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2'],
  ])('is what a feed is read as that has too many %s to read all of its events', (_name, count, ...repeated) => {
    const event = (uid: string, ...inEvent: string[]) => ['BEGIN:VEVENT', `UID:${uid}`, ...inEvent, 'END:VEVENT'];
    const of = (many: number) =>
      lines([
        'BEGIN:VCALENDAR',
        ...Array.from({ length: many }, (_, at) => event(`${at}`, ...repeated)).flat(),
        ...event('last', ...repeated),
        'END:VCALENDAR',
      ]);
    expect(parse(of(count))).toMatchObject({ complete: false, unreadable: expect.arrayContaining(['last']) });
    expect(parse(of(count)).problems).toContain('too-many-events');
    expect(parse(of(count / 2))).toMatchObject({ complete: true, problems: [] });
  });

  test('is what a feed of too many events is read as', () => {
    const many = Array.from({ length: 2001 }, (_, at) => ({ uid: `${at}`, start: '2026-10-20' }));
    expect(parse(calendar(many))).toMatchObject({ complete: false, problems: ['too-many-events'] });
    expect(parse(calendar(many.slice(1)))).toMatchObject({ complete: true, problems: [] });
  });
});

test('five megabytes of anything are read in a second or two', () => {
  const started = performance.now();
  const size = 5 * 1024 * 1024;
  const head = 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n';
  for (const filler of ['\r', 'A;', '"', 'X:\n', 'X:\r\n ', 'DTSTART:2026\n', 'EXDATE:20261020,', 'BEGIN:VEVENT\n']) {
    parse(head + filler.repeat(size / filler.length));
  }
  expect(performance.now() - started).toBeLessThan(20_000);
});

const alarm = ['BEGIN:VALARM', 'DTSTART:20270101', 'DURATION:P9D', 'UID:z', 'END:VALARM', 'END:VEVENT'].join('\r\n');
const zone = [
  'BEGIN:VTIMEZONE',
  'TZID:X',
  'BEGIN:STANDARD',
  'DTSTART:19700101T000000',
  'END:STANDARD',
  'END:VTIMEZONE',
].join('\r\n');

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Reason } from '../../src/calendar/decide-stay.ts';
import { type Block, type StayRules, stayCalendarOf } from '../../src/calendar/stay-calendar.ts';
import { addDays, isoWeekday, type PlainDate, plainDate, type Stay } from '../../src/kernel/dates.ts';
import { anyChange, anyRule } from './any-rule.ts';
import { blockOf, decided, plainRules } from './plain.ts';

const first = plainDate('2027-02-26');
const day = (days: number) => addDays(first, days);

const anyBlock = fc
  .record({
    start: fc.nat(24),
    nights: fc.integer({ min: 1, max: 4 }),
    kind: fc.constantFrom<Block['kind']>('closed', 'held', 'booked'),
    before: fc.nat(2),
    after: fc.nat(2),
    isStay: fc.boolean(),
  })
  .map(({ start, nights, kind, before, after, isStay }): Block => {
    const [from, to] = [day(start), day(start + nights)];
    if (kind === 'closed') return { ...blockOf(from, to, kind), isStay };
    return blockOf(from, to, kind, { from: addDays(from, -before), to: addDays(to, after) });
  });

const anyRules: fc.Arbitrary<StayRules> = fc
  .record({
    byDefault: anyRule,
    dates: fc.array(fc.tuple(fc.nat(24), anyChange), { maxLength: 12 }),
    blocks: fc.array(anyBlock, { maxLength: 3 }),
    hours: fc.nat(72),
    minutes: fc.nat(59),
    timeZone: fc.constantFrom(
      'UTC',
      'America/New_York',
      'Pacific/Kiritimati',
      'Pacific/Pago_Pago',
      'Australia/Lord_Howe',
    ),
  })
  .map(({ byDefault, dates, blocks, hours, minutes, timeZone }) => ({
    ...plainRules,
    byDefault,
    byNight: new Map(dates.map(([days, change]) => [day(days), change])),
    blocks,
    timeZone,
    now: new Date(Date.UTC(2027, 1, 27, hours, minutes)),
  }));

const anyStay = fc
  .tuple(fc.nat(20), fc.integer({ min: 1, max: 8 }))
  .map(([start, nights]): Stay => ({ checkIn: day(start), checkOut: day(start + nights) }));

test('every reason, with its dates, is what reading the rules night by night finds', () => {
  const found = { none: 0, some: 0 };
  fc.assert(
    fc.property(anyRules, anyStay, fc.integer({ min: 1, max: 5 }), (rules, stay, adults) => {
      const reasons = decided(rules, stay, { adults });
      const told = reasons.flatMap(({ code, dates }) =>
        dates.length === 0 ? [code] : dates.map((d) => `${code} ${d}`),
      );
      expect(new Set(told)).toEqual(new Set(naive(rules, stay, adults)));
      found[reasons.length === 0 ? 'none' : 'some'] += 1;
    }),
    { numRuns: 1_000 },
  );
  expect(Math.min(found.none, found.some)).toBeGreaterThan(100);
});

test('each reason names one rule, with the value that it has on all of its dates', () => {
  fc.assert(
    fc.property(anyRules, anyStay, (rules, stay) => {
      for (const { rule, dates } of decided(rules, stay)) {
        expect(Object.keys(rule).length).toBeLessThanOrEqual(1);
        const [name] = Object.keys(rule);
        if (name === undefined || /^(capacity|preparation.*)$/.test(name)) continue;
        for (const date of dates) expect(onDate(rules, date)).toMatchObject(rule);
      }
    }),
  );
});

test('a calendar of many nights says of each stay in it what a calendar of the stay alone says', () => {
  fc.assert(
    fc.property(anyRules, anyStay, (rules, stay) => {
      const { nights } = stayCalendarOf(rules, day(0), day(40));
      const inside = nights.filter(({ date }) => stay.checkIn <= date && date <= stay.checkOut);
      expect(stayCalendarOf(rules, stay.checkIn, stay.checkOut).nights).toEqual(inside);
    }),
  );
});

const onDate = ({ byDefault, byNight }: StayRules, date: PlainDate) => ({ ...byDefault, ...byNight.get(date) });

function naive(rules: StayRules, { checkIn, checkOut }: Stay, adults: number): string[] {
  const nights: PlainDate[] = [];
  for (let date = checkIn; date < checkOut; date = addDays(date, 1)) nights.push(date);
  const on = (date: PlainDate) => onDate(rules, date);
  const clock = clockIn(rules.timeZone, rules.now);
  const today = plainDate(clock.slice(0, 10));
  const said: string[] = [];
  const say = (code: Reason['code'], isSo: boolean, date: PlainDate) => {
    if (isSo) said.push(`${code} ${date}`);
  };
  const arrival = on(checkIn);
  const later = clockIn(rules.timeZone, new Date(rules.now.getTime() + arrival.advanceNoticeHours * 3_600_000));
  say('check-in-past', checkIn < today, checkIn);
  say('arrival-today-over', checkIn === today && clock.slice(11) >= arrival.sameDayUntil, checkIn);
  say('notice-too-short', arrival.advanceNoticeHours > 0 && `${checkIn}T${rules.checkInFrom}` < later, checkIn);
  say('closed-to-arrival', arrival.closedToArrival, checkIn);
  say('arrival-weekday', arrival.arrivalWeekdays % 2 ** isoWeekday(checkIn) < 2 ** (isoWeekday(checkIn) - 1), checkIn);
  say('closed-to-departure', on(checkOut).closedToDeparture, checkOut);
  say('too-few-nights', nights.length < arrival.minNights, checkIn);
  say('too-many-nights', nights.length > arrival.maxNights, checkIn);
  for (const night of nights) {
    const rule = on(night);
    const isTooFar = night >= addDays(today, rule.horizonDays);
    const isTaken = rules.blocks.some(({ keptFrom, keptTo }) => keptFrom <= night && night < keptTo);
    say('too-few-nights', nights.length < rule.minNightsThrough, night);
    say('too-many-nights', nights.length > rule.maxNightsThrough, night);
    say('out-of-season', !rule.inSeason, night);
    say('too-far-ahead', isTooFar, night);
    say('nights-taken', isTaken && night >= today, night);
  }
  const isKept = (night: PlainDate) =>
    rules.blocks.some(({ isStay, keptFrom, keptTo }) => isStay && keptFrom <= night && night < keptTo);
  for (let days = 1; days <= arrival.preparationBefore; days += 1) {
    say('no-time-to-prepare', isKept(addDays(checkIn, -days)), addDays(checkIn, -days));
  }
  for (let days = 0; days < on(checkOut).preparationAfter; days += 1) {
    say('no-time-to-prepare', isKept(addDays(checkOut, days)), addDays(checkOut, days));
  }
  return adults > rules.capacity ? [...said, 'too-many-guests'] : said;
}

// By the runtime's own calendar, not the library that the product uses.
function clockIn(timeZone: string, instant: Date): string {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { ...fields, timeZone });
  formats.set(timeZone, format);
  const parts = format.formatToParts(instant);
  const of = (type: string) => parts.find((part) => part.type === type)?.value;
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const fields: Intl.DateTimeFormatOptions = {
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
};

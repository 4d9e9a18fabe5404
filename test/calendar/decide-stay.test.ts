import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Reason } from '../../src/calendar/decide-stay.ts';
import type { Snapshot } from '../../src/calendar/snapshot.ts';
import { type Block, type StayRules, stayCalendarOf } from '../../src/calendar/stay-calendar.ts';
import { viewCalendar } from '../../src/calendar/views.ts';
import { addDays, daysBetween, eachNight, nightsOf, plainDate } from '../../src/kernel/dates.ts';
import { newId } from '../../src/kernel/ids.ts';
import { blockOf, decided, plainRule, plainRules } from './plain.ts';

const today = plainDate('2027-03-01');
const day = (offset: number) => addDays(today, offset);
const block = (from: number, to: number, kind: Block['kind'] = 'booked') => blockOf(day(from), day(to), kind);
const rules: StayRules = {
  ...plainRules,
  byDefault: { ...plainRule, minNights: 2, maxNights: 30 },
  blocks: [block(10, 15)],
};

type Party = { adults: number; children?: number; infants?: number; pets?: number };

function decide(from: number, to: number, party: Party = { adults: 2 }, change: Partial<StayRules> = {}): Reason[] {
  return decided({ ...rules, ...change }, { checkIn: day(from), checkOut: day(to) }, party);
}

describe('a stay that can be had', () => {
  test.each<[string, Reason[]]>([
    ['begins today', decide(0, 2)],
    ['ends on the day on which another begins', decide(8, 10)],
    ['begins on the day on which another ends', decide(15, 17)],
    ['has as few nights as allowed', decide(20, 22)],
    ['has as many nights as allowed', decide(20, 50)],
    [
      'has as many guests as allowed, infants and pets not counted',
      decide(20, 22, { adults: 3, children: 1, infants: 2, pets: 1 }),
    ],
    ['ends on the last date that can be booked', decide(728, 730)],
  ])('%s', (_, reasons) => {
    expect(reasons).toEqual([]);
  });
});

describe('a stay that cannot be had says why', () => {
  const why = (code: Reason['code'], rule: Reason['rule'], ...offsets: number[]) => ({
    code,
    rule,
    dates: offsets.map(day),
  });
  const taken = (...offsets: number[]) => why('nights-taken', {}, ...offsets);
  test.each<[string, Reason[], unknown[]]>([
    ['yesterday is past', decide(-1, 2), [why('check-in-past', {}, -1)]],
    ['too far ahead', decide(729, 731), [why('too-far-ahead', { horizonDays: 730 }, 730)]],
    ['one night too few', decide(20, 21), [why('too-few-nights', { minNights: 2 }, 20)]],
    ['one night too many', decide(20, 51), [why('too-many-nights', { maxNights: 30 }, 20)]],
    ['one child too many', decide(20, 22, { adults: 4, children: 1 }), [why('too-many-guests', { capacity: 4 })]],
    ['the last night is the first of another', decide(9, 11), [taken(10)]],
    ['the first night is the last of another', decide(14, 16), [taken(14)]],
    ['around another', decide(9, 16), [taken(10, 11, 12, 13, 14)]],
    ['closed is taken', decide(20, 22, { adults: 1 }, { blocks: [block(21, 22, 'closed')] }), [taken(21)]],
    ['held is taken', decide(20, 22, { adults: 1 }, { blocks: [block(0, 21, 'held')] }), [taken(20)]],
    ['not open', decide(20, 22, { adults: 1 }, { isOpen: false }), [why('listing-not-open', {})]],
    [
      'everything at once',
      decide(
        -1,
        0,
        { adults: 5 },
        {
          isOpen: false,
          byDefault: { ...plainRule, minNights: 3 },
          blocks: [block(-5, 5)],
        },
      ),
      [
        why('listing-not-open', {}),
        why('check-in-past', {}, -1),
        why('too-few-nights', { minNights: 3 }, -1),
        why('too-many-guests', { capacity: 4 }),
      ],
    ],
  ])('%s', (_, reasons, expected) => {
    expect(reasons).toEqual(expected);
  });
});

const blocks = fc.array(
  fc
    .tuple(
      fc.integer({ min: -5, max: 40 }),
      fc.integer({ min: 1, max: 8 }),
      fc.constantFrom('closed', 'held', 'booked'),
    )
    .map(([from, length, kind]) => block(from, from + length, kind)),
  { maxLength: 6 },
);

describe('any calendar', () => {
  test('a stay can be had exactly if every night of it is open, and it is neither too long, too short nor too large', () => {
    const stays = fc.tuple(
      fc.integer({ min: -3, max: 40 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 6 }),
    );
    fc.assert(
      fc.property(blocks, stays, fc.integer({ min: 1, max: 4 }), (blocks, [from, length, adults], minNights) => {
        const stay = { checkIn: day(from), checkOut: day(from + length) };
        const change = { blocks, byDefault: { ...plainRule, minNights, maxNights: 9 } };
        const isFree = nightsOf(stay).every(
          (night) => night >= today && !blocks.some(({ start, end }) => start <= night && night < end),
        );
        const expected = isFree && length >= minNights && length <= 9 && adults <= 4;
        expect(decide(from, from + length, { adults }, change).length === 0).toBe(expected);
        const { nights } = stayCalendarOf({ ...rules, blocks }, stay.checkIn, stay.checkOut);
        expect(nights.slice(0, -1).every(({ state }) => state === 'open')).toBe(isFree);
      }),
    );
  });

  test('of a night that several have, a booking is shown before a hold, and a hold before a closure', () => {
    fc.assert(
      fc.property(blocks, (blocks) => {
        for (const { date, state } of stayCalendarOf({ ...rules, blocks }, day(-3), day(45)).nights) {
          const kinds = blocks.filter(({ start, end }) => start <= date && date < end).map(({ kind }) => kind);
          const [first] = (['booked', 'held', 'closed'] as const).filter((kind) => kinds.includes(kind));
          expect(state).toBe(date < today ? 'past' : (first ?? 'open'));
        }
      }),
    );
  });

  test('shows every night asked for, once and in order', () => {
    const { nights } = stayCalendarOf(rules, day(-10), day(800));
    expect(nights.map(({ date }) => daysBetween(today, date))).toEqual(Array.from({ length: 811 }, (_, i) => i - 10));
    expect(nights.filter(({ state }) => state === 'too-far-ahead')).toHaveLength(71);
  });
});

test('24 months, each night with rules and a price of its own, take less than 20 ms of the processor', () => {
  const nights = eachNight(today, day(732));
  const snapshot: Snapshot = {
    state: 'published',
    version: 1,
    allows_pets: true,
    capacity: 4,
    check_in_from: '15:00',
    time_zone: 'America/New_York',
    rules: { ...plainRule, advanceNoticeHours: 48, preparationAfter: 1 },
    night_rules: nights.map((night, n) => [night, { minNights: 2, arrivalWeekdays: 17, maxNights: 20 + (n % 5) }]),
    currency: 'USD',
    base_nightly: 100_00,
    weekend_nightly: 120_00,
    overrides: nights.map((night, n) => [night, 100_00 + n]),
    seasons: [],
    blocks: nights.filter((_, n) => n % 5 === 0).map((night) => blockOf(night, addDays(night, 3))),
  };
  const text = JSON.stringify(snapshot);
  const times = Array.from({ length: 30 }, () => {
    const before = process.cpuUsage();
    const read: Snapshot = JSON.parse(text);
    JSON.stringify(viewCalendar(newId('listing'), read, { from: today, to: day(731) }, plainRules.now));
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  expect(Math.min(...times)).toBeLessThan(20);
});

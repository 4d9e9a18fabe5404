import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  comparePlainDates,
  daysBetween,
  eachNight,
  hoursBefore,
  instantAt,
  isoWeekday,
  isPlainDate,
  isTimeZone,
  maxDate,
  minDate,
  nightsOf,
  plainDate,
  todayIn,
} from '../../src/kernel/dates.ts';

const date = fc.integer({ min: 0, max: 83_000 }).map((days) => addDays(plainDate('1970-01-01'), days));

describe('a plain date', () => {
  test.each(['1970-01-01', '2024-02-29', '2000-02-29', '2026-12-31', '2199-12-31'])('%s is one', (text) => {
    expect(plainDate(text)).toBe(text);
  });

  test.each([
    '2026-02-29',
    '2100-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '20261399',
    '2026-1-1',
    '1969-12-31',
    '2200-01-01',
    '2026-01-01T00:00',
    ' 2026-01-01',
    '',
  ])('%j is none', (text) => {
    expect(isPlainDate(text)).toBe(false);
    expect(() => plainDate(text)).toThrow(RangeError);
  });

  test('adding days leaves the supported years with an error', () => {
    expect(() => addDays(plainDate('2199-12-31'), 1)).toThrow(RangeError);
    expect(() => addDays(plainDate('1970-01-01'), -1)).toThrow(RangeError);
  });

  test('days added are the days between, and text sorts as dates do', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: 0, max: 900 }), (start, days) => {
        const end = addDays(start, days);
        expect(daysBetween(start, end)).toBe(days);
        expect(daysBetween(end, start)).toBe(days === 0 ? 0 : -days);
        expect(Math.sign(comparePlainDates(start, end))).toBe(days === 0 ? 0 : -1);
        expect([minDate(end, start), maxDate(end, start)]).toEqual([start, end]);
        expect(isoWeekday(end)).toBe(((isoWeekday(start) - 1 + days) % 7) + 1);
      }),
    );
  });

  test('weekdays are those of the ISO week', () => {
    expect(isoWeekday(plainDate('2026-06-01'))).toBe(1);
    expect(isoWeekday(plainDate('2026-06-07'))).toBe(7);
  });
});

describe('the nights of a stay', () => {
  test('the night of the check-out is not one of them, across a leap day', () => {
    const stay = { checkIn: plainDate('2028-02-28'), checkOut: plainDate('2028-03-01') };
    expect(nightsOf(stay)).toEqual(['2028-02-28', '2028-02-29']);
  });

  test('none when check-out is not after check-in', () => {
    expect(eachNight(plainDate('2026-06-02'), plainDate('2026-06-02'))).toEqual([]);
    expect(eachNight(plainDate('2026-06-02'), plainDate('2026-06-01'))).toEqual([]);
  });
});

describe('clocks', () => {
  test.each([
    ['2026-06-01', '15:00', 'Europe/Paris', '2026-06-01T13:00:00.000Z'],
    ['2026-06-01', '15:00', 'Asia/Kathmandu', '2026-06-01T09:15:00.000Z'],
    ['2026-06-01', '00:00', 'Pacific/Kiritimati', '2026-05-31T10:00:00.000Z'],
    ['2026-03-29', '02:30', 'Europe/Paris', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25', '02:30', 'Europe/Paris', '2026-10-25T00:30:00.000Z'],
    ['2026-03-08', '02:30', 'America/New_York', '2026-03-08T07:30:00.000Z'],
    ['2026-11-01', '01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00.000Z'],
  ])('%s %s in %s is %s', (day, time, zone, instant) => {
    expect(instantAt(plainDate(day), time, zone).toISOString()).toBe(instant);
  });

  test.each([
    ['2026-06-01T09:59:59.999Z', 'Pacific/Kiritimati', '2026-06-01'],
    ['2026-06-01T10:00:00.000Z', 'Pacific/Kiritimati', '2026-06-02'],
    ['2026-06-01T10:59:59.999Z', 'Pacific/Pago_Pago', '2026-05-31'],
    ['2026-06-01T11:00:00.000Z', 'Pacific/Pago_Pago', '2026-06-01'],
    ['2011-12-30T09:59:59.999Z', 'Pacific/Apia', '2011-12-29'],
    ['2011-12-30T10:00:00.000Z', 'Pacific/Apia', '2011-12-31'],
  ])('at %s it is, in %s, %s', (instant, zone, day) => {
    expect(todayIn(zone, new Date(instant))).toBe(day);
  });

  test('a clock time that was reached is on its own date, in any zone', () => {
    const zones = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'Pacific/Apia');
    fc.assert(
      fc.property(date, fc.constantFrom(...zones), (day, zone) => {
        expect(todayIn(zone, instantAt(day, '12:00', zone))).toBe(day);
      }),
    );
  });

  test('hours before are elapsed hours: at the change of clocks a day earlier is another clock time', () => {
    const checkIn = instantAt(plainDate('2026-03-29'), '15:00', 'Europe/Paris');
    expect(hoursBefore(checkIn, 24)).toEqual(instantAt(plainDate('2026-03-28'), '14:00', 'Europe/Paris'));
  });

  test('only names of the time zone database are time zones', () => {
    expect(['America/New_York', 'UTC', 'Asia/Kolkata', 'EST', 'MET', 'Japan'].every(isTimeZone)).toBe(true);
    expect(['+02:00', 'Mars/Olympus', '', 'Europe/Paris\0', 'AET', 'ist'].some(isTimeZone)).toBe(false);
  });
});

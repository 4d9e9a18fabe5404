import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainDate } from '../../src/kernel/dates.ts';
import { sum } from '../../src/kernel/money.ts';
import { earningsByNight, type PaidStay, releasedBy, releasesOf } from '../../src/payouts/releases.ts';

function stayOf(nights: number, given: Partial<PaidStay> = {}): PaidStay {
  return {
    checkIn: plainDate('2027-06-03'),
    checkInFrom: '15:00',
    timeZone: 'America/New_York',
    currency: 'USD',
    costs: Array.from({ length: nights }, () => 100_00),
    planned: nights * 97_00,
    ...given,
  };
}

const instantsOf = (stay: PaidStay) => releasesOf(stay).map(({ at }) => at.toISOString());

describe('a stay is due to its host', () => {
  test.each([
    { nights: 1, ends: [1] },
    { nights: 27, ends: [27] },
    { nights: 28, ends: [28] },
    { nights: 29, ends: [29] },
    { nights: 30, ends: [30] },
    { nights: 31, ends: [30, 31] },
    { nights: 60, ends: [30, 60] },
    { nights: 61, ends: [30, 60, 61] },
    { nights: 365, ends: [30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330, 360, 365] },
  ])('of $nights nights: after these nights $ends', ({ nights, ends }) => {
    expect(releasesOf(stayOf(nights)).map((release) => release.nights)).toEqual(ends);
  });

  test.each([
    ['America/New_York', '2027-06-03', '15:00', '2027-06-04T19:00:00.000Z'],
    ['Pacific/Kiritimati', '2027-06-03', '15:00', '2027-06-04T01:00:00.000Z'],
    ['Pacific/Pago_Pago', '2027-06-03', '15:00', '2027-06-05T02:00:00.000Z'],
    ['Asia/Kathmandu', '2027-06-03', '14:00', '2027-06-04T08:15:00.000Z'],
    ['Australia/Lord_Howe', '2027-06-03', '00:00', '2027-06-03T13:30:00.000Z'],
    ['UTC', '2027-12-31', '23:59', '2028-01-01T23:59:00.000Z'],
  ])('in %s, from %s at %s: at %s', (timeZone, checkIn, checkInFrom, at) => {
    expect(instantsOf(stayOf(2, { timeZone, checkIn: plainDate(checkIn), checkInFrom }))).toEqual([at]);
  });

  test.each([
    // The night of the check-in is an hour short, or long: 24 hours are 24 hours.
    ['America/New_York', '2027-03-13', '15:00', '2027-03-14T20:00:00.000Z'],
    ['America/New_York', '2027-11-06', '15:00', '2027-11-07T19:00:00.000Z'],
    ['Europe/Berlin', '2027-03-27', '16:00', '2027-03-28T15:00:00.000Z'],
    ['Europe/Berlin', '2027-10-30', '16:00', '2027-10-31T14:00:00.000Z'],
    // The check-in opens at a time that the clocks skip, or show twice.
    ['Europe/Berlin', '2027-03-28', '02:30', '2027-03-29T01:30:00.000Z'],
    ['Europe/Berlin', '2027-10-31', '02:30', '2027-11-01T00:30:00.000Z'],
  ])('24 elapsed hours after the check-in, whatever the clocks do: in %s, from %s at %s: at %s', (...row) => {
    const [timeZone, checkIn, checkInFrom, at] = row;
    expect(instantsOf(stayOf(2, { timeZone, checkIn: plainDate(checkIn), checkInFrom }))).toEqual([at]);
  });

  test('in parts at the clock time of the check-in, on either side of a change of clocks', () => {
    const stay = stayOf(61, { checkIn: plainDate('2027-02-20') });
    expect(instantsOf(stay)).toEqual([
      '2027-02-21T20:00:00.000Z',
      '2027-03-23T19:00:00.000Z',
      '2027-04-22T19:00:00.000Z',
    ]);
  });
});

describe('what is released', () => {
  const at = (stay: PaidStay, release: number) => releasesOf(stay)[release]?.at ?? new Date(Number.NaN);

  test.each([
    { nights: 1, planned: 97_00, parts: [97_00] },
    { nights: 28, planned: 28 * 97_00, parts: [28 * 97_00] },
    { nights: 61, planned: 61 * 97_00, parts: [30 * 97_00, 30 * 97_00, 97_00] },
    // With cleaning, fees and a discount in it: what remains of the division is in the last part.
    { nights: 61, planned: 5_917_01, parts: [2_910_00, 2_910_01, 97_00] },
    { nights: 365, planned: 365 * 97_01, parts: [...Array.from({ length: 12 }, () => 30 * 97_01), 5 * 97_01] },
  ])('of $nights nights for $planned is $parts', ({ nights, planned, parts }) => {
    const stay = stayOf(nights, { planned });
    const through = parts.map((_, release) => releasedBy(stay, planned, at(stay, release)));
    expect(through.map((amount, release) => amount - (through[release - 1] ?? 0))).toEqual(parts);
  });

  test('is nothing before its time', () => {
    const stay = stayOf(2);
    expect(releasedBy(stay, 194_00, new Date(at(stay, 0).getTime() - 1))).toBe(0);
    expect(releasedBy(stay, 194_00, at(stay, 0))).toBe(194_00);
  });

  test('is never more than what is left after refunds, which are off the last parts', () => {
    const stay = stayOf(61);
    const kept = 40 * 97_00;
    expect([0, 1, 2].map((release) => releasedBy(stay, kept, at(stay, release)))).toEqual([30 * 97_00, kept, kept]);
  });

  test('holds what comes on top of the price with the last part', () => {
    const stay = stayOf(61);
    const awarded = 61 * 97_00 + 50_00;
    expect(releasedBy(stay, awarded, at(stay, 1))).toBe(60 * 97_00);
    expect(releasedBy(stay, awarded, at(stay, 2))).toBe(awarded);
  });
});

describe('earnings by night', () => {
  const anyStay = fc
    .record({
      costs: fc.array(fc.integer({ min: 0, max: 1_000_00 }), { minLength: 1, maxLength: 70 }),
      planned: fc.integer({ min: 0, max: 100_000_00 }),
      currency: fc.constantFrom('USD' as const, 'JPY' as const, 'KWD' as const),
      share: fc.double({ min: 0, max: 1.2, noNaN: true }),
    })
    .map(({ costs, planned, currency, share }) => ({
      stay: stayOf(0, { costs, planned: planned - (planned % 10), currency }),
      entitled: Math.round(planned * share),
    }));

  test('sum up to what the stay has brought, and none is negative', () => {
    fc.assert(
      fc.property(anyStay, ({ stay, entitled }) => {
        const nights = earningsByNight(stay, entitled);
        expect(nights).toHaveLength(stay.costs.length);
        expect(sum(nights)).toBe(entitled);
        if (entitled <= stay.planned) expect(Math.min(...nights)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('follow what each night costs', () => {
    const stay = stayOf(3, { costs: [100_00, 130_00, 130_00], planned: 360_00 });
    expect(earningsByNight(stay, 360_00)).toEqual([100_00, 130_00, 130_00]);
    expect(earningsByNight(stay, 150_00)).toEqual([100_00, 50_00, 0]);
  });
});

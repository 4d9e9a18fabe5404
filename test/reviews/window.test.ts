import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, instantAt, plainDate } from '../../src/kernel/dates.ts';
import { type Reviewable, reviewWindow } from '../../src/reviews/index.ts';

const stay: Reviewable = {
  state: 'completed',
  check_in: plainDate('2027-03-01'),
  check_out: plainDate('2027-03-03'),
  check_out_by: '11:00',
  time_zone: 'America/New_York',
  ended_at: new Date('2027-03-03T16:00:00Z'),
};

const cases: [string, Partial<Reviewable>, { opensAt: string; closesAt: string } | undefined][] = [
  // New York's clocks go forward on March 14: fourteen days have an hour less.
  ['completed', {}, { opensAt: '2027-03-03T16:00:00.000Z', closesAt: '2027-03-17T15:00:00.000Z' }],
  [
    'over, though no job has noticed',
    { state: 'confirmed', ended_at: null },
    { opensAt: '2027-03-03T16:00:00.000Z', closesAt: '2027-03-17T15:00:00.000Z' },
  ],
  [
    'in Tokyo',
    { time_zone: 'Asia/Tokyo' },
    { opensAt: '2027-03-03T02:00:00.000Z', closesAt: '2027-03-17T02:00:00.000Z' },
  ],
  [
    'cancelled before the day of check-in',
    { state: 'cancelled', ended_at: new Date('2027-03-01T04:59:59Z') },
    undefined,
  ],
  [
    'cancelled as the day of check-in begins',
    { state: 'cancelled', ended_at: new Date('2027-03-01T05:00:00Z') },
    { opensAt: '2027-03-01T05:00:00.000Z', closesAt: '2027-03-15T04:00:00.000Z' },
  ],
  [
    'cancelled during the stay',
    { state: 'cancelled', ended_at: new Date('2027-03-02T20:00:00Z') },
    { opensAt: '2027-03-02T20:00:00.000Z', closesAt: '2027-03-16T19:00:00.000Z' },
  ],
  ['expired', { state: 'expired' }, undefined],
  ['declined', { state: 'declined' }, undefined],
  ['withdrawn', { state: 'withdrawn' }, undefined],
  ['held', { state: 'held', ended_at: null }, undefined],
  ['requested', { state: 'requested', ended_at: null }, undefined],
];

test.each(cases)('a stay that is %s', (_, columns, expected) => {
  const window = reviewWindow({ ...stay, ...columns });
  expect(window && { opensAt: window.opensAt.toISOString(), closesAt: window.closesAt.toISOString() }).toEqual(
    expected,
  );
});

test('the time is up when the clocks there show check-out time, fourteen days after check-out', () => {
  const zones = ['America/New_York', 'Europe/Berlin', 'Pacific/Auckland', 'America/St_Johns', 'Asia/Kathmandu', 'UTC'];
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 700 }), fc.constantFrom(...zones), (day, time_zone) => {
      const check_out = addDays(plainDate('2027-01-01'), day);
      const window = reviewWindow({ ...stay, check_out, time_zone });
      expect(window?.closesAt).toEqual(instantAt(addDays(check_out, 14), '11:00', time_zone));
    }),
  );
});

import { describe, expect, test } from 'vitest';
import type { PolicyCode } from '../../src/kernel/cancellation-policy.ts';
import type { Currency } from '../../src/kernel/currencies.ts';
import { addDays, plainDate } from '../../src/kernel/dates.ts';
import type { TaxRule } from '../../src/kernel/price-rules.ts';
import { platformFees } from '../../src/pricing/price-stay.ts';
import { cancellationTerms, decideRefund } from '../../src/pricing/refund.ts';
import { booked, guestRefund, rates } from './booked-stay.ts';
import { taxOf } from './plain.ts';

// Four nights: 400.00 and 50.00 cleaning, 63.90 guest fee, 45.00 tax: 558.90 paid.
const everything = 558_90;
// The nights go back, and of fee and tax what follows them, in full or by half; cleaning with its tax always.
const halfOfNights = 200_00 + 50_00 + 31_95 + 25_00;
const onlyCleaning = 50_00 + 5_00;
const allButOneNight = 300_00 + 50_00 + 47_92 + 35_00;
const halfOfAllButOne = 150_00 + 50_00 + 23_96 + 20_00;

describe('a guest’s refund for four nights, to the cent', () => {
  test.each<[PolicyCode, string, string, number]>([
    ['flexible', 'two months before', '2026-04-10T12:00:00Z', everything],
    ['flexible', '24 hours before check-in exactly', '2026-06-09T13:00:00Z', everything],
    ['flexible', 'a moment later', '2026-06-09T13:00:00.001Z', allButOneNight],
    ['flexible', 'when the check-in opens', '2026-06-10T13:00:00Z', allButOneNight],
    ['flexible', 'after check-in: cleaning stays', '2026-06-10T18:00:00Z', 300_00 + 47_92 + 30_00],
    ['flexible', 'the first midnight in Paris', '2026-06-10T22:00:00Z', 300_00 + 47_92 + 30_00],
    ['flexible', 'after one night', '2026-06-10T22:00:00.001Z', 200_00 + 31_95 + 20_00],
    ['flexible', 'after two nights', '2026-06-12T08:00:00Z', 100_00 + 15_97 + 10_00],
    ['flexible', 'after three nights', '2026-06-13T08:00:00Z', 0],
    ['flexible', 'after the stay', '2026-07-01T00:00:00Z', 0],
    ['moderate', '5 days before exactly', '2026-06-05T13:00:00Z', everything],
    ['moderate', 'a moment later', '2026-06-05T13:00:00.001Z', halfOfAllButOne],
    ['moderate', 'after one night', '2026-06-11T10:00:00Z', 100_00 + 15_97 + 10_00],
    ['moderate', 'after three nights', '2026-06-13T10:00:00Z', 0],
    ['limited', '14 days before exactly', '2026-05-27T13:00:00Z', everything],
    ['limited', 'a moment later', '2026-05-27T13:00:00.001Z', halfOfNights],
    ['limited', '7 days before exactly', '2026-06-03T13:00:00Z', halfOfNights],
    ['limited', 'a moment after that', '2026-06-03T13:00:00.001Z', onlyCleaning],
    ['limited', 'after check-in', '2026-06-10T13:00:00.001Z', 0],
    ['firm', '30 days before exactly', '2026-05-11T13:00:00Z', everything],
    ['firm', 'a moment later', '2026-05-11T13:00:00.001Z', halfOfNights],
    ['firm', '7 days before exactly', '2026-06-03T13:00:00Z', halfOfNights],
    ['firm', 'a moment after that', '2026-06-03T13:00:00.001Z', onlyCleaning],
    ['strict', '48 hours after booking exactly', '2026-04-03T12:00:00Z', everything],
    ['strict', 'a moment later', '2026-04-03T12:00:00.001Z', halfOfNights],
    ['strict', '7 days before exactly', '2026-06-03T13:00:00Z', halfOfNights],
    ['strict', 'a moment after that', '2026-06-03T13:00:00.001Z', onlyCleaning],
    ['nonRefundable', 'at once', '2026-04-01T12:00:01Z', onlyCleaning],
    ['nonRefundable', 'after check-in', '2026-06-10T13:00:01Z', 0],
  ])('%s, %s', (policy, _, at, expected) => {
    expect(guestRefund(booked(policy), at).refund).toBe(expected);
  });

  test.each<[PolicyCode, string, string, number]>([
    ['firm', '2026-05-20T12:00:00Z', '2026-05-21T12:00:00Z', everything],
    ['firm', '2026-05-20T12:00:00Z', '2026-05-21T12:00:00.001Z', halfOfNights],
    ['limited', '2026-06-02T18:00:00Z', '2026-06-03T13:00:00Z', everything],
    ['limited', '2026-06-02T18:00:00Z', '2026-06-03T13:00:00.001Z', onlyCleaning],
    ['strict', '2026-05-30T12:00:00Z', '2026-05-31T12:00:00Z', everything],
    ['strict', '2026-05-30T12:00:00Z', '2026-05-31T12:00:00.001Z', halfOfNights],
    ['nonRefundable', '2026-05-20T12:00:00Z', '2026-05-20T12:00:01Z', onlyCleaning],
    ['flexible', '2026-06-10T12:00:00Z', '2026-06-10T12:00:01Z', allButOneNight],
  ])(
    '%s, confirmed at %s and cancelled at %s: 24 hours of grace while check-in is a week away',
    (policy, confirmed, at, expected) => {
      const confirmedAt = new Date(confirmed);
      expect(guestRefund(booked(policy, 4, { bookedAt: confirmedAt, confirmedAt }), at).refund).toBe(expected);
    },
  );

  test('grace runs from the confirmation, strict’s 48 hours from the booking', () => {
    const stay = booked('strict', 4, {
      bookedAt: new Date('2026-05-01T12:00:00Z'),
      confirmedAt: new Date('2026-05-02T11:00:00Z'),
    });
    expect(guestRefund(stay, '2026-05-03T12:00:00Z').refund).toBe(everything);
    expect(guestRefund(stay, '2026-05-03T12:00:01Z').refund).toBe(halfOfNights);
  });

  test('every line and everyone’s part add up', () => {
    expect(guestRefund(booked('flexible'), '2026-06-12T08:00:00Z')).toMatchObject({
      refund: 125_97,
      nightsStayed: 2,
      kept: { guestPays: 432_93, hostReceives: 339_50, platformKeeps: 58_43, taxes: 35_00 },
      lines: [
        { code: 'nights', amount: 400_00, kept: 300_00, refunded: 100_00 },
        { code: 'cleaning', amount: 50_00, kept: 50_00, refunded: 0 },
        { code: 'guest-fee', amount: 63_90, kept: 47_93, refunded: 15_97 },
        { code: 'host-fee', amount: 13_50, kept: 10_50, refunded: 3_00 },
        { code: 'tax', amount: 45_00, kept: 35_00, refunded: 10_00 },
      ],
    });
  });
});

describe('nights at different prices', () => {
  const overrides = new Map([[plainDate('2026-06-11'), 300_00]]);
  const input = { rates: { ...rates, overrides, extraGuestFee: 20_00, guestsIncluded: 1, cleaningFee: 0 }, taxes: [] };

  test('each night is kept at its own price, extra guests night by night', () => {
    const { lines } = guestRefund(booked('flexible', 4, {}, input), '2026-06-11T10:00:00Z');
    expect(lines.map(({ code, kept, refunded }) => [code, kept, refunded])).toEqual([
      ['nights', 400_00, 200_00],
      ['extra-guests', 40_00, 40_00],
      ['guest-fee', 64_37, 32_19],
      ['host-fee', 13_20, 7_20],
    ]);
  });

  test('a discount follows the price of the nights', () => {
    const discounted = { ...input, rates: { ...input.rates, weeklyDiscountBps: 1_000, extraGuestFee: 0 } };
    const { lines } = guestRefund(booked('flexible', 8, {}, discounted), '2026-06-11T10:00:00Z');
    expect(lines.slice(0, 2)).toMatchObject([
      { code: 'nights', kept: 400_00, refunded: 600_00 },
      { code: 'weekly-discount', kept: -40_00, refunded: -60_00 },
    ]);
  });

  test('the fee on free nights goes back', () => {
    const free = { ...input, rates: { ...rates, baseNightly: 0 } };
    const { lines } = guestRefund(booked('nonRefundable', 2, {}, free), '2026-06-11T10:00:00Z');
    expect(lines.map(({ code, kept, refunded }) => [code, kept, refunded])).toEqual([
      ['nights', 0, 0],
      ['cleaning', 50_00, 0],
      ['guest-fee', 0, 7_10],
      ['host-fee', 1_50, 0],
    ]);
  });

  test('half of an odd amount of dinars is still chargeable', () => {
    const dinars = { ...input, rates: { ...rates, currency: 'KWD' as Currency, baseNightly: 33_330, cleaningFee: 0 } };
    const { refund, kept } = guestRefund(booked('firm', 1, {}, dinars), '2026-06-01T10:00:00Z');
    expect([refund, kept.hostReceives]).toEqual([16_660 + 2_360, 16_670 - 500]);
  });
});

describe('a tax of an amount per night', () => {
  const perNight = { ...taxOf(7_00), kind: 'night' as const, currency: 'USD' as const };
  const overrides = new Map([[plainDate('2026-06-10'), 300_00]]);
  const keptAfterOneNight = (tax: Partial<TaxRule>) => {
    const price = { rates: { ...rates, overrides }, taxes: [{ ...perNight, ...tax }] };
    const { lines } = guestRefund(booked('flexible', 4, {}, price), '2026-06-11T10:00:00Z');
    return lines.find(({ code }) => code === 'tax')?.kept;
  };

  test.each<[string, Partial<TaxRule>, number]>([
    ['is kept of as many nights as are kept, whatever each costs', {}, 2 * 7_00],
    ['is kept whole where all nights that it is due on are kept', { capNights: 2 }, 2 * 7_00],
    ['goes back whole where it is due on none of them', { validFrom: plainDate('2026-06-12') }, 0],
    ['of the price is kept likewise', { included: true, capNights: 2 }, 2 * 7_00],
  ])('%s', (_, tax, kept) => {
    expect(keptAfterOneNight(tax)).toBe(kept);
  });

  test('is kept by half of nights that are', () => {
    const price = { rates: { ...rates, overrides }, taxes: [{ ...perNight, capNights: 3 }] };
    const { lines } = guestRefund(booked('moderate', 4, {}, price), '2026-06-06T10:00:00Z');
    expect(lines.at(-1)).toMatchObject({ code: 'tax', amount: 21_00, kept: 7_00 + 7_00 });
  });
});

describe('from 28 nights one rule holds for every policy but the non-refundable one', () => {
  const nightlyOnly = { rates: { ...rates, cleaningFee: 0 }, taxes: [], fees: platformFees.hostOnly };
  test.each<[PolicyCode, number, string, number]>([
    ['flexible', 27, '2026-06-09T12:00:00Z', 2700_00],
    ['flexible', 28, '2026-06-09T12:00:00Z', 0],
    ['strict', 40, '2026-04-03T12:00:00Z', 4000_00],
    ['flexible', 40, '2026-04-03T12:00:00.001Z', 1000_00],
    ['firm', 40, '2026-06-10T20:00:00Z', 1000_00],
    ['flexible', 40, '2026-06-15T10:00:00Z', 500_00],
    ['flexible', 40, '2026-06-25T10:00:00Z', 0],
    ['nonRefundable', 40, '2026-04-01T12:00:01Z', 0],
  ])('%s, %d nights, cancelled at %s', (policy, nights, at, expected) => {
    expect(guestRefund(booked(policy, nights, {}, nightlyOnly), at).refund).toBe(expected);
  });

  test('not within 48 hours of booking when check-in is less than 28 days away', () => {
    const bookedAt = new Date('2026-05-20T12:00:00Z');
    const stay = booked('flexible', 40, { bookedAt, confirmedAt: bookedAt }, nightlyOnly);
    expect(guestRefund(stay, '2026-05-20T12:00:01Z').refund).toBe(1000_00);
  });
});

describe('who cancels', () => {
  test.each(['host', 'support'] as const)('by the %s the guest gets everything, even in the stay', (by) => {
    const refund = decideRefund(booked('nonRefundable'), { by, at: new Date('2026-06-12T10:00:00Z') });
    expect(refund).toMatchObject({
      refund: everything,
      nightsStayed: 2,
      kept: { guestPays: 0, hostReceives: 0, platformKeeps: 0, taxes: 0 },
    });
  });
});

describe('clocks', () => {
  test('hours are elapsed hours, days are calendar days, at the change of clocks', () => {
    const checkIn = plainDate('2026-03-29');
    const stay = { checkIn, checkOut: addDays(checkIn, 4) };
    const early = {
      checkIn,
      bookedAt: new Date('2026-01-01T00:00:00Z'),
      confirmedAt: new Date('2026-01-01T00:00:00Z'),
    };
    const flexible = booked('flexible', 4, early, { stay });
    expect(guestRefund(flexible, '2026-03-28T13:00:00Z').refund).toBe(everything);
    expect(guestRefund(flexible, '2026-03-28T13:00:00.001Z').refund).toBe(allButOneNight);
    const moderate = booked('moderate', 4, early, { stay });
    expect(guestRefund(moderate, '2026-03-24T14:00:00Z').refund).toBe(everything);
    expect(guestRefund(moderate, '2026-03-24T14:00:00.001Z').refund).toBe(halfOfAllButOne);
  });

  test.each([
    ['Pacific/Kiritimati', '2026-06-10T10:00:00Z', '2026-06-10T10:00:00.001Z'],
    ['Pacific/Pago_Pago', '2026-06-11T11:00:00Z', '2026-06-11T11:00:00.001Z'],
  ])('a night ends at midnight in %s', (timeZone, before, after) => {
    const stay = booked('flexible', 4, { timeZone });
    expect([before, after].map((at) => guestRefund(stay, at).nightsStayed)).toEqual([0, 1]);
  });
});

describe('the terms of cancellation', () => {
  test('are the dates until which each amount goes back', () => {
    expect(cancellationTerms(booked('flexible', 2))).toEqual([
      { until: new Date('2026-06-09T13:00:00Z'), refund: 200_00 + 50_00 + 35_50 + 25_00 },
      { until: new Date('2026-06-10T13:00:00Z'), refund: 100_00 + 50_00 + 17_75 + 15_00 },
      { until: new Date('2026-06-10T22:00:00Z'), refund: 100_00 + 17_75 + 10_00 },
      { until: null, refund: 0 },
    ]);
    expect(cancellationTerms(booked('strict'))).toEqual([
      { until: new Date('2026-04-03T12:00:00Z'), refund: everything },
      { until: new Date('2026-06-03T13:00:00Z'), refund: halfOfNights },
      { until: new Date('2026-06-10T13:00:00Z'), refund: onlyCleaning },
      { until: null, refund: 0 },
    ]);
  });

  test('start at the confirmation: what is past by then is not listed', () => {
    const confirmedAt = new Date('2026-06-10T10:00:00Z');
    const lastMinute = booked('flexible', 1, { bookedAt: confirmedAt, confirmedAt });
    expect(cancellationTerms(lastMinute)).toEqual([
      { until: new Date('2026-06-10T13:00:00Z'), refund: onlyCleaning },
      { until: null, refund: 0 },
    ]);
  });
});

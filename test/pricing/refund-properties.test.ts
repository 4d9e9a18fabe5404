import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { policyCodes } from '../../src/kernel/cancellation-policy.ts';
import { type Currency, chargeableUnit } from '../../src/kernel/currencies.ts';
import { addDays, hoursBefore, instantAt, plainDate } from '../../src/kernel/dates.ts';
import { cancellationTerms, decideRefund, type Refund } from '../../src/pricing/refund.ts';
import type { BookedStay } from '../../src/pricing/timeline.ts';
import { booked, guestRefund } from './booked-stay.ts';
import { anyFee, anyTaxes, plainRates } from './plain.ts';

// A tax per night that is in the price comes with the nights that are kept, and can be more than they are worth.
function hostBeforeNightTaxes({ kept, lines }: Refund): number {
  const taxes = lines.filter(({ code, payer, rateBps }) => code === 'tax' && payer === 'host' && rateBps === undefined);
  return kept.hostReceives + taxes.reduce((total, tax) => total + tax.kept, 0);
}

describe('any booking, cancelled at any time', () => {
  const price = fc.integer({ min: 0, max: 1_000_000 });
  const bps = fc.integer({ min: 0, max: 10_000 });
  const anyBooking: fc.Arbitrary<BookedStay> = fc
    .record({
      policy: fc.constantFrom(...policyCodes),
      nights: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 14 }) }, fc.integer({ min: 15, max: 70 })),
      rates: fc.record({
        fees: fc.array(anyFee, { maxLength: 3 }),
        nonRefundableBps: fc.nat(5_000),
        isNewListing: fc.boolean(),
        currency: fc.constantFrom<Currency>('USD', 'JPY', 'KWD', 'ISK'),
        baseNightly: price,
        weekendNightly: fc.option(price),
        cleaningFee: price,
        extraGuestFee: price,
        guestsIncluded: fc.integer({ min: 1, max: 3 }),
        weeklyDiscountBps: bps,
        monthlyDiscountBps: bps,
      }),
      fees: fc.record({ guestFeeBps: bps, hostFeeBps: bps }),
      taxes: anyTaxes,
      rate: fc.constantFrom('standard', 'nonRefundable'),
      timeZone: fc.constantFrom('Europe/Paris', 'America/New_York', 'Pacific/Kiritimati', 'Australia/Lord_Howe'),
      checkInDay: fc.nat(400),
      hoursBooked: fc.nat(24 * 60),
      hoursToConfirm: fc.nat(24),
    })
    .map(({ policy, nights, checkInDay, hoursBooked, hoursToConfirm, timeZone, rates, ...prices }) => {
      const checkIn = addDays(plainDate('2026-01-01'), checkInDay);
      const stay = { checkIn, checkOut: addDays(checkIn, nights) };
      const bookedAt = hoursBefore(instantAt(checkIn, '15:00', timeZone), hoursBooked + hoursToConfirm);
      const confirmedAt = hoursBefore(bookedAt, -hoursToConfirm);
      return booked(
        policy,
        nights,
        { checkIn, timeZone, bookedAt, confirmedAt },
        { ...prices, rates: { ...plainRates, ...rates }, stay },
      );
    });
  const hours = fc.array(fc.nat({ max: 24 * 140 }), { minLength: 2, maxLength: 6 });
  const runs = { numRuns: 500 };

  test('what is refunded and what is kept is what was paid, line by line and for everyone, in chargeable amounts', () => {
    fc.assert(
      fc.property(anyBooking, hours, fc.constantFrom('guest', 'host', 'support'), (stay, moments, by) => {
        const unit = chargeableUnit(stay.price.currency);
        for (const hour of moments) {
          const { refund, kept, lines } = decideRefund(stay, { by, at: hoursBefore(stay.confirmedAt, -hour) });
          expect(refund + kept.guestPays).toBe(stay.price.totals.guestPays);
          expect(kept.hostReceives + kept.platformKeeps + kept.taxes).toBe(kept.guestPays);
          for (const line of lines) expect(line.kept + line.refunded).toBe(line.amount);
          for (const amount of [refund, ...Object.values(kept)]) {
            expect(amount).toBeGreaterThanOrEqual(0);
            expect(amount % unit).toBe(0);
          }
          expect(refund).toBeLessThanOrEqual(stay.price.totals.guestPays);
        }
      }),
      runs,
    );
  });

  test('a later cancellation never gives the guest more, nor the host less', () => {
    fc.assert(
      fc.property(anyBooking, hours, (stay, moments) => {
        const refunds = moments
          .toSorted((a, b) => a - b)
          .map((hour) => guestRefund(stay, hoursBefore(stay.confirmedAt, -hour)));
        refunds.slice(1).forEach((later, index) => {
          const earlier = refunds[index];
          expect(later.refund).toBeLessThanOrEqual(earlier?.refund ?? Number.NaN);
          // What the host pays of his share is rounded line by line.
          const rounded =
            stay.price.lines.filter(({ payer }) => payer === 'host').length * chargeableUnit(stay.price.currency);
          expect(hostBeforeNightTaxes(later) + rounded).toBeGreaterThanOrEqual(
            earlier === undefined ? Number.NaN : hostBeforeNightTaxes(earlier),
          );
        });
      }),
      runs,
    );
  });

  test('the terms say at every instant what a cancellation then gives back, in falling steps', () => {
    fc.assert(
      fc.property(anyBooking, hours, (stay, moments) => {
        const terms = cancellationTerms(stay);
        for (const hour of moments) {
          const at = hoursBefore(stay.confirmedAt, -hour);
          const term = terms.find(({ until }) => until === null || at <= until);
          expect(guestRefund(stay, at).refund).toBe(term?.refund);
        }
        terms.slice(1).forEach((term, index) => {
          expect(term.refund).toBeLessThan(terms[index]?.refund ?? Number.NaN);
        });
        expect(terms.at(-1)).toEqual({ until: null, refund: expect.any(Number) });
      }),
      { numRuns: 200 },
    );
  });
});

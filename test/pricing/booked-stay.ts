import { type PolicyCode, policyFor } from '../../src/kernel/cancellation-policy.ts';
import { addDays, plainDate } from '../../src/kernel/dates.ts';
import { platformFees, priceStay, type Rates, type StayToPrice } from '../../src/pricing/price-stay.ts';
import { decideRefund, type Refund } from '../../src/pricing/refund.ts';
import type { BookedStay } from '../../src/pricing/timeline.ts';
import { plainRates, someDay, taxOf } from './plain.ts';

export const rates: Rates = { ...plainRates, weekendDays: [], cleaningFee: 50_00, guestsIncluded: 4 };

/** Nights from 2026-06-10 (check-in 15:00, 10 % tax, split fee) in Paris, booked and confirmed on 2026-04-01. */
export function booked(
  policy: PolicyCode,
  nights = 4,
  change: Partial<BookedStay> = {},
  price: Partial<StayToPrice> = {},
): BookedStay {
  const checkIn = plainDate('2026-06-10');
  const stay = { checkIn, checkOut: addDays(checkIn, nights) };
  const party = { adults: 2, children: 0, infants: 0, pets: 0 };
  const taxes = [taxOf(1_000)];
  const how = { bookedOn: someDay, rate: 'standard' } as const;
  return {
    policy: policyFor(policy, nights),
    price: priceStay({ rates, fees: platformFees.split, taxes, stay, party, ...how, ...price }),
    checkIn,
    timeZone: 'Europe/Paris',
    checkInTime: '15:00',
    bookedAt: new Date('2026-04-01T12:00:00Z'),
    confirmedAt: new Date('2026-04-01T12:00:00Z'),
    ...change,
  };
}

export function guestRefund(stay: BookedStay, at: Date | string): Refund {
  return decideRefund(stay, { by: 'guest', at: new Date(at) });
}

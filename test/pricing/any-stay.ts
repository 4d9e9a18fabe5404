import fc from 'fast-check';
import { chargeableUnit, currencies } from '../../src/kernel/currencies.ts';
import { addDays, plainDate } from '../../src/kernel/dates.ts';
import { totalsOf } from '../../src/kernel/price.ts';
import { priceStay, type StayToPrice } from '../../src/pricing/price-stay.ts';
import { anyFee, anyTaxes, plainRates, someDay } from './plain.ts';

const price = fc.integer({ min: 0, max: 10_000_000 });
const bps = fc.integer({ min: 0, max: 10_000 });
const guests = fc.nat(16);
/** Any stay from Monday 2026-06-01, at any prices, under any rules. */
export const anyStay: fc.Arbitrary<StayToPrice> = fc
  .record({
    currency: fc.constantFrom(...currencies),
    baseNightly: price,
    weekendNightly: fc.option(price),
    weekendDays: fc.uniqueArray(fc.integer({ min: 1, max: 7 })),
    overrides: fc.array(fc.tuple(fc.nat(60), price)),
    cleaningFee: price,
    extras: fc.array(anyFee, { maxLength: 4 }),
    isNewListing: fc.boolean(),
    nonRefundableBps: fc.nat(5_000),
    extraGuestFee: price,
    guestsIncluded: fc.integer({ min: 1, max: 8 }),
    weeklyDiscountBps: bps,
    monthlyDiscountBps: bps,
    fees: fc.record({ guestFeeBps: bps, hostFeeBps: bps }),
    taxes: anyTaxes,
    rate: fc.constantFrom('standard', 'nonRefundable'),
    party: fc.record({ adults: guests, children: guests, infants: guests, pets: guests }),
    nights: fc.integer({ min: 1, max: 60 }),
  })
  .map(({ overrides, extras, fees, taxes, rate, party, nights, ...change }) => {
    const checkIn = plainDate('2026-06-01');
    const dated = new Map(overrides.map(([day, amount]) => [addDays(checkIn, day), amount]));
    const stay = { checkIn, checkOut: addDays(checkIn, nights) };
    const rates = { ...plainRates, ...change, fees: extras, overrides: dated };
    return { rates, fees, taxes, stay, party, bookedOn: someDay, rate };
  });

/** What is wrong with the sums of a price: between guest, host, platform and taxes nothing may be lost or left over. */
export function faultsOf(input: StayToPrice): string[] {
  const { totals, lines } = priceStay(input);
  const unit = chargeableUnit(input.rates.currency);
  const amounts = Object.values(totals);
  const faults = {
    'what is received is not what is paid':
      totals.hostReceives + totals.platformKeeps + totals.taxes !== totals.guestPays,
    'the totals are not the sums of the lines': JSON.stringify(totals) !== JSON.stringify(totalsOf(lines)),
    'an amount cannot be charged': [...lines.map(({ amount }) => amount), ...amounts].some(
      (amount) => amount % unit !== 0,
    ),
    'somebody receives less than nothing': amounts.some((amount) => amount < 0),
  };
  return Object.entries(faults).flatMap(([fault, isSo]) => (isSo ? [fault] : []));
}

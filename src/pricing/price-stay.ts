import { chargeableUnit } from '../kernel/currencies.ts';
import { nightsOf, type Stay } from '../kernel/dates.ts';
import { percentOf, sum, toChargeable } from '../kernel/money.ts';
import { guestsOf, type Party } from '../kernel/party.ts';
import { amountOf, type NightlyRates, nightPrice, type PricedStay, type PriceLine, totalsOf } from '../kernel/price.ts';

/** A listing's prices, in minor units of its currency. */
export type Rates = NightlyRates & {
  cleaningFee: number;
  /** Per night and per guest over `guestsIncluded`. */
  extraGuestFee: number;
  guestsIncluded: number;
  weeklyDiscountBps: number;
  monthlyDiscountBps: number;
};

export type PlatformFees = { guestFeeBps: number; hostFeeBps: number };

export type Tax = { name: string; bps: number };

export type StayToPrice = { rates: Rates; fees: PlatformFees; tax: Tax | null; stay: Stay; party: Party };

/** The platform's fee, split between guest and host or wholly the host's. */
export const platformFees = {
  split: { guestFeeBps: 1420, hostFeeBps: 300 },
  hostOnly: { guestFeeBps: 0, hostFeeBps: 1550 },
} as const satisfies Record<string, PlatformFees>;

/**
 * Prices a stay line by line. Each amount is rounded once, half away from zero, to what a card can be charged, so that
 * every sum of lines can be charged too and nothing remains. With `U(x) = round(x / unit) * unit`, `unit` as
 * `chargeableUnit` says, in integers that SQL computes alike:
 *
 *     nights   = Σ U(the night's override, else its weekend price, else the base price)
 *     extra    = U(extraGuestFee) × max(0, adults + children − guestsIncluded) × number of nights
 *     cleaning = U(cleaningFee)
 *     discount = U(nights × bps ÷ 10,000), bps the monthly discount from 28 nights, if any, else the weekly one from 7
 *     subtotal = nights + extra + cleaning − discount
 *     guestFee = U(subtotal × guestFeeBps ÷ 10,000); hostFee and tax likewise
 *     total    = subtotal + guestFee + tax
 *
 * The platform's fees are not taxed. A line that would be zero is left out, but for the nights.
 * Throws RangeError for a stay without nights.
 */
export function priceStay({ rates, fees, tax, stay, party }: StayToPrice): PricedStay {
  const nights = nightsOf(stay).map((date) => nightPrice(rates, date));
  if (nights.length === 0) throw new RangeError(`No night from ${stay.checkIn} to ${stay.checkOut}`);
  const unit = chargeableUnit(rates.currency);

  const accommodation = sum(nights.map((night) => night.amount));
  const guestNights = Math.max(0, guestsOf(party) - rates.guestsIncluded) * nights.length;
  const extraGuests = toChargeable(rates.extraGuestFee, rates.currency) * guestNights;
  const discount = lengthDiscount(rates, nights.length);
  const hostLines = [
    hostLine({ code: 'nights', amount: accommodation, quantity: nights.length }),
    hostLine({ code: 'extra-guests', amount: extraGuests, quantity: guestNights }),
    hostLine({ code: 'cleaning', amount: toChargeable(rates.cleaningFee, rates.currency), quantity: 1 }),
    hostLine({ ...discount, amount: percentOf(-accommodation, discount.rateBps, unit) }),
  ];
  const subtotal = amountOf(hostLines);

  const lines = [
    ...hostLines,
    feeLine('guest', percentOf(subtotal, fees.guestFeeBps, unit), fees.guestFeeBps),
    feeLine('host', percentOf(subtotal, fees.hostFeeBps, unit), fees.hostFeeBps),
    ...(tax ? [taxLine(tax, percentOf(subtotal, tax.bps, unit))] : []),
  ].filter((line) => line.amount !== 0 || line.code === 'nights');
  return { currency: rates.currency, nights, lines, totals: totalsOf(lines) };
}

function lengthDiscount(rates: Rates, nights: number): { code: PriceLine['code']; rateBps: number } {
  if (nights >= 28 && rates.monthlyDiscountBps > 0) {
    return { code: 'monthly-discount', rateBps: rates.monthlyDiscountBps };
  }
  return { code: 'weekly-discount', rateBps: nights >= 7 ? rates.weeklyDiscountBps : 0 };
}

function hostLine(line: Pick<PriceLine, 'code' | 'amount' | 'quantity' | 'rateBps'>): PriceLine {
  return { ...line, payer: 'guest', recipient: 'host', taxable: true };
}

function feeLine(payer: 'guest' | 'host', amount: number, rateBps: number): PriceLine {
  return { code: `${payer}-fee`, amount, rateBps, payer, recipient: 'platform', taxable: false };
}

function taxLine(tax: Tax, amount: number): PriceLine {
  return { code: 'tax', name: tax.name, amount, rateBps: tax.bps, payer: 'guest', recipient: 'tax', taxable: false };
}

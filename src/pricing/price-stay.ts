import { chargeableUnit } from '../kernel/currencies.ts';
import { daysBetween, nightsOf, type PlainDate, type Stay } from '../kernel/dates.ts';
import { percentOf, sum, toChargeable } from '../kernel/money.ts';
import { guestsOf, type Party } from '../kernel/party.ts';
import { amountOf, type NightlyRates, nightPrice, type PricedStay, type PriceLine, totalsOf } from '../kernel/price.ts';
import type { Fee, FeeModel, TaxRule } from '../kernel/price-rules.ts';
import { type DiscountRules, discountOf } from './discount.ts';
import { taxLines } from './taxes.ts';

/** A listing's prices, in minor units of its currency. */
export type Rates = NightlyRates &
  DiscountRules & {
    cleaningFee: number;
    fees: readonly Fee[];
    /** Per night and per guest over `guestsIncluded`. */
    extraGuestFee: number;
    guestsIncluded: number;
    /** Off the nights for who books without a refund; 0: there is no such rate. */
    nonRefundableBps: number;
  };

type PlatformFees = { guestFeeBps: number; hostFeeBps: number };

export type Rate = 'standard' | 'nonRefundable';

export type StayToPrice = {
  rates: Rates;
  fees: PlatformFees;
  taxes: readonly TaxRule[];
  stay: Stay;
  party: Party;
  /** Today, where the listing is. */
  bookedOn: PlainDate;
  rate: Rate;
};

/** The platform's fee, split between guest and host or wholly the host's. */
export const platformFees = {
  split: { guestFeeBps: 1420, hostFeeBps: 300 },
  hostOnly: { guestFeeBps: 0, hostFeeBps: 1550 },
} as const satisfies Record<FeeModel, PlatformFees>;

/**
 * Prices a stay line by line. Each amount is rounded once, half away from zero, to what a card can be charged, so that
 * every sum of lines can be charged too and nothing remains. With `U(x) = round(x / unit) * unit`, `unit` as
 * `chargeableUnit` says, and `n` nights, in integers that SQL computes alike:
 *
 *     nights   = Σ U(the night's override, else its season's price, else its weekend price, else the base price)
 *     extra    = U(extraGuestFee) × max(0, adults + children − guestsIncluded) × n
 *     cleaning = U(cleaningFee)
 *     fee      = U(amount) × 1, n, guests, or guests × n; of pets their number is the guests', without them 0
 *     discount = U(nights × bps ÷ 10,000), bps of the one discount that `discountOf` finds
 *     saving   = U((nights − discount) × nonRefundableBps ÷ 10,000), at the non-refundable rate only
 *     subtotal = nights + extra + cleaning + Σ fee − discount − saving
 *     guestFee = U(subtotal × guestFeeBps ÷ 10,000); hostFee likewise
 *     tax      = U(subtotal × bps × t ÷ (10,000 × n)) added, with `t` of the n nights taxed: those in which the tax
 *                is valid, up to its cap (less those before at former rates), none in a stay that is exempt; U(amount) × t, or × t × guests
 *     included = the same, with Σ bps × t of all included percentages added to the divisor; together never more than
 *                the host would have
 *     total    = subtotal + guestFee + Σ tax
 *
 * The platform's fees are not taxed. A line that would be zero is left out, but for the nights.
 * Throws RangeError for a stay without nights.
 */
export function priceStay({ rates, fees, taxes, stay, party, bookedOn, rate }: StayToPrice): PricedStay {
  const nights = nightsOf(stay).map((date) => nightPrice(rates, date));
  if (nights.length === 0) throw new RangeError(`No night from ${stay.checkIn} to ${stay.checkOut}`);
  const { currency } = rates;
  const unit = chargeableUnit(currency);

  const accommodation = sum(nights.map((night) => night.amount));
  const guestNights = Math.max(0, guestsOf(party) - rates.guestsIncluded) * nights.length;
  const extraGuests = toChargeable(rates.extraGuestFee, currency) * guestNights;
  const discount = discountOf(rates, nights.length, daysBetween(bookedOn, stay.checkIn));
  const off = percentOf(accommodation, discount?.rateBps ?? 0, unit);
  const savingBps = rate === 'nonRefundable' ? rates.nonRefundableBps : 0;
  const saving = percentOf(accommodation - off, savingBps, unit);
  const hostLines = [
    hostLine({ code: 'nights', amount: accommodation, quantity: nights.length }),
    hostLine({ code: 'extra-guests', amount: extraGuests, quantity: guestNights }),
    hostLine({ code: 'cleaning', amount: toChargeable(rates.cleaningFee, currency), quantity: 1 }),
    ...rates.fees.map((fee) => hostFeeLine(fee, toChargeable(fee.amount, currency), nights.length, party)),
    ...(discount ? [hostLine({ ...discount, amount: -off })] : []),
    hostLine({ code: 'non-refundable-discount', amount: -saving, rateBps: savingBps }),
  ];
  const subtotal = amountOf(hostLines);
  const hostFee = percentOf(subtotal, fees.hostFeeBps, unit);

  const lines = [
    ...hostLines,
    platformLine('guest', percentOf(subtotal, fees.guestFeeBps, unit), fees.guestFeeBps),
    platformLine('host', hostFee, fees.hostFeeBps),
    ...taxLines(taxes, { currency, stay, party, subtotal, most: subtotal - hostFee }),
  ].filter((line) => line.amount !== 0 || line.code === 'nights');
  return { currency, nights, lines, totals: totalsOf(lines) };
}

function hostLine(line: Omit<PriceLine, 'payer' | 'recipient' | 'taxable'>): PriceLine {
  return { ...line, payer: 'guest', recipient: 'host', taxable: true };
}

function hostFeeLine(fee: Fee, amount: number, nights: number, party: Party): PriceLine {
  const heads = fee.code === 'pets' ? party.pets : guestsOf(party);
  const isDue = fee.code !== 'pets' || party.pets > 0;
  const quantity = isDue ? { stay: 1, night: nights, guest: heads, guestNight: heads * nights }[fee.per] : 0;
  const { code, name, refundable } = fee;
  return hostLine({ code, ...(name === null ? {} : { name }), amount: amount * quantity, quantity, refundable });
}

function platformLine(payer: 'guest' | 'host', amount: number, rateBps: number): PriceLine {
  return { code: `${payer}-fee`, amount, rateBps, payer, recipient: 'platform', taxable: false };
}

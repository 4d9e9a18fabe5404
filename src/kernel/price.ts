import type { Currency } from './currencies.ts';
import { isoWeekday, type PlainDate } from './dates.ts';
import { sum, toChargeable } from './money.ts';
import { feeCodes } from './price-rules.ts';

export const lineCodes = [
  'nights',
  'extra-guests',
  'cleaning',
  ...feeCodes,
  'new-listing-discount',
  'promotion-discount',
  'weekly-discount',
  'monthly-discount',
  'early-bird-discount',
  'last-minute-discount',
  'non-refundable-discount',
  'guest-fee',
  'host-fee',
  'tax',
] as const;

export type LineCode = (typeof lineCodes)[number];

/**
 * A movement of `amount` minor units from payer to recipient; negative, as in a discount, it moves back. A sum over
 * lines is therefore exact from every side. `quantity` counts what is charged (nights, guest-nights), `rateBps` is the
 * percentage in basis points, `name` is what a fee, promotion or tax is called; `taxable` lines are what taxes are taken
 * from; a fee that is not `refundable` stays with the host when the guest cancels. A tax of an amount per night is due
 * from `firstNight` to `lastNight`.
 */
export type PriceLine = {
  code: LineCode;
  amount: number;
  payer: 'guest' | 'host';
  recipient: 'host' | 'platform' | 'tax';
  taxable: boolean;
  quantity?: number;
  rateBps?: number;
  name?: string;
  refundable?: boolean;
  firstNight?: PlainDate;
  lastNight?: PlainDate;
};

/** In minor units; `guestPays` is always the sum of the other three. */
export type Totals = { guestPays: number; hostReceives: number; platformKeeps: number; taxes: number };

/** The shares of an amount, in minor units, without their sum. */
export type Portions = Omit<Totals, 'guestPays'>;

export const nightSources = ['base', 'weekend', 'season', 'override'] as const;

export type NightPrice = { date: PlainDate; amount: number; source: (typeof nightSources)[number] };

/** What a stay costs: each night, each line (of which `nights` sums up the nights), and the totals of the lines. */
export type PricedStay = { currency: Currency; nights: NightPrice[]; lines: PriceLine[]; totals: Totals };

/** ISO weekdays whose nights are weekend nights: Friday and Saturday. */
export const weekendDays: readonly number[] = [5, 6];

/** What nights cost, in minor units; `weekendDays` are the ISO weekdays of weekend nights. */
export type NightlyRates = {
  currency: Currency;
  baseNightly: number;
  weekendNightly: number | null;
  weekendDays: readonly number[];
  seasons: ReadonlyMap<PlainDate, number>;
  overrides: ReadonlyMap<PlainDate, number>;
};

/** The chargeable price of one night, before discounts: its override, else the season's, the weekend's or the base price. */
export function nightPrice(rates: NightlyRates, date: PlainDate): NightPrice {
  const priced = (amount: number, source: NightPrice['source']) => ({
    date,
    amount: toChargeable(amount, rates.currency),
    source,
  });
  const override = rates.overrides.get(date);
  if (override !== undefined) return priced(override, 'override');
  const season = rates.seasons.get(date);
  if (season !== undefined) return priced(season, 'season');
  const isWeekend = rates.weekendDays.includes(isoWeekday(date));
  if (rates.weekendNightly !== null && isWeekend) return priced(rates.weekendNightly, 'weekend');
  return priced(rates.baseNightly, 'base');
}

/** Who pays and who gets what by these lines; what the host pays is off what the host receives. */
export function totalsOf(lines: readonly PriceLine[]): Totals {
  const paidBy = (payer: PriceLine['payer']) => amountOf(lines.filter((line) => line.payer === payer));
  const receivedBy = (recipient: PriceLine['recipient']) =>
    amountOf(lines.filter((line) => line.recipient === recipient));
  return {
    guestPays: paidBy('guest'),
    hostReceives: receivedBy('host') - paidBy('host'),
    platformKeeps: receivedBy('platform'),
    taxes: receivedBy('tax'),
  };
}

/** Shares with their sum. */
export function withSum({ hostReceives, platformKeeps, taxes }: Portions): Totals {
  return { guestPays: hostReceives + platformKeeps + taxes, hostReceives, platformKeeps, taxes };
}

/** What is left of it without these. Nobody is kept from having less than nothing. */
export function minus(from: Totals, portions: Portions): Totals {
  return withSum({
    hostReceives: from.hostReceives - portions.hostReceives,
    platformKeeps: from.platformKeeps - portions.platformKeeps,
    taxes: from.taxes - portions.taxes,
  });
}

/** The same with these. */
export function plus(to: Totals, portions: Portions): Totals {
  return withSum({
    hostReceives: to.hostReceives + portions.hostReceives,
    platformKeeps: to.platformKeeps + portions.platformKeeps,
    taxes: to.taxes + portions.taxes,
  });
}

/** What these lines sum up to. */
export function amountOf(lines: readonly PriceLine[]): number {
  return sum(lines.map((line) => line.amount));
}

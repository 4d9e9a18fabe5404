import type { Currency } from './currencies.ts';
import { isoWeekday, type PlainDate } from './dates.ts';
import { sum, toChargeable } from './money.ts';

export const lineCodes = [
  'nights',
  'extra-guests',
  'cleaning',
  'weekly-discount',
  'monthly-discount',
  'guest-fee',
  'host-fee',
  'tax',
] as const;

export type LineCode = (typeof lineCodes)[number];

/**
 * A movement of `amount` minor units from payer to recipient; negative, as in a discount, it moves back. A sum over
 * lines is therefore exact from every side. `quantity` counts what is charged (nights, guest-nights), `rateBps` is the
 * percentage in basis points, `name` is what a tax is called; `taxable` lines are what taxes are taken from.
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
};

/** In minor units; `guestPays` is always the sum of the other three. */
export type Totals = { guestPays: number; hostReceives: number; platformKeeps: number; taxes: number };

export type NightPrice = { date: PlainDate; amount: number; source: 'base' | 'weekend' | 'override' };

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
  overrides: ReadonlyMap<PlainDate, number>;
};

/** The chargeable price of one night, before discounts: its override, else the weekend's price, else the base price. */
export function nightPrice(rates: NightlyRates, date: PlainDate): NightPrice {
  const priced = (amount: number, source: NightPrice['source']) => ({
    date,
    amount: toChargeable(amount, rates.currency),
    source,
  });
  const override = rates.overrides.get(date);
  if (override !== undefined) return priced(override, 'override');
  const isWeekend = rates.weekendDays.includes(isoWeekday(date));
  if (rates.weekendNightly !== null && isWeekend) return priced(rates.weekendNightly, 'weekend');
  return priced(rates.baseNightly, 'base');
}

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

export function amountOf(lines: readonly PriceLine[]): number {
  return sum(lines.map((line) => line.amount));
}

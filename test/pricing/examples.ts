import { parse } from 'csv-parse/sync';
import { type Currency, isCurrency } from '../../src/kernel/currencies.ts';
import { addDays, eachNight, plainDate } from '../../src/kernel/dates.ts';
import type { Totals } from '../../src/kernel/price.ts';
import { type Fee, feeBases, feeCodes, type TaxRule } from '../../src/kernel/price-rules.ts';
import { platformFees, type Rates, type StayToPrice } from '../../src/pricing/price-stay.ts';
import { plainRates, taxOf } from './plain.ts';

/** One priced stay, as a row of text says it; what a row leaves out costs nothing. */
type Example = { what: string; input: StayToPrice; totals: Totals };

const columns = [
  ...(['what', 'currency', 'feeModel', 'checkIn', 'nights', 'nightly', 'weekend', 'season', 'override'] as const),
  ...(['adults', 'children', 'pets', 'extraGuest', 'included', 'cleaning', 'fees', 'discounts', 'bookedOn'] as const),
  ...(['rate', 'tax', 'guestPays', 'hostReceives', 'platformKeeps', 'taxes'] as const),
] as const;
export type Column = (typeof columns)[number];
export type Row = Partial<Record<Column, string>>;

/**
 * Rows of `;`-separated columns under their names. Lists are separated by commas: fees as `pets 2000 per stay` (and `kept` where no
 * cancellation gives it back),
 * discounts as `weekly 1000` or `early 30 500`, taxes as `percent 600 cap 7 exempt 30 included adults from D to D`,
 * prices of nights as `2026-06-05 9000` or `2026-06-01..2026-07-01 15000`.
 */
export function examplesIn(text: string): Example[] {
  const rows: Row[] = parse(text, { columns: true, delimiter: ';', trim: true });
  const unknown = rows.flatMap((row) => Object.keys(row)).find((name) => !columns.some((known) => known === name));
  if (unknown !== undefined) throw new Error(`${unknown} is no column`);
  return rows.map((row) => ({
    what: row.what ?? '',
    input: stayIn(row),
    totals: {
      guestPays: count(row, 'guestPays'),
      hostReceives: count(row, 'hostReceives'),
      platformKeeps: count(row, 'platformKeeps'),
      taxes: count(row, 'taxes'),
    },
  }));
}

/** The stay that a row asks the price of. */
export function stayIn(row: Row): StayToPrice {
  const checkIn = plainDate(row.checkIn || '2026-06-01');
  const currency = currencyOf(row);
  return {
    rates: ratesOf(row, currency),
    fees: row.feeModel === 'hostOnly' ? platformFees.hostOnly : platformFees.split,
    taxes: list(row, 'tax').map((words) => taxIn(words, currency)),
    stay: { checkIn, checkOut: addDays(checkIn, count(row, 'nights', 1)) },
    party: { adults: count(row, 'adults', 2), children: count(row, 'children'), infants: 0, pets: count(row, 'pets') },
    bookedOn: plainDate(row.bookedOn || '2026-04-01'),
    rate: row.rate ? 'nonRefundable' : 'standard',
  };
}

function ratesOf(row: Row, currency: Currency): Rates {
  const discounts = new Map(list(row, 'discounts').map(([kind = '', ...numbers]) => [kind, numbers.map(Number)]));
  const single = (kind: string) => discounts.get(kind)?.[0] ?? 0;
  const timed = (kind: string) => {
    const [days, bps] = discounts.get(kind) ?? [];
    return days === undefined || bps === undefined ? null : { days, bps };
  };
  const promotion = single('promotion');
  return {
    ...plainRates,
    currency,
    baseNightly: count(row, 'nightly', 10_000),
    weekendNightly: row.weekend ? count(row, 'weekend') : null,
    seasons: nightsIn(row, 'season'),
    overrides: nightsIn(row, 'override'),
    cleaningFee: count(row, 'cleaning'),
    fees: list(row, 'fees').map(feeIn),
    extraGuestFee: count(row, 'extraGuest'),
    guestsIncluded: count(row, 'included', 2),
    isNewListing: discounts.has('new'),
    promotions: promotion > 0 ? [{ name: 'Sale', bps: promotion }] : [],
    weeklyDiscountBps: single('weekly'),
    monthlyDiscountBps: single('monthly'),
    earlyBird: timed('early'),
    lastMinute: timed('last'),
    nonRefundableBps: count(row, 'rate'),
  };
}

function feeIn([code, amount, , per, kept]: string[]): Fee {
  const known = feeCodes.find((candidate) => candidate === code);
  const basis = feeBases.find((candidate) => candidate === per);
  if (known === undefined || basis === undefined) throw new Error(`${code} per ${per} is no fee`);
  return { code: known, name: null, amount: Number(amount), per: basis, refundable: kept !== 'kept' };
}

function taxIn([kind, rate, ...words]: string[], currency: Currency): TaxRule {
  const after = (word: string) => (words.includes(word) ? words[words.indexOf(word) + 1] : undefined);
  const number = (word: string) => (after(word) === undefined ? null : Number(after(word)));
  const date = (word: string) => (after(word) === undefined ? null : plainDate(after(word) ?? ''));
  if (kind !== 'percent' && kind !== 'night' && kind !== 'guestNight') throw new Error(`${kind} is no tax`);
  return taxOf(Number(rate), {
    kind,
    currency: kind === 'percent' ? null : currency,
    capNights: number('cap'),
    exemptFromNights: number('exempt'),
    exemptChildren: words.includes('adults'),
    included: words.includes('included'),
    validFrom: date('from'),
    validTo: date('to'),
  });
}

function nightsIn(row: Row, column: Column): Rates['overrides'] {
  return new Map(
    list(row, column).flatMap(([dates = '', amount]) => {
      const [first = '', end] = dates.split('..');
      const start = plainDate(first);
      return eachNight(start, end === undefined ? addDays(start, 1) : plainDate(end)).map(
        (night) => [night, Number(amount)] as const,
      );
    }),
  );
}

function list(row: Row, column: Column): string[][] {
  const text = row[column] ?? '';
  return text === '' ? [] : text.split(',').map((item) => item.trim().split(' '));
}

function count(row: Row, column: Column, without = 0): number {
  return row[column] ? Number(row[column]) : without;
}

function currencyOf(row: Row): Currency {
  const code = row.currency || 'USD';
  if (!isCurrency(code)) throw new Error(`${code} is no currency`);
  return code;
}
